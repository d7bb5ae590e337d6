"""Proofs changed at random: none is accepted for anything that is not so."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.merkle import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)

from tests.clients.tlog.vectors import MadeTree

SIZE = 300
FORKED_AT = 100  # the first leaf that the other log has otherwise
TREE = MadeTree([b"entry %d" % number for number in range(SIZE)])
FORK = MadeTree([b"entry %d" % number if number != FORKED_AT else b"another" for number in range(SIZE)])
ROOTS, FORK_ROOTS = ([tree.root(size) for size in range(SIZE + 1)] for tree in (TREE, FORK))

Proof = tuple[bytes, ...]
HASHES = st.sampled_from([*TREE.leaves[:20], *ROOTS[:20], *TREE.levels[1][:20], *TREE.levels[4]])


def swap(proof: list[bytes], draw: st.DataObject) -> None:
    if len(proof) > 1:
        at, other = draw.draw(st.integers(0, len(proof) - 1)), draw.draw(st.integers(0, len(proof) - 1))
        proof[at], proof[other] = proof[other], proof[at]


def insert(proof: list[bytes], draw: st.DataObject) -> None:
    proof.insert(draw.draw(st.integers(0, len(proof))), draw.draw(HASHES | st.binary(max_size=64)))


def remove(proof: list[bytes], draw: st.DataObject) -> None:
    if proof:
        del proof[draw.draw(st.integers(0, len(proof) - 1))]


def cut(proof: list[bytes], draw: st.DataObject) -> None:
    if proof:
        proof[draw.draw(st.integers(0, len(proof) - 1))] = draw.draw(st.binary(max_size=33))


def flip(proof: list[bytes], draw: st.DataObject) -> None:
    if proof and proof[at := draw.draw(st.integers(0, len(proof) - 1))]:
        changed = bytearray(proof[at])
        changed[draw.draw(st.integers(0, len(changed) - 1))] ^= draw.draw(st.integers(1, 255))
        proof[at] = bytes(changed)


CHANGES: list[Callable[[list[bytes], st.DataObject], None]] = [swap, insert, remove, cut, flip]


def changed(proof: Proof, draw: st.DataObject) -> Proof:
    made = list(proof)
    for change in draw.draw(st.lists(st.sampled_from(CHANGES), min_size=0, max_size=4)):
        change(made, draw)
    return tuple(made)


def no_leaf_is_shown_where_it_is_not(data: st.DataObject) -> None:
    """In a tree whose size and root are known, only what stands at an index can be shown to stand there."""
    size = data.draw(st.integers(1, SIZE))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, TREE.hash_at)
    verify_inclusion(TREE.leaves[index], index, size, proof, ROOTS[size])
    nearby = st.sampled_from([index, index - 1, index + 1, index * 2, index // 2, index ^ 1, index ^ 2])
    told = data.draw(nearby | st.integers(-1, SIZE))
    leaf = data.draw(st.just(TREE.leaves[index]) | HASHES | st.binary(max_size=40))
    if not (0 <= told < size and TREE.leaves[told] == leaf):
        with pytest.raises(Unverified):
            verify_inclusion(leaf, told, size, changed(proof, data), ROOTS[size])


def no_fork_is_shown_to_be_a_later_tree(data: st.DataObject) -> None:
    """From the leaf on in which two logs differ, no proof leads from a tree of one to a tree of the other."""
    size1 = data.draw(st.integers(1, SIZE))
    size2 = data.draw(st.integers(size1, SIZE))
    of_one = consistency_proof(size1, size2, TREE.hash_at)
    of_other = consistency_proof(size1, size2, FORK.hash_at)
    verify_consistency(size1, ROOTS[size1], size2, ROOTS[size2], of_one)
    proof = changed(data.draw(st.sampled_from([of_one, of_other])), data)
    if size1 > FORKED_AT:
        with pytest.raises(Unverified):
            verify_consistency(size1, ROOTS[size1], size2, FORK_ROOTS[size2], proof)
        with pytest.raises(Unverified):
            verify_consistency(size1, FORK_ROOTS[size1], size2, ROOTS[size2], proof)


def no_later_tree_is_shown_to_be_an_earlier_one(data: st.DataObject) -> None:
    size1 = data.draw(st.integers(1, SIZE))
    size2 = data.draw(st.integers(0, size1 - 1))
    proof = consistency_proof(size2 or 1, size1, TREE.hash_at)
    with pytest.raises(Unverified):
        verify_consistency(size1, ROOTS[size1], size2, ROOTS[size2], changed(proof, data))


def one_proof_there_is(data: st.DataObject) -> None:
    """Of one leaf in one tree there is one proof: every other sequence of hashes is refused."""
    size = data.draw(st.integers(1, SIZE))
    index = data.draw(st.integers(0, size - 1))
    honest = inclusion_proof(index, size, TREE.hash_at)
    tried = changed(honest, data)
    if tried != honest:
        with pytest.raises(Unverified):
            verify_inclusion(TREE.leaves[index], index, size, tried, ROOTS[size])


def one_consistency_proof_there_is(data: st.DataObject) -> None:
    size2 = data.draw(st.integers(1, SIZE))
    size1 = data.draw(st.integers(1, size2))
    honest = consistency_proof(size1, size2, TREE.hash_at)
    tried = changed(honest, data)
    if tried != honest:
        with pytest.raises(Unverified):
            verify_consistency(size1, ROOTS[size1], size2, ROOTS[size2], tried)


FUZZ = [
    no_leaf_is_shown_where_it_is_not,
    no_fork_is_shown_to_be_a_later_tree,
    no_later_tree_is_shown_to_be_an_earlier_one,
    one_proof_there_is,
    one_consistency_proof_there_is,
]


@pytest.mark.parametrize("claim", FUZZ, ids=lambda claim: claim.__name__)
def test_no_false_proof_is_accepted(claim: Callable[[st.DataObject], None]) -> None:
    given(st.data())(claim)()


@pytest.mark.long
@pytest.mark.parametrize("claim", FUZZ, ids=lambda claim: claim.__name__)
def test_no_false_proof_is_accepted_in_many_tries(claim: Callable[[st.DataObject], None]) -> None:
    given(st.data())(claim)()
