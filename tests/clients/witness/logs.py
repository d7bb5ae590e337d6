"""A log to witness: leaves in memory, checkpoints of any size, and what is sent to a witness about them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jejak_client.tlog import merkle
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.note import Note, NoteKey
from jejak_client.tlog.submission import Submission

ORIGIN = "jejak.test.example/log"


class MemoryLog:
    """Entries and a key from seeds; `changed` gives the entry at an index another content."""

    def __init__(
        self, origin: str = ORIGIN, size: int = 64, changed: int | None = None, seed: str = "log"
    ) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())
        self.key = NoteKey(origin, self.private.public_key().public_bytes_raw())
        self.leaves = [merkle.leaf_hash(b"entry %d" % index) for index in range(size)]
        if changed is not None:
            self.leaves[changed] = merkle.leaf_hash(b"another entry")

    @property
    def vkey(self) -> str:
        """What a witness is given."""
        return self.key.vkey

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash over the 2^level leaves from index * 2^level on."""
        if not level:
            return self.leaves[index]
        below = (self.hash_at(level - 1, 2 * index), self.hash_at(level - 1, 2 * index + 1))
        return merkle.node_hash(*below)

    def checkpoint(self, size: int) -> Checkpoint:
        """The tree of the first `size` leaves."""
        return Checkpoint(self.key.name, size, merkle.root(size, self.hash_at))

    def note(self, size: int) -> bytes:
        """That checkpoint as the log signs it."""
        return self.signed(self.checkpoint(size).text)

    def signed(self, text: bytes) -> bytes:
        """Any text as a note of this log."""
        return Note(text, (self.key.signature(text, self.private.sign),)).encode()

    def proof(self, old: int, new: int) -> Sequence[bytes]:
        """The consistency proof; none from an empty tree."""
        return merkle.consistency_proof(old, new, self.hash_at) if old else ()

    def submission(self, old: int, new: int) -> bytes:
        """The body of an add-checkpoint from size to size."""
        return Submission(old, self.proof(old, new), self.note(new)).encode()
