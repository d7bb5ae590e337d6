"""Proofs as one text: read strictly, written as the specification has it, verified against a checkpoint."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.errors import Malformed, TlogError, Unverified
from jejak_client.tlog.merkle import inclusion_proof
from jejak_client.tlog.proof import MAX_HASHES, TlogProof, parse_proof, verify_proof

from tests.clients.tlog.vectors import ORIGIN, VECTORS, MadeTree, log_key, signed_checkpoint

EXAMPLE = VECTORS["proof"]
NOTE = VECTORS["checkpoint"]["note"].encode()
LINES = "\n".join(EXAMPLE["hashes"]).encode()
TEXT = b"c2sp.org/tlog-proof@v1\nindex 73894\n" + LINES + b"\n\n" + NOTE

TREE = MadeTree([b"entry %d" % number for number in range(13)])
CHECKPOINT = Checkpoint(ORIGIN, 13, TREE.root(13))
PROOF = TlogProof(5, inclusion_proof(5, 13, TREE.hash_at), signed_checkpoint(CHECKPOINT))


def test_the_example_of_the_specification_is_read_and_written() -> None:
    proof = parse_proof(TEXT)
    assert proof == TlogProof(
        EXAMPLE["index"], tuple(base64.b64decode(each) for each in EXAMPLE["hashes"]), NOTE
    )
    assert proof.encode() == TEXT


@pytest.mark.parametrize("extra", [None, b"", b"extra information"])
def test_extra_data_is_kept_and_vouched_for_by_nothing(extra: bytes | None) -> None:
    proof = replace(PROOF, extra=extra)
    assert parse_proof(proof.encode()) == proof
    verify_proof(proof, TREE.leaves[5], CHECKPOINT)


def test_a_proof_without_hashes_is_that_of_the_only_leaf() -> None:
    text = b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + NOTE
    assert parse_proof(text) == TlogProof(0, (), NOTE)
    assert TlogProof(0, (), NOTE).encode() == text


def test_a_proof_and_its_checkpoint_verify() -> None:
    proof = parse_proof(PROOF.encode())
    opened = open_checkpoint(proof.checkpoint, log_key()).checkpoint
    assert (opened.size, opened.root) == (CHECKPOINT.size, CHECKPOINT.root)
    verify_proof(proof, TREE.leaves[5], opened)


@pytest.mark.parametrize("index", [index for index in range(13) if index != 5])
def test_a_proof_of_one_leaf_is_none_of_another(index: int) -> None:
    with pytest.raises(Unverified):
        verify_proof(PROOF, TREE.leaves[index], CHECKPOINT)
    with pytest.raises(Unverified):
        verify_proof(replace(PROOF, index=index), TREE.leaves[5], CHECKPOINT)


MALFORMED = {
    "nothing": b"",
    "another format": TEXT.replace(b"@v1", b"@v2", 1),
    "a space before": b" " + TEXT,
    "no index": TEXT.replace(b"index 73894\n", b""),
    "an index that is no number": TEXT.replace(b"73894", b"seven"),
    "a negative index": TEXT.replace(b"73894", b"-5"),
    "an index with a leading zero": TEXT.replace(b"73894", b"073894"),
    "an index beyond 63 bits": TEXT.replace(b"73894", b"9223372036854775808"),
    "two indexes": TEXT.replace(b"index 73894\n", b"index 73894\nindex 73894\n"),
    "extra behind the index": TEXT.replace(b"index 73894\n", b"index 73894\nextra AA==\n"),
    "two extras": TEXT.replace(b"index", b"extra AA==\nextra AA==\nindex"),
    "extra that is no base64": TEXT.replace(b"index", b"extra !!\nindex"),
    "a hash of 31 bytes": TEXT.replace(LINES, base64.b64encode(bytes(31))),
    "a hash of 64 bytes": TEXT.replace(LINES, base64.b64encode(bytes(64))),
    "a hash that is no base64": TEXT.replace(LINES, b"!!"),
    "an empty line among the hashes": TEXT.replace(LINES, LINES.replace(b"\n", b"\n\n", 1)),
    "too many hashes": TEXT.replace(LINES, b"\n".join([base64.b64encode(bytes(32))] * (MAX_HASHES + 1))),
    "carriage returns": TEXT.replace(b"\n", b"\r\n"),
    "two empty lines before the checkpoint": TEXT.replace(LINES, LINES + b"\n"),
    "no checkpoint": TEXT[: -len(NOTE)],
    "bytes that are not ASCII": TEXT.replace(b"index", b"\xff"),
    "too large": TEXT + b"a" * 1_000_001,
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_a_proof_to_the_letter_is_refused(raw: bytes) -> None:
    with pytest.raises(TlogError):
        open_checkpoint(parse_proof(raw).checkpoint, log_key())


@pytest.mark.parametrize(
    "name", [name for name in MALFORMED if name not in {"an empty line among the hashes"}]
)
def test_all_but_what_the_checkpoint_shows_is_refused_by_the_proof_alone(name: str) -> None:
    with pytest.raises(Malformed):
        parse_proof(MALFORMED[name])


@given(st.data())
def test_no_proof_with_a_byte_changed_verifies_as_another(data: st.DataObject) -> None:
    raw = bytearray(PROOF.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(TlogError):
        read_and_verify(bytes(raw))


def read_and_verify(raw: bytes) -> None:
    proof = parse_proof(raw)
    verify_proof(proof, TREE.leaves[5], open_checkpoint(proof.checkpoint, log_key()).checkpoint)
