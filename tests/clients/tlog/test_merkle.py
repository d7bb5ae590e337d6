"""The tree of a log: the reference tree byte for byte, proofs of every leaf and size, no false one taken."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from jejak_client.tlog import merkle
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    frontier,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

from tests.clients.tlog.vectors import VECTORS, MadeTree

REFERENCE: dict[str, Any] = VECTORS["tree"]
LEAVES = [bytes.fromhex(leaf) for leaf in REFERENCE["leaves"]]
ROOTS = [bytes.fromhex(root) for root in REFERENCE["roots"]]
TREE = MadeTree(LEAVES)
SIZES = 70
LARGER = MadeTree([b"entry %d" % number for number in range(SIZES)])

Proof = tuple[bytes, ...]
OTHER = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def proof_of(vector: dict[str, Any]) -> Proof:
    return tuple(bytes.fromhex(each) for each in vector["proof"])


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root(0, TREE.hash_at) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_the_reference_tree_are_reproduced(size: int) -> None:
    assert merkle.root(size, TREE.hash_at) == ROOTS[size - 1] == TREE.root(size)


@pytest.mark.parametrize("vector", REFERENCE["inclusion"], ids=lambda v: f"{v['index']} of {v['size']}")
def test_inclusion_proofs_of_the_reference_tree_are_reproduced(vector: dict[str, Any]) -> None:
    index, size = vector["index"], vector["size"]
    assert inclusion_proof(index, size, TREE.hash_at) == proof_of(vector)
    verify_inclusion(leaf_hash(LEAVES[index]), index, size, proof_of(vector), ROOTS[size - 1])


@pytest.mark.parametrize("vector", REFERENCE["consistency"], ids=lambda v: f"{v['size1']} in {v['size2']}")
def test_consistency_proofs_of_the_reference_tree_are_reproduced(vector: dict[str, Any]) -> None:
    size1, size2 = vector["size1"], vector["size2"]
    assert consistency_proof(size1, size2, TREE.hash_at) == proof_of(vector)
    verify_consistency(size1, ROOTS[size1 - 1], size2, ROOTS[size2 - 1], proof_of(vector))


def test_every_leaf_of_every_tree_is_proved() -> None:
    for size in range(1, SIZES + 1):
        root = LARGER.root(size)
        assert merkle.root(size, LARGER.hash_at) == root
        for index in range(size):
            proof = inclusion_proof(index, size, LARGER.hash_at)
            verify_inclusion(LARGER.leaves[index], index, size, proof, root)


def test_every_tree_is_proved_to_begin_every_later_one() -> None:
    roots = [LARGER.root(size) for size in range(SIZES + 1)]
    for size2 in range(1, SIZES + 1):
        for size1 in range(1, size2 + 1):
            proof = consistency_proof(size1, size2, LARGER.hash_at)
            verify_consistency(size1, roots[size1], size2, roots[size2], proof)


def test_a_frontier_is_the_complete_subtrees_of_a_tree() -> None:
    assert frontier(0) == ()
    assert frontier(13) == ((3, 0), (2, 2), (0, 12))
    assert frontier(2**62) == ((62, 0),)


def test_a_proof_in_a_tree_of_the_largest_size_has_63_hashes() -> None:
    size = 2**63 - 1
    proof = inclusion_proof(0, size, lambda level, index: sha256(b"%d %d" % (level, index)).digest())
    assert len(proof) == 63


# -- what is refused


def wrong_inclusions(index: int, size: int, proof: Proof, root: bytes) -> Iterator[tuple[str, Any]]:
    """The mutations of transparency-dev/merkle cmd/proofgen, made anew."""
    yield "leaf before", (index - 1, size, proof, root)
    yield "leaf after", (index + 1, size, proof, root)
    yield "leaf across", (index ^ 2, size, proof, root)
    yield "twice the size", (index, size * 2, proof, root)
    yield "half the size", (index, size // 2, proof, root)
    yield "empty root", (index, size, proof, EMPTY_ROOT)
    yield "another root", (index, size, proof, OTHER)
    yield "an empty hash behind", (index, size, (*proof, b""), root)
    yield "the root behind", (index, size, (*proof, root), root)
    yield "an empty hash before", (index, size, (b"", *proof), root)
    yield "the root before", (index, size, (root, *proof), root)
    for at, each in enumerate(proof):
        changed = bytes((each[0] ^ 8,)) + each[1:]
        yield f"a bit of hash {at}", (index, size, (*proof[:at], changed, *proof[at + 1 :]), root)
        yield f"31 bytes of hash {at}", (index, size, (*proof[:at], each[:31], *proof[at + 1 :]), root)
        yield f"without hash {at}", (index, size, (*proof[:at], *proof[at + 1 :]), root)
        yield f"hash {at} twice", (index, size, (*proof[:at], each, *proof[at:]), root)
    if len(set(proof)) > 1:
        yield "in reverse", (index, size, proof[::-1], root)


def wrong_consistencies(size1: int, size2: int, proof: Proof) -> Iterator[tuple[str, Any]]:
    root1, root2 = ROOTS[size1 - 1], ROOTS[size2 - 1]
    yield "first size less", (size1 - 1, root1, size2, root2, proof)
    yield "first size more", (size1 + 1, root1, size2, root2, proof)
    yield "first size across", (size1 ^ 2, root1, size2, root2, proof)
    yield "twice the second size", (size1, root1, size2 * 2, root2, proof)
    yield "half the second size", (size1, root1, size2 // 2, root2, proof)
    yield "another first root", (size1, OTHER, size2, root2, proof)
    yield "another second root", (size1, root1, size2, OTHER, proof)
    yield "roots exchanged", (size1, root2, size2, root1, proof)
    yield "sizes exchanged", (size2, root2, size1, root1, proof)
    yield "an empty proof", (size1, root1, size2, root2, ())
    for name, garbage in {"empty hash": b"", "root1": root1, "root2": root2, "hash": proof[0]}.items():
        yield f"{name} behind", (size1, root1, size2, root2, (*proof, garbage))
        yield f"{name} before", (size1, root1, size2, root2, (garbage, *proof))
    for at, each in enumerate(proof):
        changed = bytes((each[0] ^ 16,)) + each[1:]
        yield f"a bit of hash {at}", (size1, root1, size2, root2, (*proof[:at], changed, *proof[at + 1 :]))
        yield f"without hash {at}", (size1, root1, size2, root2, (*proof[:at], *proof[at + 1 :]))


def test_no_changed_inclusion_proof_of_the_reference_tree_is_accepted() -> None:
    accepted = []
    tried = 0
    for vector in REFERENCE["inclusion"]:
        leaf = leaf_hash(LEAVES[vector["index"]])
        cases = wrong_inclusions(vector["index"], vector["size"], proof_of(vector), ROOTS[vector["size"] - 1])
        for name, (index, size, proof, root) in cases:
            tried += 1
            try:
                verify_inclusion(leaf, index, size, proof, root)
            except Unverified:
                continue
            accepted.append((vector, name))
    assert accepted == []
    assert tried >= 90


def test_no_changed_consistency_proof_of_the_reference_tree_is_accepted() -> None:
    accepted = []
    tried = 0
    for vector in REFERENCE["consistency"]:
        if vector["size1"] == vector["size2"]:
            continue
        for name, case in wrong_consistencies(vector["size1"], vector["size2"], proof_of(vector)):
            tried += 1
            try:
                verify_consistency(*case)
            except Unverified:
                continue
            accepted.append((vector, name))
    assert accepted == []
    assert tried >= 90


@pytest.mark.parametrize(
    ("index", "size"), [(0, 0), (1, 1), (2, 1), (-1, 1), (-1, 8), (8, 8), (0, 2**63), (0, -1)]
)
def test_a_leaf_outside_the_tree_is_in_none(index: int, size: int) -> None:
    with pytest.raises(Unverified):
        verify_inclusion(ROOTS[0], index, size, (), ROOTS[0])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_hash_of_another_length_is_refused_wherever_it_stands(length: int) -> None:
    odd = bytes(length)
    for leaf, proof, root in [(odd, (), ROOTS[0]), (ROOTS[0], (), odd), (ROOTS[0], (odd,), ROOTS[1])]:
        with pytest.raises(Unverified):
            verify_inclusion(leaf, 0, 1 + len(proof), proof, root)
    for root1, proof, root2 in [
        (odd, (OTHER,), ROOTS[1]),
        (ROOTS[0], (odd,), ROOTS[1]),
        (ROOTS[0], (OTHER,), odd),
    ]:
        with pytest.raises(Unverified):
            verify_consistency(1, root1, 2, root2, proof)


@pytest.mark.parametrize("size2", [0, 1, 8])
def test_a_first_tree_without_leaves_proves_nothing(size2: int) -> None:
    with pytest.raises(Unverified):
        verify_consistency(0, EMPTY_ROOT, size2, EMPTY_ROOT, ())


def test_trees_of_one_size_are_consistent_only_when_they_are_one() -> None:
    verify_consistency(1, ROOTS[0], 1, ROOTS[0], ())
    with pytest.raises(Unverified):
        verify_consistency(1, ROOTS[0], 1, OTHER, ())
    with pytest.raises(Unverified):
        verify_consistency(1, ROOTS[0], 1, ROOTS[0], (OTHER,))


def test_an_inner_node_never_passes_for_a_leaf() -> None:
    left, right = TREE.hash_at(0, 0), TREE.hash_at(0, 1)
    assert leaf_hash(left + right) != node_hash(left, right) == TREE.hash_at(1, 0)
    with pytest.raises(Unverified):
        verify_inclusion(leaf_hash(left + right), 0, 1, (), ROOTS[1])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_no_proof_is_made_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        inclusion_proof(index, size, TREE.hash_at)


@pytest.mark.parametrize(("size1", "size2"), [(0, 8), (0, 0), (8, 7), (-1, 8)])
def test_no_proof_is_made_between_trees_that_have_none(size1: int, size2: int) -> None:
    with pytest.raises(ValueError):
        consistency_proof(size1, size2, TREE.hash_at)
