"""A19: a proof with a hash too many, too few, out of order or cut off shows nothing (evidence.md 6a)."""

from itertools import permutations

import pytest
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.errors import TlogError
from jejak_client.tlog.merkle import consistency_proof, inclusion_proof, verify_consistency
from jejak_client.tlog.proof import TlogProof, parse_proof, verify_proof

from tests.clients.tlog.vectors import ORIGIN, MadeTree, log_key, signed_checkpoint

SIZE = 23
TREE = MadeTree([b"entry %d" % number for number in range(SIZE)])
CHECKPOINT = Checkpoint(ORIGIN, SIZE, TREE.root(SIZE))
SIGNED = signed_checkpoint(CHECKPOINT)

Hashes = tuple[bytes, ...]


def variants(honest: Hashes) -> set[Hashes]:
    """Every order and part; every hash doubled, emptied, cut, lengthened, or exchanged for a known one."""
    known = (*TREE.leaves, *TREE.levels[1], *TREE.levels[2], CHECKPOINT.root)
    made: set[Hashes] = set()
    for length in range(len(honest) + 1):
        made |= set(permutations(honest, length))
    for at in range(len(honest) + 1):
        made |= {(*honest[:at], each, *honest[at:]) for each in (*known, b"")}
    for at, each in enumerate(honest):
        other = (b"", each[:31], each + b"\0", bytes(32), bytes((each[0] ^ 1,)) + each[1:], *known)
        made |= {(*honest[:at], changed, *honest[at + 1 :]) for changed in other}
    return made - {honest}


def shown(index: int, hashes: Hashes, leaf: bytes) -> bool:
    """Whether the text of a proof with these hashes convinces whoever reads it as it came."""
    try:
        proof = parse_proof(TlogProof(index, hashes, SIGNED).encode())
        verify_proof(proof, leaf, open_checkpoint(proof.checkpoint, log_key()).checkpoint)
    except TlogError:
        return False
    return True


@pytest.mark.parametrize("index", [0, 5, 15, 16, 20, 22])
def test_a19_no_variant_of_an_inclusion_proof_is_accepted(index: int) -> None:
    honest = inclusion_proof(index, SIZE, TREE.hash_at)
    assert shown(index, honest, TREE.leaves[index])
    tried = variants(honest)
    assert len(tried) > 100
    assert [hashes for hashes in tried if shown(index, hashes, TREE.leaves[index])] == []


@pytest.mark.parametrize("index", [0, 5, 22])
def test_a19_a_proof_shows_its_leaf_at_its_index_alone(index: int) -> None:
    honest = inclusion_proof(index, SIZE, TREE.hash_at)
    tried = ((at, of) for at in range(40) for of in range(SIZE))
    accepted = [(at, of) for at, of in tried if shown(at, honest, TREE.leaves[of])]
    assert accepted == [(index, index)]


@pytest.mark.parametrize("size1", [1, 6, 16, 22])
def test_a19_no_variant_of_a_consistency_proof_is_accepted(size1: int) -> None:
    honest = consistency_proof(size1, SIZE, TREE.hash_at)
    verify_consistency(size1, TREE.root(size1), SIZE, CHECKPOINT.root, honest)
    accepted = []
    for hashes in variants(honest):
        try:
            verify_consistency(size1, TREE.root(size1), SIZE, CHECKPOINT.root, hashes)
        except TlogError:
            continue
        accepted.append(hashes)
    assert accepted == []
