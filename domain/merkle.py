"""Merkle tree hashing (RFC 6962 section 2.1): a tree as the roots of its perfect subtrees, largest first.

That frontier is all that is needed to add a leaf and to tell the root; a tree of n leaves has as many of
them as n has bits that are set.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

LEAF, NODE = b"\x00", b"\x01"  # told apart, so that a node can never pass for a leaf


class Tree(NamedTuple):
    """So many leaves, and the roots of the perfect subtrees over them."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def with_leaf(self, content: bytes) -> Tree:
        """The tree with one leaf more, of this content."""
        frontier, node, full_below = list(self.frontier), sha256(LEAF + content).digest(), self.size
        while full_below & 1:
            node = node_hash(frontier.pop(), node)
            full_below >>= 1
        return Tree(self.size + 1, (*frontier, node))

    def root(self) -> bytes:
        """The hash over all leaves; that of nothing where there are none."""
        if not self.frontier:
            return sha256().digest()
        *larger, root = self.frontier
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return sha256(NODE + left + right).digest()
