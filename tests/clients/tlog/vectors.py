"""The vectors of others for the formats of a log, and keys and notes made for tests."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.merkle import leaf_hash, node_hash
from jejak_client.tlog.note import Note, NoteKey, Signature

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "tlog.json").read_text(encoding="utf-8")
)
ORIGIN = "jejak.sukabumi-ttu.example/log"
NOW = 1_790_000_000  # seconds since 1970


def private(name: str) -> Ed25519PrivateKey:
    """A key of its own for each name, the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def public(name: str) -> bytes:
    return private(name).public_key().public_bytes_raw()


def signing(name: str) -> Callable[[bytes], bytes]:
    return private(name).sign


def log_key(origin: str = ORIGIN) -> NoteKey:
    return NoteKey(origin, public(origin))


def witness_key(name: str) -> WitnessKey:
    return WitnessKey(f"{name}.example/witness", public(name))


def cosignature(name: str, text: bytes, time: int = NOW) -> Signature:
    return witness_key(name).signature(text, time, signing(name))


def signed_checkpoint(checkpoint: Checkpoint, witnesses: Sequence[str] = (), time: int = NOW) -> bytes:
    """As the log of its origin signs it and these witnesses cosign it."""
    signature = log_key(checkpoint.origin).signature(checkpoint.text, signing(checkpoint.origin))
    cosignatures = [cosignature(name, checkpoint.text, time) for name in witnesses]
    return Note(checkpoint.text, (signature, *cosignatures)).encode()


class MadeTree:
    """A tree over leaf hashes, with the hash of every complete subtree, made the plain way."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.levels = [[leaf_hash(entry) for entry in entries]]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])

    @property
    def leaves(self) -> list[bytes]:
        return self.levels[0]

    def hash_at(self, level: int, index: int) -> bytes:
        return self.levels[level][index]

    def root(self, size: int) -> bytes:
        """As RFC 6962 section 2.1 defines it, by recursion, sharing nothing with the code under test."""
        return _mth(self.leaves[:size])


def _mth(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _mth(leaves[:split]) + _mth(leaves[split:])).digest()
