"""The key of the match index: made while nothing was hashed with it, and never another beside old entries."""

from pathlib import Path

import psycopg
import pytest

from server.clock import system_clock
from server.config import Settings
from server.evidence.keystore import KeyFileError
from server.start import open_services

ENTRY = "INSERT INTO jejak.matches VALUES (1, 1, '\\x00', gen_random_uuid())"


def settings(database: str, keys_dir: Path) -> Settings:
    return Settings(database_url=database, keys_dir=keys_dir, origin="jejak.test")


async def test_a_deployment_from_before_the_index_gets_a_key_and_one_that_lost_it_does_not_start(
    database: str, tmp_path: Path
) -> None:
    at = settings(database, tmp_path / "keys")
    secret = at.keys_dir / "match.secret"
    async with open_services(at, system_clock):
        first = secret.read_bytes()
    secret.unlink()
    async with open_services(at, system_clock):
        assert secret.read_bytes() != first, "nothing had been hashed with the one that is gone"
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(ENTRY.encode())
    secret.unlink()
    with pytest.raises(KeyFileError, match=r"match\.secret is missing"):
        async with open_services(at, system_clock):
            pass
    assert not secret.exists()
