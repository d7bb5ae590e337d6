"""The Merkle tree of a log: hashes, proofs, and how they are verified (RFC 6962 and RFC 9162, section 2.1).

Proofs are made from the hashes of complete subtrees: `hash_at(level, index)` is the hash over the 2^level
leaves from index * 2^level on. Those hashes never change as the log grows, so tiles can hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from jejak_client.tlog.decimal import MAX_SIZE
from jejak_client.tlog.errors import Unverified

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()

HashAt = Callable[[int, int], bytes]
Span = tuple[int, int]  # leaves from the first on, up to and without the second


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): another first byte, so that a node can never pass for a leaf."""
    return sha256(b"\x01" + left + right).digest()


# -- making


def root(size: int, hash_at: HashAt) -> bytes:
    """The root over the first `size` leaves; SHA-256 of nothing for none."""
    return _hash_of((0, size), hash_at) if size else EMPTY_ROOT


def frontier(size: int) -> tuple[tuple[int, int], ...]:
    """Level and index of the complete subtrees that a tree of `size` leaves is made of, largest first.

    Who has their hashes at hand (the right edge of the tree) needs no tile of it for a proof.
    """
    return tuple(_complete_subtrees((0, size)))


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """The path from leaf `index` to the root of `size` leaves, the leaf's sibling first (RFC 9162 2.1.3.1).

    ValueError for a leaf that is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError("index: it is not in a tree of this size")
    return tuple(_hash_of(span, hash_at) for span in _siblings(index, size))


def consistency_proof(size1: int, size2: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """That the tree of `size2` leaves begins with that of `size1` (RFC 9162 2.1.4.1); empty for equal sizes.

    ValueError unless 0 < size1 <= size2.
    """
    if not 0 < size1 <= size2:
        raise ValueError("sizes: from 1 on, the first at most the second")
    return tuple(_hash_of(span, hash_at) for span in _unshared(size1, size2))


def _siblings(index: int, size: int) -> Iterator[Span]:
    passed: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            passed.append((middle, end))
            end = middle
        else:
            passed.append((start, middle))
            start = middle
    return reversed(passed)


def _unshared(size1: int, size2: int) -> Iterator[Span]:
    passed: list[Span] = []
    start, end = 0, size2
    while end != size1:
        middle = start + _split(end - start)
        if size1 <= middle:
            passed.append((middle, end))
            end = middle
        else:
            passed.append((start, middle))
            start = middle
    if start:  # else it is the whole first tree, whose root the verifier has
        passed.append((start, end))
    return reversed(passed)


def _split(count: int) -> int:
    """The largest power of two below `count`, which is more than one."""
    return 1 << ((count - 1).bit_length() - 1)


def _complete_subtrees(span: Span) -> Iterator[tuple[int, int]]:
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _hash_of(span: Span, hash_at: HashAt) -> bytes:
    *larger, found = [hash_at(level, index) for level, index in _complete_subtrees(span)]
    for left in reversed(larger):
        found = node_hash(left, found)
    return found


# -- verifying


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Unverified unless `proof` leads from the leaf hash at `index` to the root (RFC 9162 2.1.3.2)."""
    _require_hashes((leaf, expected, *proof))
    if not 0 <= index < size <= MAX_SIZE:
        raise Unverified("inclusion: the leaf is not in a tree of this size")
    at, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            raise Unverified("inclusion: the proof is longer than the path")
        if at & 1 or at == last:
            found = node_hash(other, found)
            at, last = _up_to_a_right_child(at, last)
        else:
            found = node_hash(found, other)
        at, last = at >> 1, last >> 1
    if last != 0 or found != expected:
        raise Unverified("inclusion: the proof does not lead to the root")


def verify_consistency(size1: int, root1: bytes, size2: int, root2: bytes, proof: Sequence[bytes]) -> None:
    """Unverified unless `proof` shows that the second tree begins with the first (RFC 9162 2.1.4.2).

    A first tree without leaves is refused: it is consistent with anything and proves nothing.
    """
    _require_hashes((root1, root2, *proof))
    if not 0 < size1 <= size2 <= MAX_SIZE:
        raise Unverified("consistency: sizes from 1 on, the first at most the second")
    if size1 == size2:
        if proof or root1 != root2:
            raise Unverified("consistency: trees of one size have one root and an empty proof")
        return
    if not proof:
        raise Unverified("consistency: the proof is empty")
    _walk_up(size1, root1, size2, root2, proof)


def _walk_up(size1: int, root1: bytes, size2: int, root2: bytes, proof: Sequence[bytes]) -> None:
    path = list(proof) if size1 & (size1 - 1) else [root1, *proof]
    at, last = size1 - 1, size2 - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for other in path[1:]:
        if last == 0:
            raise Unverified("consistency: the proof is longer than the path")
        if at & 1 or at == last:
            first, second = node_hash(other, first), node_hash(other, second)
            at, last = _up_to_a_right_child(at, last)
        else:
            second = node_hash(second, other)
        at, last = at >> 1, last >> 1
    if last != 0 or first != root1 or second != root2:
        raise Unverified("consistency: the proof does not lead to both roots")


def _up_to_a_right_child(at: int, last: int) -> tuple[int, int]:
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise Unverified("proof: every hash is 32 bytes")
