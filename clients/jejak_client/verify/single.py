"""The verdict on what somebody kept beside an event: its proof, its receipt, a checkpoint, without a dossier.

The keys are those of `GET /v1/log/keys`, as they were given along: who needs more than the host's word for
them takes a dossier. The policy is always pinned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from jejak_client import base64url
from jejak_client.tlog import ed25519, merkle
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.judging import Judged
from jejak_client.tlog.proof import TlogProof, parse_proof
from jejak_client.verify import checkpoints
from jejak_client.verify.dossier import Verdict, shown_events
from jejak_client.verify.event import Record, read_record
from jejak_client.verify.events import Held, Sealed, included, signed_by, values_of
from jejak_client.verify.reading import EventFile, Unreadable, read_as, read_json, seconds
from jejak_client.verify.receipts import Receipt, check_receipt
from jejak_client.verify.registry import HOST_KIND, Key, Registry
from jejak_client.verify.result import Findings, Result

EVENT, PROOF, RECEIPT, CHECKPOINT, KEYS = "event", "proof", "receipt", "checkpoint", "keys"


class Kept(NamedTuple):
    """What was kept, each as it came: an event in the form of a dossier's, a tlog-proof, a receipt, a
    checkpoint."""

    event: bytes | None = None
    proof: bytes | None = None
    receipt: bytes | None = None
    checkpoint: bytes | None = None


def verify_kept(kept: Kept, keys: bytes, policy: bytes, now: int) -> Verdict:
    """The verdict at `now`, seconds since 1970. `keys`: as GET /v1/log/keys answers; `policy`: pinned.

    A receipt that the log contradicts, or whose promise it broke, is found as a problem: that is the proof.
    """
    findings = Findings()
    registry = _registry(keys, findings)
    proof = _proof(kept, findings)
    raw = proof.checkpoint if proof is not None else kept.checkpoint
    if kept.checkpoint is not None and raw != kept.checkpoint and not findings:
        findings.problem("proof_foreign", PROOF)
    if raw is None and not findings:
        findings.problem("checkpoint_malformed", CHECKPOINT)
    record = _record(kept.event, registry, findings)
    if findings or registry is None or raw is None:
        return Verdict(findings.refused())
    _note_unproved(kept, findings)
    recorded = [(record.position, seconds(record.file.recordedat))] if record else []
    of_events = kept.event is not None or kept.receipt is not None
    judged = _judged(raw, registry, policy, recorded, now, findings, of_events=of_events)
    if judged is None:
        return Verdict(findings.refused())
    held = _held(record, kept, registry, Sealed(judged.checkpoint, raw), findings) if record else None
    if kept.receipt is not None:
        _check_receipt(kept.receipt, registry, proof, held, judged, findings)
    return _verdict(held, judged, findings)


def _note_unproved(kept: Kept, findings: Findings) -> None:
    """What these files cannot show, however much of them holds."""
    findings.note("own_keys", KEYS)
    if kept.proof is not None and kept.event is None and kept.receipt is None:
        findings.note("proof_unused", PROOF)
    if kept.receipt is not None and kept.proof is None:
        findings.note("promise_open", RECEIPT)


def _verdict(held: Held | None, judged: Judged, findings: Findings) -> Verdict:
    events = [held] if held is not None else []
    between = checkpoints.windows([each.record.position for each in events], [judged], findings)
    if held is not None and len(held.values) < len(held.record.digests):
        findings.note("values_withheld", EVENT)
    result = Result(
        ok=not findings,
        problems=findings.problems(),
        notes=findings.notes(),
        events=tuple(shown_events(events, between, [judged])),
        checkpoint=checkpoints.shown(judged),
    )
    return Verdict(result, tuple(events))


def _registry(raw: bytes, findings: Findings) -> Registry | None:
    """The keys as they are told, without the registrations that would show them."""
    try:
        told = read_json(raw)
        registry = Registry(str(told["origin"]))
        for agency in told["agencies"]:
            registry.kinds[str(agency["id"])] = str(agency["kind"])
            for key in agency["keys"]:
                registry.add(_key(str(agency["id"]), key))
    except (Unreadable, Malformed, KeyError, TypeError, ValueError, AttributeError):
        findings.problem("file_malformed", KEYS)
        return None
    registry.host = next((agency for agency, kind in registry.kinds.items() if kind == HOST_KIND), None)
    return registry


def _key(agency: str, told: Mapping[str, Any]) -> Key:
    public = base64url.decode(told["x"])
    ed25519.check_public_key(public)
    positions = (told["from_position"], told["until_position"], told.get("compromised_since"))
    if type(positions[0]) is not int or any(each is not None and type(each) is not int for each in positions):
        raise TypeError("positions are numbers")
    return Key(str(told["kid"]), agency, public, str(told["custody"]), *positions)


def _proof(kept: Kept, findings: Findings) -> TlogProof | None:
    if kept.proof is None:
        return None
    try:
        return parse_proof(kept.proof)
    except Malformed:
        findings.problem("proof_malformed", PROOF)
        return None


def _record(raw: bytes | None, registry: Registry | None, findings: Findings) -> Record | None:
    if raw is None:
        return None
    try:
        record = read_record(read_as(EventFile, raw))
        seconds(record.file.recordedat)
    except Unreadable:
        findings.problem("event_malformed", EVENT)
        return None
    if registry is not None and record.origin != registry.origin:
        findings.problem("origin_differs", EVENT)
    return record


def _judged(
    raw: bytes,
    registry: Registry,
    policy: bytes,
    recorded: checkpoints.Recorded,
    now: int,
    findings: Findings,
    *,
    of_events: bool,
) -> Judged | None:
    """`of_events`: no other log will do, for what stands in the log of reads the host alone decides."""
    try:
        origin = checkpoints.origin_of(raw)
    except Malformed:
        findings.problem("checkpoint_malformed", CHECKPOINT)
        return None
    known = checkpoints.is_log_of_events(origin, registry.origin)
    if not known and (of_events or not origin.startswith(f"{registry.origin}/")):
        findings.problem("checkpoint_foreign", CHECKPOINT)
        return None
    trust = checkpoints.trust_of(policy, origin, registry, pinned=True, findings=findings)
    if trust is None:
        return None
    try:
        judged = checkpoints.judge_by(trust, raw, recorded, now)
    except Unverified:
        findings.problem("checkpoint_unverified", CHECKPOINT)
        return None
    if not judged.final:
        findings.problem("not_final", CHECKPOINT)
    checkpoints.note_ignored(judged, CHECKPOINT, findings)
    return judged


def _held(record: Record, kept: Kept, registry: Registry, sealed: Sealed, findings: Findings) -> Held | None:
    key = signed_by(record, registry, EVENT, findings)
    values = values_of(record, EVENT, findings)
    held = included(record, kept.proof, sealed, EVENT, findings)
    if not held or key is None or values is None:
        return None
    return Held(record, key, values, registry.doubts(key, record.position))


def _check_receipt(
    raw: bytes,
    registry: Registry,
    proof: TlogProof | None,
    held: Held | None,
    judged: Judged,
    findings: Findings,
) -> None:
    """Against the event that is shown to stand in the log; without one, by the leaf that it promises."""
    text = raw.decode("ascii", errors="replace").strip()
    records = {held.record.position: held.record} if held is not None else {}
    signers = registry.of_custody("receipt")
    receipt = check_receipt(text, RECEIPT, registry.origin, signers, records, [judged], findings)
    if receipt is None:
        return
    if held is not None and held.record.position not in {each.position for each in receipt.events}:
        findings.problem("receipt_foreign", RECEIPT)
    elif held is None and proof is not None:
        _check_leaf(receipt, proof, judged.checkpoint, findings)


def _check_leaf(receipt: Receipt, proof: TlogProof, checkpoint: Checkpoint, findings: Findings) -> None:
    promised = next((each for each in receipt.events if each.position == proof.index + 1), None)
    if promised is None:
        findings.problem("proof_foreign", PROOF)
        return
    try:
        leaf = bytes.fromhex(promised.leaf)
        merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    except Unverified:
        findings.problem("not_included", RECEIPT)
