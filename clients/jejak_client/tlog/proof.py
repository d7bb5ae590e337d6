"""Proofs that an entry is in a log, as one text to keep beside the entry (c2sp.org/tlog-proof@v1).

c2sp.org/tlog-proof@v1
extra <base64>                          may be left out; nothing vouches for it
index <of the leaf, from 0>
<base64 of 32 bytes>                    from the leaf's sibling to the root's child, a line each
<empty line>
<a signed checkpoint, as it came>
"""

from __future__ import annotations

from dataclasses import dataclass

from jejak_client.tlog import base64std, decimal, merkle
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.note import MAX_NOTE_BYTES

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63  # a path in the largest tree
MAX_EXTRA_BYTES = 65_535
_MAX_HEAD_BYTES = 128 + 4 * MAX_EXTRA_BYTES // 3 + 45 * MAX_HASHES


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The path of the leaf at `index` (from 0) and the checkpoint it leads to; none of it is verified."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The text, as it is kept in a `.tlog-proof` file."""
        extra = [] if self.extra is None else [f"extra {base64std.encode(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(base64std.encode, self.hashes)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint


def parse_proof(raw: bytes) -> TlogProof:
    """Take a proof apart, verifying nothing. Malformed for anything but the format."""
    head, _, checkpoint = raw.partition(b"\n\n")
    if len(checkpoint) > MAX_NOTE_BYTES or len(head) > _MAX_HEAD_BYTES:
        raise Malformed("proof: it is too large")
    if not checkpoint or checkpoint.startswith(b"\n"):
        raise Malformed("proof: its lines, one empty line and a checkpoint")
    try:
        header, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("proof: its lines are ASCII") from None
    if header != HEADER:
        raise Malformed("proof: it begins with the name of the format and its version")
    extra = base64std.decode(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise Malformed("proof: the index stands before the hashes")
    if len(lines) - 1 > MAX_HASHES or len(extra or b"") > MAX_EXTRA_BYTES:
        raise Malformed("proof: it has more hashes than the largest tree, or too much beside them")
    hashes = tuple(map(base64std.decode_hash, lines[1:]))
    return TlogProof(decimal.decode(lines[0][6:]), hashes, checkpoint, extra)


def verify_proof(proof: TlogProof, leaf: bytes, checkpoint: Checkpoint) -> None:
    """Unverified unless the leaf hash stands at the proof's index in the tree of `checkpoint`.

    The caller has verified the checkpoint, and seen that it is the one of the proof.
    """
    merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
