"""Signed notes and the keys that verify them (c2sp.org/signed-note, golang.org/x/mod/sumdb/note).

    text, ending in a line feed
    <empty line>
    — <key name> base64(key id ‖ signature)          one line for each signature

A key is known by its name and the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). Its text
form is `<name>+<key id, 8 hexadecimal digits>+base64(type ‖ public key)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, NamedTuple, Protocol, TypeVar

from jejak_client.tlog import base64std, ed25519
from jejak_client.tlog.errors import Malformed, Unverified

ED25519 = 0x01  # a signature over the text of the note
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100  # the specification asks for 16 at least; this is the limit of the Go implementation

Sign = Callable[[bytes], bytes]

_DASH = "— "
_KEY_ID_BYTES = 4
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)


class Signature(NamedTuple):
    """One line below a note; `blob` is the signature as its type defines it."""

    name: str
    key_id: bytes
    blob: bytes

    def encode(self) -> bytes:
        """The line, with its line feed."""
        return f"{_DASH}{self.name} {base64std.encode(self.key_id + self.blob)}\n".encode()


class Note(NamedTuple):
    """A text and its signatures, none of them verified."""

    text: bytes
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The note as it travels. Malformed where it could not be read again."""
        raw = self.text + b"\n" + b"".join(signature.encode() for signature in self.signatures)
        if parse_note(raw) != self:
            raise Malformed("note: its text or a key name has no form in a note")
        return raw


class Verifier(Protocol):
    """A known key: what signature lines bear its name and id, and which of them hold."""

    @property
    def name(self) -> str:
        """The key name."""

    @property
    def key_id(self) -> bytes:
        """Four bytes."""

    def verifies(self, text: bytes, blob: bytes) -> bool:
        """Whether `blob` is this key's signature on a note of this text."""


KnownKey = TypeVar("KnownKey", bound=Verifier)


class Verified(NamedTuple, Generic[KnownKey]):
    """A signature that holds, and the key it is by."""

    key: KnownKey
    blob: bytes


@dataclass(frozen=True, slots=True)
class NoteKey:
    """An Ed25519 key that signs the text of notes (type 0x01): that of a log."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes."""
        return key_id(self.name, ED25519, self.public)

    @property
    def vkey(self) -> str:
        """Its text form."""
        return encode_vkey(self.name, ED25519, self.public)

    @classmethod
    def parse(cls, vkey: str) -> NoteKey:
        """The key of this text form. Malformed for another type, a wrong key id, or a key that is refused."""
        return cls(*decode_vkey(vkey, ED25519))

    def verifies(self, text: bytes, blob: bytes) -> bool:
        """Whether `blob` is Ed25519 over the text."""
        return ed25519.verify(self.public, blob, text)

    def signature(self, text: bytes, sign: Sign) -> Signature:
        """The signature line for a text; `sign` is Ed25519 with the private half of this key."""
        return Signature(self.name, self.key_id, sign(text))


def parse_note(raw: bytes) -> Note:
    """Take a note apart, verifying nothing. Malformed for anything but the format, to the letter.

    The text ends at the last empty line, so that a text may hold what looks like a signature.
    """
    if len(raw) > MAX_NOTE_BYTES:
        raise Malformed("note: it is too large")
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("note: it is UTF-8") from None
    if any(character < " " and character != "\n" for character in whole):
        raise Malformed("note: it holds no control characters but line feeds")
    text, separator, below = whole.rpartition("\n\n")
    if not separator or not below.endswith("\n"):
        raise Malformed("note: a text, an empty line, and signature lines, each ending in a line feed")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Malformed("note: it has too many signatures")
    return Note(f"{text}\n".encode(), tuple(map(parse_signature, lines)))


def parse_signature(line: str) -> Signature:
    """Read one signature line, without its line feed. Malformed for anything but the format."""
    name, separator, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not separator:
        raise Malformed("signature: an em dash, a key name and base64, one space between")
    check_name(name)
    raw = base64std.decode(encoded)
    if len(raw) <= _KEY_ID_BYTES:
        raise Malformed("signature: a key id of four bytes and a signature")
    return Signature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def verify_note(note: Note, keys: Iterable[KnownKey]) -> tuple[Verified[KnownKey], ...]:
    """The signatures by known keys, in their order; those by others are passed over.

    Unverified when one of a known key does not hold, when there is none, or when two known keys bear one
    name and id, so that nobody could say whose a signature is.
    """
    known = _by_name_and_id(keys)
    found = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verifies(note.text, signature.blob):
            raise Unverified("note: a signature of a known key does not hold")
        found.append(Verified(key, signature.blob))
    if not found:
        raise Unverified("note: no known key has signed it")
    return tuple(found)


def _by_name_and_id(keys: Iterable[KnownKey]) -> dict[tuple[str, bytes], KnownKey]:
    known: dict[tuple[str, bytes], KnownKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise Unverified("note: two known keys have the same name and key id")
    return known


# -- keys


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name || 0x0A || type || public key)."""
    return sha256(name.encode() + b"\n" + bytes((kind,)) + public).digest()[:_KEY_ID_BYTES]


def encode_vkey(name: str, kind: int, public: bytes) -> str:
    """The text form of a public key. Malformed for a name or a key that is refused."""
    check_name(name)
    ed25519.check_public_key(public)
    return f"{name}+{key_id(name, kind, public).hex()}+{base64std.encode(bytes((kind,)) + public)}"


def decode_vkey(vkey: str, kind: int) -> tuple[str, bytes]:
    """Name and 32 public bytes of a key of this type. Malformed for any other text.

    The key id is computed anew: one that does not fit would make every signature of the key pass unknown.
    """
    parts = vkey.split("+", 2)  # base64 has plus signs of its own
    if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
        raise Malformed("vkey: a name, a key id of 8 hexadecimal digits and base64, with + between")
    name, stated, encoded = parts
    check_name(name)
    raw = base64std.decode(encoded)
    if raw[:1] != bytes((kind,)):
        raise Malformed("vkey: the key is of another type")
    ed25519.check_public_key(raw[1:])
    if key_id(name, kind, raw[1:]).hex() != stated:
        raise Malformed("vkey: the key id is not that of this name and key")
    return name, raw[1:]


def check_name(name: str) -> None:
    """Malformed for a key name that is empty or has a space of any kind, a plus or a control character."""
    if not name or any(character.isspace() or character in "+" or character < " " for character in name):
        raise Malformed("name: a key name is not empty and has no space and no plus")
