"""The hashes of RFC 6962, against the vectors of Certificate Transparency's own tests."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import Tree, node_hash

# certificate-transparency, cpp/merkletree/merkle_tree_test.cc: the leaves, and the roots after each of them
LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree = tree.with_leaf(leaf)
    return tree


def as_the_rfc_defines_it(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1, recursively, over all leaves at once."""
    if len(leaves) <= 1:
        return sha256(b"\x00" + leaves[0]).digest() if leaves else sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(as_the_rfc_defines_it(leaves[:split]), as_the_rfc_defines_it(leaves[split:]))


def test_the_roots_are_those_of_the_published_vectors() -> None:
    leaves = [bytes.fromhex(leaf) for leaf in LEAVES]
    assert [tree_of(leaves[: n + 1]).root().hex() for n in range(len(leaves))] == list(ROOTS)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root() == sha256(b"").digest()


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_leaf_by_leaf_the_tree_is_the_one_that_the_rfc_defines_at_once(leaves: list[bytes]) -> None:
    tree = tree_of(leaves)
    assert (tree.size, tree.root()) == (len(leaves), as_the_rfc_defines_it(leaves))
    assert len(tree.frontier) == len(leaves).bit_count()
