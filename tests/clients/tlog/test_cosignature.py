"""Cosignatures of witnesses: those of others verify, and ours are theirs to the byte."""

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog.cosignature import COSIGNATURE_V1, Window, WitnessKey, time_of
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.note import Note, NoteKey, parse_note, verify_note

from tests.clients.tlog.vectors import NOW, VECTORS, cosignature, private, witness_key

COSIGNED = VECTORS["cosigned"]
TEXT = b"log.example\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def test_a_cosignature_of_a_public_witness_verifies() -> None:
    witness = WitnessKey.parse(COSIGNED["witness"])
    note = parse_note(COSIGNED["note"].encode())
    (verified,) = verify_note(note, [witness])
    assert verified.key.name == "remora.n621.de"
    assert time_of(verified.blob) == COSIGNED["time"]
    assert witness.vkey == COSIGNED["witness"]


def test_the_times_of_others_are_read() -> None:
    example = parse_note(VECTORS["checkpoint"]["note"].encode()).signatures[1]
    assert time_of(example.blob) == VECTORS["checkpoint"]["cosignature_time"]
    for vector in VECTORS["cosignature_times"]:
        assert time_of(base64.b64decode(vector["base64"])[4:]) == vector["time"]


def test_a_cosignature_is_over_a_header_the_time_and_the_text() -> None:
    made = cosignature("auditor", TEXT)
    message = b"cosignature/v1\ntime %d\n" % NOW + TEXT
    assert made.blob == struct.pack(">Q", NOW) + private("auditor").sign(message)
    assert made.name == "auditor.example/witness"
    assert witness_key("auditor").verifies(TEXT, made.blob)


def test_a_cosignature_is_not_a_signature_of_a_log_nor_the_other_way_round() -> None:
    witness = witness_key("auditor")
    as_log = NoteKey(witness.name, witness.public)
    assert as_log.key_id != witness.key_id
    assert not as_log.verifies(TEXT, cosignature("auditor", TEXT).blob)
    assert not witness.verifies(TEXT, as_log.signature(TEXT, private("auditor").sign).blob)
    assert as_log != witness
    with pytest.raises(Malformed):
        WitnessKey.parse(as_log.vkey)
    with pytest.raises(Malformed):
        NoteKey.parse(witness.vkey)


@pytest.mark.parametrize("text", [TEXT + b"extension\n", TEXT.replace(b"42", b"43"), TEXT[:-1]])
def test_a_cosignature_holds_for_its_text_alone(text: bytes) -> None:
    assert not witness_key("auditor").verifies(text, cosignature("auditor", TEXT).blob)


@given(st.integers(0, 71), st.integers(1, 255))
def test_a_cosignature_with_a_byte_changed_does_not_hold(at: int, change: int) -> None:
    blob = bytearray(cosignature("auditor", TEXT).blob)
    blob[at] ^= change
    assert not witness_key("auditor").verifies(TEXT, bytes(blob))


@pytest.mark.parametrize("length", [0, 7, 8, 64, 71])
def test_a_cosignature_that_is_cut_off_does_not_hold(length: int) -> None:
    blob = cosignature("auditor", TEXT).blob
    assert not witness_key("auditor").verifies(TEXT, blob[:length])
    assert not witness_key("auditor").verifies(TEXT, blob + bytes(1))


@pytest.mark.parametrize("time", [-1, 2**63, 2**64])
def test_a_time_out_of_range_is_not_signed(time: int) -> None:
    with pytest.raises(ValueError):
        witness_key("auditor").signature(TEXT, time, private("auditor").sign)


def test_a_time_out_of_range_does_not_hold_though_it_is_signed() -> None:
    time = 2**63
    blob = struct.pack(">Q", time) + private("auditor").sign(b"cosignature/v1\ntime %d\n" % time + TEXT)
    assert not witness_key("auditor").verifies(TEXT, blob)


@pytest.mark.parametrize("time", [0, 2**63 - 1])
def test_the_first_and_the_last_time_hold(time: int) -> None:
    assert witness_key("auditor").verifies(TEXT, cosignature("auditor", TEXT, time).blob)


def test_a_known_witness_whose_cosignature_does_not_hold_refuses_the_note() -> None:
    other = cosignature("auditor", TEXT.replace(b"42", b"41"))
    note = Note(TEXT, (cosignature("prosecutor", TEXT), other))
    assert verify_note(note, [witness_key("prosecutor")])
    with pytest.raises(Unverified):
        verify_note(note, [witness_key("prosecutor"), witness_key("auditor")])


def test_a_window_holds_both_its_ends() -> None:
    window = Window(10, 20)
    assert [time for time in range(8, 23) if window.holds(time)] == list(range(10, 21))


def test_the_type_of_a_cosignature_key_is_4() -> None:
    assert COSIGNATURE_V1 == 4
    raw = base64.b64decode(witness_key("auditor").vkey.split("+", 2)[2])
    assert raw == b"\x04" + witness_key("auditor").public
