"""A25: the checkpoint of a trial deployment is shown as that of the real one (evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.freshness import vouched
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.note import Note, NoteKey, parse_note, parse_signature
from jejak_client.tlog.policy import read_policy
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Witness

from tests.clients.witness.conftest import NOW
from tests.clients.witness.logs import MemoryLog

REAL = MemoryLog(origin="jejak.real.example/log", seed="real")
TRIAL = MemoryLog(origin="jejak.trial.example/log", seed="trial")
SAME_KEY = MemoryLog(origin="jejak.trial.example/log", seed="real")  # set up as a copy of the real one


@pytest.fixture
def witness(place: Path) -> Witness:
    """A witness of both deployments."""
    make_witness(place / "witness", "witness.ngo.example")
    for log in (REAL, TRIAL):
        add_log(place / "witness", log.vkey)
    return open_witness(place / "witness", lambda: NOW)


def cosigned(witness: Witness, log: MemoryLog) -> bytes:
    answer = witness.add_checkpoint(log.submission(0, 5))
    assert answer.status == 200
    return log.note(5) + answer.body


def policy(witness: Witness, *logs: NoteKey) -> bytes:
    lines = [*(f"log {key.vkey}" for key in logs), f"witness ngo {witness.key.known.vkey}", "quorum ngo"]
    return "\n".join([*lines, ""]).encode()


def test_a25_a_checkpoint_of_another_log_is_refused_by_the_policy(witness: Witness) -> None:
    trusted = read_policy(policy(witness, REAL.key))
    assert vouched(cosigned(witness, REAL), trusted, REAL.key.name, NOW).final
    with pytest.raises(Unverified, match="a log that the policy does not know"):
        vouched(cosigned(witness, TRIAL), trusted, REAL.key.name, NOW)


def test_a25_a_policy_of_both_logs_does_not_let_one_pass_for_the_other(witness: Witness) -> None:
    both = read_policy(policy(witness, REAL.key, TRIAL.key))
    shown = cosigned(witness, TRIAL)
    assert vouched(shown, both, TRIAL.key.name, NOW).final
    with pytest.raises(Unverified, match="of another log"):
        vouched(shown, both, REAL.key.name, NOW)


@pytest.mark.parametrize("name", [REAL.key.name, SAME_KEY.key.name])
def test_a25_one_key_under_two_names_does_not_make_one_log_of_two(witness: Witness, name: str) -> None:
    key = NoteKey(name, REAL.key.public)
    text = Checkpoint(SAME_KEY.key.name, 5, SAME_KEY.checkpoint(5).root).text
    note = Note(text, (key.signature(text, REAL.private.sign),)).encode()
    with pytest.raises(Unverified):
        open_checkpoint(note, REAL.key)
    assert witness.add_checkpoint(b"old 0\n\n" + note).status == 403


def test_a25_a_cosignature_is_on_the_origin_too(witness: Witness) -> None:
    line = parse_signature(witness.add_checkpoint(TRIAL.submission(0, 5)).body.decode()[:-1])
    moved = parse_note(REAL.note(5))
    assert TRIAL.checkpoint(5).root == REAL.checkpoint(5).root  # the same entries in both
    shown = Note(moved.text, (*moved.signatures, line)).encode()
    with pytest.raises(Unverified, match="does not hold"):
        vouched(shown, read_policy(policy(witness, REAL.key)), REAL.key.name, NOW)


def test_a25_a_witness_holds_two_logs_apart_and_knows_no_third(witness: Witness) -> None:
    assert witness.add_checkpoint(REAL.submission(0, 5)).status == 200
    assert witness.add_checkpoint(TRIAL.submission(0, 3)).status == 200
    assert witness.add_checkpoint(TRIAL.submission(5, 9)).status == 409
    third = MemoryLog(origin="jejak.third.example/log", seed="real")
    assert witness.add_checkpoint(third.submission(0, 5)).status == 404
