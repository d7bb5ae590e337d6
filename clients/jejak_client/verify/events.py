"""The events of a dossier one by one: key, signature, place in the log, disclosed values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jejak_client.tlog import merkle
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.proof import parse_proof
from jejak_client.verify.event import ESCROW_MARK, Record, disclosed
from jejak_client.verify.leaf import leaf_of
from jejak_client.verify.reading import Unreadable
from jejak_client.verify.registry import Key, Registry, may_sign
from jejak_client.verify.result import Findings


class Sealed(NamedTuple):
    """The main checkpoint as it holds, and its bytes, which every proof must repeat."""

    checkpoint: Checkpoint
    raw: bytes


class Held(NamedTuple):
    """An event all of whose own checks hold: the key that signed it, its disclosed values, and whether that
    key, or one that it rests on, may have been in other hands."""

    record: Record
    key: Key
    values: Mapping[str, Any]
    doubted: bool


def signed_by(record: Record, registry: Registry, where: str, findings: Findings) -> Key | None:
    """The key that signed an event and might; None, with the problem found."""
    key = registry.signer(record)
    if key is None or key.agency != record.agency:
        findings.problem("key_unknown", where)
        return None
    if not may_sign(key, record):
        findings.problem("key_not_valid", where)
        return None
    if not record.jws.holds(key.public):
        findings.problem("signature_invalid", where)
        return None
    if bool(record.file.marks & ESCROW_MARK) != (key.custody == "escrow"):
        findings.problem("assurance_differs", where)
        return None
    return key


def included(record: Record, proof: bytes | None, sealed: Sealed, where: str, findings: Findings) -> bool:
    """Whether the proof shows the event, as it stands here, at its position of the log."""
    if proof is None:
        findings.problem("proof_missing", where)
        return False
    try:
        read = parse_proof(proof)
    except Malformed:
        findings.problem("proof_malformed", where)
        return False
    if read.index != record.position - 1 or read.checkpoint != sealed.raw:
        findings.problem("proof_foreign", where)
        return False
    checkpoint = sealed.checkpoint
    try:
        merkle.verify_inclusion(
            leaf_of(record.file), read.index, checkpoint.size, read.hashes, checkpoint.root
        )
    except Unverified:
        findings.problem("not_included", where)
        return False
    return True


def values_of(record: Record, where: str, findings: Findings) -> Mapping[str, Any] | None:
    """The disclosed values of an event, each one that its agency signed."""
    try:
        values = disclosed(record)
    except Unreadable:
        findings.problem("disclosure_malformed", where)
        return None
    if values is None:
        findings.problem("disclosure_unmatched", where)
    return values
