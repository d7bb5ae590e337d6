"""What a checkpoint is worth under a policy: pending until a quorum of witnesses cosigned it in time."""

import pytest
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.errors import TlogError, Unverified
from jejak_client.tlog.judging import judge
from jejak_client.tlog.note import Note, NoteKey
from jejak_client.tlog.policy import parse_policy, read_policy

from tests.clients.tlog.vectors import (
    NOW,
    ORIGIN,
    VECTORS,
    cosignature,
    log_key,
    signed_checkpoint,
    signing,
    witness_key,
)

DAY = 86_400
WINDOW = Window(NOW - DAY, NOW + 300)
NAMES = ("prosecutor", "social", "ngo", "auditor")
POLICY = read_policy(
    "\n".join(
        [
            f"log {log_key().vkey}",
            *(f"witness {name} {witness_key(name).vkey}" for name in NAMES),
            f"group q 3 {' '.join(NAMES)}",
            "quorum q",
        ]
    ).encode()
)
CHECKPOINT = Checkpoint(ORIGIN, 42, bytes(range(32)))


def raw(*witnesses: str, time: int = NOW, more: tuple[bytes, ...] = ()) -> bytes:
    return signed_checkpoint(CHECKPOINT, witnesses, time) + b"".join(more)


def test_a_checkpoint_of_the_log_alone_is_pending() -> None:
    judged = judge(raw(), POLICY, WINDOW)
    assert judged.checkpoint == CHECKPOINT
    assert judged.cosigned == {}
    assert not judged.final


def test_a_quorum_makes_it_final() -> None:
    assert not judge(raw("prosecutor", "ngo"), POLICY, WINDOW).final
    judged = judge(raw("prosecutor", "ngo", "auditor"), POLICY, WINDOW)
    assert judged.final
    assert judged.cosigned == {"prosecutor": NOW, "ngo": NOW, "auditor": NOW}


def test_a_witness_that_cosigns_often_counts_once_with_its_last_time() -> None:
    lines = tuple(cosignature("ngo", CHECKPOINT.text, NOW - age).encode() for age in (10, 20, 30))
    judged = judge(raw("prosecutor", more=lines), POLICY, WINDOW)
    assert judged.cosigned == {"prosecutor": NOW, "ngo": NOW - 10}
    assert not judged.final


def test_a_witness_that_the_policy_does_not_know_counts_for_nothing() -> None:
    judged = judge(raw("prosecutor", "ngo", "stranger"), POLICY, WINDOW)
    assert set(judged.cosigned) == {"prosecutor", "ngo"}
    assert not judged.final


@pytest.mark.parametrize("time", [0, NOW - DAY - 1, NOW + 301, 2**63 - 1])
def test_a_time_that_cannot_be_does_not_count(time: int) -> None:
    judged = judge(raw(*NAMES, time=time), POLICY, WINDOW)
    assert judged.cosigned == {}
    assert judged.out_of_window == dict.fromkeys(NAMES, time)
    assert not judged.final


def test_a_false_cosignature_of_a_known_witness_refuses_the_checkpoint() -> None:
    false = cosignature("ngo", CHECKPOINT._replace(size=43).text).encode()
    with pytest.raises(Unverified):
        judge(raw("prosecutor", "social", "auditor", more=(false,)), POLICY, WINDOW)


def test_witnesses_without_the_log_are_not_enough() -> None:
    lines = tuple(cosignature(name, CHECKPOINT.text) for name in NAMES)
    with pytest.raises(Unverified, match="the log has not signed"):
        judge(Note(CHECKPOINT.text, lines).encode(), POLICY, WINDOW)


def test_a_checkpoint_of_another_log_is_refused_whoever_cosigned_it() -> None:
    other = CHECKPOINT._replace(origin="jejak.staging.example/log")
    with pytest.raises(Unverified, match="does not know"):
        judge(signed_checkpoint(other, NAMES), POLICY, WINDOW)
    lines = (log_key().signature(other.text, signing(ORIGIN)), *(cosignature(n, other.text) for n in NAMES))
    with pytest.raises(Unverified, match="does not know"):
        judge(Note(other.text, lines).encode(), POLICY, WINDOW)


def test_a_cosignature_key_that_also_bears_the_name_of_the_log_does_not_sign_for_it() -> None:
    forged = NoteKey(ORIGIN, witness_key("ngo").public).signature(CHECKPOINT.text, signing("ngo"))
    lines = (forged, *(cosignature(name, CHECKPOINT.text) for name in NAMES))
    with pytest.raises(Unverified):
        judge(Note(CHECKPOINT.text, lines).encode(), POLICY, WINDOW)


def test_a_checkpoint_of_a_public_log_is_judged() -> None:
    cosigned = VECTORS["cosigned"]
    policy = parse_policy(
        f"log {cosigned['log']}\nwitness remora {cosigned['witness']}\nquorum remora\n".encode()
    )
    judged = judge(cosigned["note"].encode(), policy, Window(0, 2**63 - 1))
    assert judged.final
    assert judged.cosigned == {"remora": cosigned["time"]}


@pytest.mark.parametrize("raw_note", [b"", b"text\n", CHECKPOINT.text])
def test_what_is_no_note_is_refused(raw_note: bytes) -> None:
    with pytest.raises(TlogError):
        judge(raw_note, POLICY, WINDOW)
