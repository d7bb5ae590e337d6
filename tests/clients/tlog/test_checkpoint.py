"""Checkpoints: three lines, strictly, signed by the log that they name."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from jejak_client.tlog.errors import Malformed, TlogError, Unverified
from jejak_client.tlog.note import Note, NoteKey, parse_note

from tests.clients.tlog.vectors import ORIGIN, VECTORS, log_key, signed_checkpoint, signing

ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(ORIGIN, 42, ROOT)
EXAMPLE = VECTORS["checkpoint"]


def test_the_example_of_the_specification_is_read_and_written() -> None:
    note = parse_note(EXAMPLE["note"].encode())
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint == Checkpoint(EXAMPLE["origin"], EXAMPLE["size"], base64.b64decode(EXAMPLE["root"]))
    assert checkpoint.text == note.text


def test_a_checkpoint_of_a_public_log_is_opened() -> None:
    opened = open_checkpoint(VECTORS["cosigned"]["note"].encode(), NoteKey.parse(VECTORS["cosigned"]["log"]))
    assert opened.checkpoint.size == VECTORS["cosigned"]["size"]


def test_a_checkpoint_is_opened_as_it_was_signed() -> None:
    assert open_checkpoint(signed_checkpoint(CHECKPOINT), log_key()).checkpoint == CHECKPOINT


def test_the_largest_size_is_taken() -> None:
    largest = CHECKPOINT._replace(size=2**63 - 1)
    assert parse_checkpoint(largest.text) == largest


TEXT = CHECKPOINT.text.decode()
MALFORMED = {
    "nothing": "",
    "two lines": f"{ORIGIN}\n42\n",
    "an extension line": TEXT + "extension\n",
    "an empty extension line": TEXT + "\n",
    "no line feed at the end": TEXT[:-1],
    "no origin": TEXT.removeprefix(ORIGIN),
    "a size with a leading zero": TEXT.replace("\n42\n", "\n042\n"),
    "a size with a sign": TEXT.replace("\n42\n", "\n+42\n"),
    "a negative size": TEXT.replace("\n42\n", "\n-42\n"),
    "a size with a space": TEXT.replace("\n42\n", "\n42 \n"),
    "a size with an underscore": TEXT.replace("\n42\n", "\n4_2\n"),
    "a size in other digits": TEXT.replace("\n42\n", "\n٤٢\n"),
    "a size in hexadecimal": TEXT.replace("\n42\n", "\n0x2a\n"),
    "a size beyond 63 bits": TEXT.replace("\n42\n", f"\n{2**63}\n"),
    "no size": TEXT.replace("\n42\n", "\n\n"),
    "a root of 31 bytes": Checkpoint(ORIGIN, 42, ROOT[:31]).text.decode(),
    "a root of 33 bytes": Checkpoint(ORIGIN, 42, ROOT + b"!").text.decode(),
    "a root without padding": TEXT.replace("=\n", "\n"),
    "a root with bits to spare": TEXT.replace("8=\n", "9=\n"),
    "a root in base64url": TEXT.replace("+", "-").replace("AAEC", "A-_C"),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_a_checkpoint_to_the_letter_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text.encode())


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(b"\xff\n42\n" + CHECKPOINT.text.split(b"\n")[2] + b"\n")


def test_a_checkpoint_of_another_origin_under_the_same_key_is_refused() -> None:
    other = CHECKPOINT._replace(origin="jejak.staging.example/log")
    signed = Note(other.text, (log_key().signature(other.text, signing(ORIGIN)),)).encode()
    with pytest.raises(Unverified, match="another log"):
        open_checkpoint(signed, log_key())


def test_a_checkpoint_that_only_others_have_signed_is_refused() -> None:
    with pytest.raises(Unverified):
        open_checkpoint(signed_checkpoint(CHECKPOINT), log_key("other.example/log"))


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_or_read_in_one_way(raw: bytes) -> None:
    try:
        checkpoint = parse_checkpoint(raw)
    except TlogError:
        return
    assert checkpoint.text == raw
