"""What a witness cosigns, and every way in which it does not (C2SP tlog-witness)."""

from hashlib import sha256
from pathlib import Path

import pytest
from jejak_client.tlog.checkpoint import Checkpoint, parse_checkpoint
from jejak_client.tlog.cosignature import time_of
from jejak_client.tlog.merkle import EMPTY_ROOT
from jejak_client.tlog.note import Note, parse_note, parse_signature, verify_note
from jejak_client.tlog.submission import SIZE_TYPE, Submission
from jejak_client.witness.directory import add_log, open_witness
from jejak_client.witness.witness import Answer, Witness

from tests.clients.witness.conftest import NOW
from tests.clients.witness.logs import ORIGIN, MemoryLog

ORIGIN_HASH = sha256(ORIGIN.encode()).hexdigest()


def grown_to(witness: Witness, log: MemoryLog, *sizes: int) -> None:
    for old, new in zip((0, *sizes), sizes, strict=False):
        assert witness.add_checkpoint(log.submission(old, new)).status == 200


def stands_at(witness: Witness) -> int:
    """The size of the checkpoint that the monitoring side shows; 0 for none."""
    shown = witness.checkpoint(ORIGIN_HASH)
    return parse_checkpoint(parse_note(shown).text).size if shown else 0


def test_a_checkpoint_of_a_known_log_is_cosigned_at_the_time_of_the_witness(
    witness: Witness, log: MemoryLog
) -> None:
    answer = witness.add_checkpoint(log.submission(0, 5))
    line = parse_signature(answer.body.decode().removesuffix("\n"))
    assert answer.status == 200
    assert (line.name, line.key_id) == (witness.key.known.name, witness.key.known.key_id)
    assert witness.key.known.verifies(log.checkpoint(5).text, line.blob)
    assert time_of(line.blob) == NOW


def test_a_log_may_grow_by_any_steps_and_say_the_same_again(witness: Witness, log: MemoryLog) -> None:
    grown_to(witness, log, 1, 2, 3, 7, 7, 8, 64, 64)
    assert stands_at(witness) == 64


def test_the_cosignature_verifies_below_the_note_of_the_log(witness: Witness, log: MemoryLog) -> None:
    answer = witness.add_checkpoint(log.submission(0, 5))
    note = parse_note(log.note(5) + answer.body)
    assert [found.key for found in verify_note(note, [log.key, witness.key.known])] == [
        log.key,
        witness.key.known,
    ]


def test_monitors_see_the_newest_checkpoint_with_both_signatures(witness: Witness, log: MemoryLog) -> None:
    assert witness.checkpoint(ORIGIN_HASH) is None
    grown_to(witness, log, 3, 9)
    shown = witness.checkpoint(ORIGIN_HASH)
    assert shown is not None
    note = parse_note(shown)
    assert note.text == log.checkpoint(9).text
    assert len(verify_note(note, [log.key, witness.key.known])) == 2
    assert witness.checkpoint(sha256(b"another").hexdigest()) is None


def test_signatures_of_others_are_neither_needed_nor_kept(witness: Witness, log: MemoryLog) -> None:
    stranger = MemoryLog(seed="stranger")
    note = parse_note(log.note(5))
    line = stranger.key.signature(note.text, stranger.private.sign)
    both = Note(note.text, (line, *note.signatures)).encode()
    assert witness.add_checkpoint(Submission(0, (), both).encode()).status == 200
    assert line not in parse_note(witness.checkpoint(ORIGIN_HASH) or b"").signatures


def test_a_log_may_have_several_keys(directory: Path, log: MemoryLog) -> None:
    later = MemoryLog(seed="later")
    add_log(directory, later.vkey)
    witness = open_witness(directory, lambda: NOW)
    grown_to(witness, log, 5)
    assert witness.add_checkpoint(later.submission(5, 6)).status == 200


def test_what_was_cosigned_is_remembered_by_the_next_process(directory: Path, log: MemoryLog) -> None:
    grown_to(open_witness(directory, lambda: NOW), log, 5)
    assert stands_at(open_witness(directory, lambda: NOW)) == 5


def test_an_empty_log_is_cosigned_with_the_root_of_nothing_alone(witness: Witness, log: MemoryLog) -> None:
    assert log.checkpoint(0).root == EMPTY_ROOT
    assert witness.add_checkpoint(log.submission(0, 0)).status == 200
    other = log.signed(Checkpoint(ORIGIN, 0, bytes(32)).text)
    assert witness.add_checkpoint(Submission(0, (), other).encode()).status == 422
    grown_to(witness, log, 4)


def test_the_size_it_stands_at_answers_another_old_size(witness: Witness, log: MemoryLog) -> None:
    grown_to(witness, log, 5)
    for old, new in ((0, 9), (4, 9), (6, 9)):
        assert witness.add_checkpoint(log.submission(old, new)) == Answer(409, SIZE_TYPE, b"5\n")
    assert stands_at(witness) == 5


def test_a_log_that_is_not_known_is_404(witness: Witness) -> None:
    other = MemoryLog(origin="jejak.other.example/log")
    assert witness.add_checkpoint(other.submission(0, 5)).status == 404


def test_a_checkpoint_without_a_signature_that_holds_is_403(witness: Witness, log: MemoryLog) -> None:
    text, stranger = log.checkpoint(5).text, MemoryLog(seed="stranger")
    by_another_key = stranger.key.signature(text, stranger.private.sign)
    of_another_text = log.key.signature(b"another text\n", log.private.sign)
    for line in (by_another_key, of_another_text):
        body = Submission(0, (), Note(text, (line,)).encode()).encode()
        assert witness.add_checkpoint(body).status == 403
    assert stands_at(witness) == 0


def test_one_signature_of_a_known_key_that_does_not_hold_spoils_the_note(
    directory: Path, log: MemoryLog
) -> None:
    later = MemoryLog(seed="later")
    add_log(directory, later.vkey)
    note = parse_note(log.note(5))
    wrong = later.key.signature(b"another text\n", later.private.sign)
    body = Submission(0, (), Note(note.text, (*note.signatures, wrong)).encode()).encode()
    assert open_witness(directory, lambda: NOW).add_checkpoint(body).status == 403


def inconsistent(log: MemoryLog) -> dict[str, Submission]:
    """Validly signed checkpoints that a witness at size 5 must not cosign."""
    rewritten = MemoryLog(changed=2)
    good = log.proof(5, 9)
    return {
        "rewritten": Submission(5, rewritten.proof(5, 9), rewritten.note(9)),
        "rewritten, with the proof of the true log": Submission(5, good, rewritten.note(9)),
        "another root of the same size": Submission(5, (), rewritten.note(5)),
        "the same size with a proof": Submission(5, good[:1], log.note(5)),
        "no proof": Submission(5, (), log.note(9)),
        "a proof cut short": Submission(5, good[:-1], log.note(9)),
        "a proof with more": Submission(5, (*good, good[0]), log.note(9)),
        "a proof in another order": Submission(5, good[::-1], log.note(9)),
        "a proof to another size": Submission(5, log.proof(5, 10), log.note(9)),
    }


@pytest.mark.parametrize("name", inconsistent(MemoryLog()))
def test_a_tree_that_does_not_begin_with_the_one_before_is_422(
    witness: Witness, log: MemoryLog, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    grown_to(witness, log, 5)
    before = witness.checkpoint(ORIGIN_HASH)
    submission = inconsistent(log)[name]
    answer = witness.add_checkpoint(submission.encode())
    assert answer.status == 422
    assert "\N{EM DASH}".encode() not in answer.body
    assert witness.checkpoint(ORIGIN_HASH) == before
    assert repr(submission.note.decode()) in caplog.text  # the log has signed it: that is evidence


def test_a_proof_from_nothing_is_422(witness: Witness, log: MemoryLog) -> None:
    body = Submission(0, log.proof(3, 5), log.note(5)).encode()
    assert witness.add_checkpoint(body).status == 422


def malformed(log: MemoryLog) -> dict[str, bytes]:
    note = log.note(5)
    extended = log.signed(log.checkpoint(5).text + b"an extension line\n")
    zeros = "A" * 43 + "="
    return {
        "nothing": b"",
        "no old size": b"\n" + note,
        "another word": b"new 0\n\n" + note,
        "no empty line": b"old 0\n" + note.replace(b"\n\n", b"\n"),
        "a leading zero": b"old 00\n\n" + note,
        "a sign": b"old +0\n\n" + note,
        "a second space": b"old  0\n\n" + note,
        "a size beyond 64 bits": b"old 18446744073709551616\n\n" + note,
        "digits of another script": "old \N{ARABIC-INDIC DIGIT ONE}\n\n".encode() + note,
        "a hash of 31 bytes": b"old 0\n" + b"A" * 42 + b"==\n\n" + note,
        "base64 in a second form": b"old 0\n" + b"A" * 42 + b"B=\n\n" + note,
        "64 lines of proof": b"old 0\n" + (zeros + "\n").encode() * 64 + b"\n" + note,
        "no checkpoint": b"old 0\n\n",
        "no signature": b"old 0\n\n" + log.checkpoint(5).text + b"\n",
        "an extension line": b"old 0\n\n" + extended,
        "a root of 31 bytes": b"old 0\n\n" + log.signed(f"{ORIGIN}\n5\n{'A' * 42}==\n".encode()),
        "a size with a leading zero": b"old 0\n\n" + log.signed(f"{ORIGIN}\n05\n{zeros}\n".encode()),
        "larger before than after": log.submission(5, 5).replace(b"old 5", b"old 6"),
        "not UTF-8": b"old 0\n\n" + note.replace(b"jejak", b"\xff\xfe"),
    }


@pytest.mark.parametrize("name", malformed(MemoryLog()))
def test_a_body_that_is_not_of_the_format_is_400(witness: Witness, log: MemoryLog, name: str) -> None:
    assert witness.add_checkpoint(malformed(log)[name]).status == 400
    assert stands_at(witness) == 0
