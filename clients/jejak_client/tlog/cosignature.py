"""Cosignatures of witnesses (c2sp.org/tlog-cosignature, Ed25519, cosignature/v1, type 0x04).

    blob = time, seconds since 1970, big-endian 64 bit ‖ Ed25519 over
           "cosignature/v1\\n" "time <time>\\n" and the text of the checkpoint

What it says: as of that time this was the largest tree of the log that the witness has seen, consistent
with every one before. The message does not name the witness: each witness has a key of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jejak_client.tlog import ed25519
from jejak_client.tlog.decimal import MAX_SIZE
from jejak_client.tlog.note import Sign, Signature, decode_vkey, encode_vkey, key_id

COSIGNATURE_V1 = 0x04
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """An Ed25519 key that cosigns checkpoints (type 0x04)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes."""
        return key_id(self.name, COSIGNATURE_V1, self.public)

    @property
    def vkey(self) -> str:
        """Its text form."""
        return encode_vkey(self.name, COSIGNATURE_V1, self.public)

    @classmethod
    def parse(cls, vkey: str) -> WitnessKey:
        """The key of this text form. Malformed for another type, a wrong key id, or a key that is refused."""
        return cls(*decode_vkey(vkey, COSIGNATURE_V1))

    def verifies(self, text: bytes, blob: bytes) -> bool:
        """Whether `blob` is this witness's cosignature on a checkpoint of this text, whatever its time."""
        if len(blob) != _TIME_BYTES + ed25519.SIGNATURE_BYTES or time_of(blob) > MAX_SIZE:
            return False
        return ed25519.verify(self.public, blob[_TIME_BYTES:], _message(time_of(blob), text))

    def signature(self, text: bytes, time: int, sign: Sign) -> Signature:
        """The cosignature line for a checkpoint text at `time`, seconds since 1970, from 0 to 2^63 - 1.

        `sign` is Ed25519 with the private half of this key. ValueError for a time out of range.
        """
        if not 0 <= time <= MAX_SIZE:
            raise ValueError("time: from 0 to 2^63 - 1 seconds")
        blob = time.to_bytes(_TIME_BYTES, "big") + sign(_message(time, text))
        return Signature(self.name, self.key_id, blob)


def time_of(blob: bytes) -> int:
    """When the cosignature was made, in seconds since 1970, as the witness says."""
    return int.from_bytes(blob[:_TIME_BYTES], "big")


class Window(NamedTuple):
    """The times of a cosignature that may count, seconds since 1970, both ends included.

    A witness whose clock stands in 1970 or next year vouches for no moment that matters.
    """

    earliest: int
    latest: int

    def holds(self, time: int) -> bool:
        """Whether the time is in it."""
        return self.earliest <= time <= self.latest


def _message(time: int, text: bytes) -> bytes:
    return f"cosignature/v1\ntime {time}\n".encode() + text
