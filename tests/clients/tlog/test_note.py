"""Signed notes: the vectors of others byte for byte, and what is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog.errors import Malformed, TlogError, Unverified
from jejak_client.tlog.note import (
    MAX_SIGNATURES,
    Note,
    NoteKey,
    Signature,
    key_id,
    parse_note,
    verify_note,
)

from tests.clients.tlog.vectors import VECTORS, log_key, private, public, signing
from tests.domain.vector_files import load

NOTES = VECTORS["notes"]
TEXT = b"a text\n\nwith an empty line in it\n"


def signed(text: bytes = TEXT, origin: str = "log.example") -> Note:
    return Note(text, (log_key(origin).signature(text, signing(origin)),))


@pytest.mark.parametrize("vector", NOTES, ids=lambda vector: vector["source"][:40])
def test_notes_of_others_are_read_and_verified(vector: dict[str, str]) -> None:
    key = NoteKey.parse(vector["vkey"])
    note = parse_note(vector["note"].encode())
    assert note.text == vector["text"].encode()
    assert [verified.key for verified in verify_note(note, [key])] == [key]
    assert note.encode() == vector["note"].encode()
    assert key.vkey == vector["vkey"]


def test_the_example_of_the_go_package_is_signed_alike_to_the_byte() -> None:
    vector = NOTES[0]
    seed = base64.b64decode(vector["private"].split("+", 4)[4])[1:]
    key = NoteKey.parse(vector["vkey"])
    text = vector["text"].encode()
    made = Note(text, (key.signature(text, Ed25519PrivateKey.from_private_bytes(seed).sign),))
    assert made.encode() == vector["note"].encode()


def test_a_text_ends_at_the_last_empty_line() -> None:
    note = parse_note(VECTORS["poem"]["note"].encode())
    assert note.text == VECTORS["poem"]["text"].encode()
    assert [signature.name for signature in note.signatures] == ["quasimodo.example/salvatore"]
    looks_signed = signed(b"text\n\n\xe2\x80\x94 log.example AAAAAAAA\n")
    assert parse_note(looks_signed.encode()) == looks_signed


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    note = parse_note(VECTORS["cosigned"]["note"].encode())
    key = NoteKey.parse(VECTORS["cosigned"]["log"])
    assert len(note.signatures) == 6
    assert [verified.key for verified in verify_note(note, [key])] == [key]


def test_a_key_is_known_by_name_and_id_not_by_one_of_them() -> None:
    note = signed()
    same_name = NoteKey("log.example", public("another"))
    same_key = NoteKey("other.example", public("log.example"))
    with pytest.raises(Unverified, match="no known key"):
        verify_note(note, [same_name, same_key])


def test_a_signature_of_a_known_key_that_does_not_hold_refuses_the_whole_note() -> None:
    good, bad = signed(), signed(b"another text\n", "second.example")
    note = Note(TEXT, good.signatures + bad.signatures)
    verify_note(note, [log_key("log.example")])
    with pytest.raises(Unverified, match="does not hold"):
        verify_note(note, [log_key("log.example"), log_key("second.example")])


def test_every_signature_of_a_known_key_has_to_hold() -> None:
    good, bad = signed().signatures[0], signed(b"another text\n").signatures[0]
    with pytest.raises(Unverified, match="does not hold"):
        verify_note(Note(TEXT, (good, bad)), [log_key("log.example")])


def test_a_note_without_a_known_key_is_refused() -> None:
    with pytest.raises(Unverified, match="no known key"):
        verify_note(signed(), [])


class Lookalike:
    """Another key that bears the name and id of a first one: four bytes can be matched by trying."""

    name = "log.example"
    key_id = log_key("log.example").key_id

    def verifies(self, text: bytes, blob: bytes) -> bool:
        return True


def test_two_known_keys_of_one_name_and_id_are_refused_as_ambiguous() -> None:
    key = log_key("log.example")
    with pytest.raises(Unverified, match="two known keys"):
        verify_note(signed(), [key, Lookalike()])
    assert verify_note(signed(), [key, key])


LINE = signed().signatures[0].encode()
MALFORMED = {
    "nothing": b"",
    "no empty line": TEXT.replace(b"\n\n", b"\n") + LINE,
    "no signature": TEXT + b"\n",
    "a text alone": TEXT,
    "no line feed at the end": TEXT + b"\n" + LINE[:-1],
    "an empty line after the signatures": TEXT + b"\n" + LINE + b"\n",
    "a hyphen for the dash": TEXT + b"\n" + LINE.replace("—".encode(), b"-"),
    "an en dash": TEXT + b"\n" + LINE.replace("—".encode(), "–".encode()),
    "no space after the dash": TEXT + b"\n" + LINE.replace("— ".encode(), "—".encode()),
    "two spaces before the base64": TEXT + b"\n" + LINE.replace(b"example ", b"example  "),
    "a space in the name": TEXT + b"\n" + LINE.replace(b"log.", b"log ."),
    "a plus in the name": TEXT + b"\n" + LINE.replace(b"log.", b"log+"),
    "a no-break space in the name": TEXT + b"\n" + LINE.replace(b"log.", b"log\xc2\xa0"),
    "a line separator in the name": TEXT + b"\n" + LINE.replace(b"log.", b"log\xe2\x80\xa8"),
    "no name": TEXT + b"\n" + LINE.replace(b"log.example ", b" "),
    "no base64": TEXT + b"\n" + "— log.example \n".encode(),
    "a key id alone": TEXT + b"\n" + "— log.example AAAAAA==\n".encode(),
    "base64 without padding": TEXT + b"\n" + LINE.replace(b"=\n", b"\n"),
    "base64 with bits to spare": TEXT + b"\n" + "— log.example AAAAAAB=\n".encode(),
    "base64url": TEXT + b"\n" + "— log.example AAAAAA_-\n".encode(),
    "a carriage return": TEXT + b"\n" + LINE.replace(b"\n", b"\r\n"),
    "a tab in the text": b"a\ttext\n\n" + LINE,
    "a zero byte in the text": b"a\x00text\n\n" + LINE,
    "bytes that are not UTF-8": b"a\xfftext\n\n" + LINE,
    "a lone surrogate": b"a\xed\xa0\x80text\n\n" + LINE,
    "too many signatures": TEXT + b"\n" + LINE * (MAX_SIGNATURES + 1),
    "too large": b"a" * 1_000_000 + b"\n\n" + LINE,
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_a_note_to_the_letter_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse_note(raw)


def test_sixteen_signatures_and_more_are_taken() -> None:
    raw = TEXT + b"\n" + LINE * MAX_SIGNATURES
    assert len(parse_note(raw).signatures) == MAX_SIGNATURES


@pytest.mark.parametrize("text", [b"no line feed", b"a\rb\n", b"\xff\n", b""])
def test_a_text_that_has_no_form_in_a_note_is_not_written(text: bytes) -> None:
    with pytest.raises(Malformed):
        signed(text).encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_read_two_ways(raw: bytes) -> None:
    try:
        note = parse_note(raw)
    except TlogError:
        return
    assert note.encode() == raw


@given(st.data())
def test_no_note_with_a_byte_changed_verifies(data: st.DataObject) -> None:
    raw = bytearray(signed().encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(TlogError):
        verify_note(parse_note(bytes(raw)), [log_key("log.example")])


# -- keys


def test_a_key_id_is_of_name_type_and_key() -> None:
    assert key_id("PeterNeumann", 1, NoteKey.parse(NOTES[0]["vkey"]).public).hex() == "c74f20a3"
    assert key_id("sum.golang.org", 1, NoteKey.parse(NOTES[2]["vkey"]).public).hex() == "033de0ae"
    assert log_key("a").key_id != key_id("a", 4, public("a")) != key_id("b", 4, public("a"))


GOOD = NOTES[0]["vkey"]
BAD_KEYS = {
    "wrong key id": GOOD.replace("c74f20a3", "c74f20a4"),
    "key id in capitals": GOOD.replace("c74f20a3", "C74F20A3"),
    "key id too short": GOOD.replace("c74f20a3", "74f20a3"),
    "key id in other digits": GOOD.replace("c74f20a3", "c74f20a٣"),
    "two parts": "PeterNeumann+c74f20a3",
    "no name": GOOD.removeprefix("PeterNeumann"),
    "a space in the name": GOOD.replace("Peter", "Peter "),
    "a line feed in the name": GOOD.replace("Peter", "Peter\n"),
    "a line feed at the end": GOOD + "\n",
    "a cosignature key": VECTORS["cosigned"]["witness"],
    "a type that is not known": "x+00000000+Awdt",
    "no key": "PeterNeumann+c74f20a3+AQ==",
    "not base64": "PeterNeumann+c74f20a3+!!!!",
    "nothing": "",
}


@pytest.mark.parametrize("vkey", BAD_KEYS.values(), ids=BAD_KEYS.keys())
def test_what_is_not_a_key_of_its_type_to_the_letter_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        NoteKey.parse(vkey)


@pytest.mark.parametrize("raw", [*load("keys.json")["low_order"], *load("keys.json")["not_canonical"]])
def test_keys_under_which_verifiers_disagree_are_refused(raw: str) -> None:
    with pytest.raises(Malformed):
        _ = NoteKey("log.example", bytes.fromhex(raw)).vkey


@pytest.mark.parametrize("point", load("keys.json")["low_order"])
def test_a_signature_around_a_point_of_low_order_does_not_hold(point: str) -> None:
    blob = bytes.fromhex(point) + bytes(32)
    assert not NoteKey("log.example", bytes.fromhex(point)).verifies(TEXT, blob)
    assert not log_key("log.example").verifies(TEXT, blob)


@pytest.mark.parametrize("length", [0, 32, 63, 65, 96])
def test_a_signature_of_another_length_does_not_hold(length: int) -> None:
    whole = private("log.example").sign(TEXT) + bytes(64)
    assert not log_key("log.example").verifies(TEXT, whole[:length])
    assert log_key("log.example").verifies(TEXT, whole[:64])


def test_signature_lines_are_equal_by_all_their_parts() -> None:
    one = signed().signatures[0]
    assert parse_note(signed().encode()).signatures == (Signature(one.name, one.key_id, one.blob),)
