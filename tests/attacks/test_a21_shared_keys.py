"""A21: one key for log and witness, or for two witnesses, so that one hand signs for two (evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.keys import KeyFileError
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.errors import PolicyRefused
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.policy import parse_policy
from jejak_client.witness.directory import add_log, make_witness

from server.config import SettingsError
from server.evidence.policy import load_policy, log_keys
from tests.clients.tlog.vectors import public
from tests.server.api.agencies import ORIGIN
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

LOG = NoteKey("jejak.test/log", public("log"))
ONE, TWO = WitnessKey("one.example", public("one")), WitnessKey("two.example", public("two"))


def policy(*witnesses: WitnessKey) -> str:
    lines = [f"witness w{place} {key.vkey}" for place, key in enumerate(witnesses)]
    names = " ".join(f"w{place}" for place in range(len(witnesses)))
    return "\n".join([f"log {LOG.vkey}", *lines, f"group all all {names}", "quorum all", ""])


@pytest.mark.parametrize(
    "witnesses",
    [
        (ONE, ONE),
        (ONE, WitnessKey("two.example", ONE.public)),
        (ONE, WitnessKey(LOG.name, LOG.public)),
        (ONE, WitnessKey("another.example", LOG.public)),
    ],
    ids=["twice", "two names", "the log's name and key", "the log's key"],
)
def test_a21_a_policy_in_which_a_key_stands_twice_is_refused(witnesses: tuple[WitnessKey, ...]) -> None:
    assert parse_policy(policy(ONE, TWO).encode())
    with pytest.raises(PolicyRefused, match="a key of its own"):
        parse_policy(policy(*witnesses).encode())


def test_a21_a_witness_does_not_sign_for_a_log_that_has_its_key(tmp_path: Path) -> None:
    own = make_witness(tmp_path / "witness", "witness.ngo.example").known
    with pytest.raises(KeyFileError, match="a key of its own"):
        add_log(tmp_path / "witness", NoteKey(LOG.name, own.public).vkey)


async def test_a21_no_key_of_the_host_or_of_the_registry_is_a_witness(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with founding.copy(postgres_server, tmp_path / "keys") as deployment:
        directory = deployment.services.directory.current
    taken = {key.public for key in directory.keys.values()}
    assert {key.public for key in log_keys(ORIGIN, directory)} < taken
    for each in sorted(taken):
        file = tmp_path / "policy"
        file.write_text(f"witness host {WitnessKey('host.example', each).vkey}\nquorum host\n")
        with pytest.raises(SettingsError, match="cannot be a witness"):
            load_policy(file, ORIGIN, directory)
