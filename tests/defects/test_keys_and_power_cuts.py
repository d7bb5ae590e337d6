"""A key file was flushed and its name was not: after a power cut what was wrapped under it opened no more.

fsync of a file does not make its entry in the directory durable (fsync(2)). The first data keys of a month
were committed by PostgreSQL under a key-encryption key that the directory could forget.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.evidence.keystore import KeyStore
from server.vault.epochs import EpochKeys

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[Path]]:
    """The names that would be there after a power cut: those in a directory when it was flushed last."""
    found: set[Path] = set()
    flush = os.fsync

    def noting(descriptor: int) -> None:
        flush(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            found.update(path.iterdir())

    monkeypatch.setattr(os, "fsync", noting)
    return found


def kept(path: Path, root: Path, durable: set[Path]) -> bool:
    """Whether a file and every directory on the way to it survive."""
    return path == root or (path in durable and kept(path.parent, root, durable))


def test_a_months_key_is_there_after_a_power_cut_before_anything_is_wrapped_under_it(
    tmp_path: Path, durable: set[Path]
) -> None:
    keys = EpochKeys.founded(tmp_path / "data" / "keys", lambda: AT)
    keys.wrap(b"k" * 32, b"row")
    assert kept(tmp_path / "data" / "keys" / "vault" / "2026-03.key", tmp_path, durable)


def test_the_hosts_keys_and_secrets_are_there_after_a_power_cut(tmp_path: Path, durable: set[Path]) -> None:
    store = KeyStore(tmp_path / "keys")
    store.make("receipt", "deployment")
    store.make_secret("form")
    for name in ("receipt/deployment.jwk", "form.secret"):
        assert kept(tmp_path / "keys" / name, tmp_path, durable)


def test_every_directory_of_keys_is_its_owners_alone(tmp_path: Path) -> None:
    KeyStore(tmp_path / "keys").make("receipt", "deployment")
    EpochKeys.founded(tmp_path / "others" / "keys", lambda: AT)
    for directory in ("keys", "keys/receipt", "others/keys", "others/keys/vault"):
        assert (tmp_path / directory).stat().st_mode & 0o777 == 0o700
