"""The verdict on a dossier (jejak-dossier/1): every step in order, and nothing shown that a step has not
held.

What is not a zip to be read, or not of the files that its manifest names, is not looked into further. After
that each check stands alone, so that a verdict names everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.judging import Judged
from jejak_client.verify import chain, checkpoints, registry
from jejak_client.verify.checkpoints import SKEW, Between, instant
from jejak_client.verify.contents import Dossier, read_dossier
from jejak_client.verify.deliveries import Known, check_deliveries
from jejak_client.verify.event import Record
from jejak_client.verify.events import Held, Sealed, included, signed_by, values_of
from jejak_client.verify.reading import seconds
from jejak_client.verify.receipts import check_receipt
from jejak_client.verify.registry import NotAllowed, Registry
from jejak_client.verify.result import EventShown, Findings, Result
from jejak_client.verify.roots import Roots, check_roots

SEALED_WITHIN = 60  # seconds within which the host promises an event to stand in a checkpoint


class Verdict(NamedTuple):
    """The result, and the events with their values, for those who show what was signed."""

    result: Result
    held: tuple[Held, ...] = ()


def verify_dossier(raw: bytes, now: int, policy: bytes | None = None, roots: Roots | None = None) -> Verdict:
    """The verdict on the bytes of a zip at `now`, seconds since 1970.

    `policy` and `roots` are pinned, from outside: they win over what the dossier says of itself, and without
    them the verdict notes that it vouches for itself.
    """
    findings = Findings()
    dossier = read_dossier(raw, findings)
    if dossier is None:
        return Verdict(findings.refused())
    keys = _key_history(dossier, roots, findings)
    judged = _judged(dossier, keys, policy, now, findings)
    if judged is None:
        return Verdict(findings.refused())
    return _verdict(dossier, keys, judged, findings)


# -- keys and checkpoints


def _key_history(dossier: Dossier, roots: Roots | None, findings: Findings) -> Registry:
    """Whose keys these are, as the registrations say whose signatures hold."""
    keys = Registry(dossier.manifest.origin)
    if not any(record.position == 1 for record in dossier.records):
        findings.problem("genesis_missing", "events/1.json")
    for record in registry.registrations(dossier.records):
        where = chain.place(record)
        if signed_by(record, keys, where, findings) is None:
            continue
        try:
            keys.apply(record)
        except NotAllowed:
            findings.problem("registry_refused", where)
    if registry.differs(keys, dossier.keys):
        findings.problem("keys_differ", "keys.json")
    check_roots(keys, roots, findings)
    return keys


class _Checkpoints(NamedTuple):
    main: Judged
    older: list[Judged]


def _judged(
    dossier: Dossier, keys: Registry, pinned: bytes | None, now: int, findings: Findings
) -> _Checkpoints | None:
    policy = dossier.raw.get("policy") if pinned is None else pinned
    if policy is None:
        findings.problem("policy_missing", "policy")
        return None
    if pinned is None:
        findings.note("own_policy", "policy")
    log = dossier.manifest.log
    trust = checkpoints.trust_of(policy, log, keys, pinned=pinned is not None, findings=findings)
    if trust is None:
        return None
    recorded = [(record.position, seconds(record.file.recordedat)) for record in dossier.records]
    main = _main(trust, dossier, recorded, now, findings)
    if main is None:
        return None
    notes = {name.partition("/")[2]: raw for name, raw in dossier.raw.items() if name.startswith("older/")}
    older = checkpoints.earlier(trust, main.checkpoint, notes, dossier.leads, recorded, now, findings)
    return _Checkpoints(main, older)


def _main(
    trust: checkpoints.Trust, dossier: Dossier, recorded: checkpoints.Recorded, now: int, findings: Findings
) -> Judged | None:
    raw = dossier.raw["checkpoint"]
    try:
        if checkpoints.origin_of(raw) != dossier.manifest.log:
            findings.problem("checkpoint_foreign", "checkpoint")
            return None
        main = checkpoints.judge_by(trust, raw, recorded, now)
    except Malformed:
        findings.problem("checkpoint_malformed", "checkpoint")
        return None
    except Unverified:
        findings.problem("checkpoint_unverified", "checkpoint")
        return None
    if not main.final:
        findings.problem("not_final", "checkpoint")
    checkpoints.note_ignored(main, "checkpoint", findings)
    return main


# -- the verdict


def _verdict(dossier: Dossier, keys: Registry, judged: _Checkpoints, findings: Findings) -> Verdict:
    sealed = Sealed(judged.main.checkpoint, dossier.raw["checkpoint"])
    in_log = {each.position: each for each in dossier.records if _is_in_log(each, dossier, sealed, findings)}
    held = [each for record in dossier.records if (each := _held(record, keys, in_log, findings))]
    every = [*judged.older, judged.main]
    between = checkpoints.windows([each.record.position for each in held], every, findings)
    _check_receipts(dossier, keys, in_log, every, findings)
    deliveries = check_deliveries(dossier.deliveries, _known(dossier, keys), findings)
    findings.note("pages_unproved", "timeline")
    findings.note("end_unproved", "events")
    _note_withheld(dossier, held, findings)
    result = Result(
        ok=not findings,
        problems=findings.problems(),
        notes=findings.notes(),
        events=tuple(shown_events(held, between, every)),
        deliveries=deliveries,
        checkpoint=checkpoints.shown(judged.main),
    )
    return Verdict(result, tuple(held))


def _is_in_log(record: Record, dossier: Dossier, sealed: Sealed, findings: Findings) -> bool:
    proof = dossier.raw.get(f"proofs/{record.position}.tlog-proof")
    return included(record, proof, sealed, chain.place(record), findings)


def _held(record: Record, keys: Registry, in_log: Mapping[int, Record], findings: Findings) -> Held | None:
    where = chain.place(record)
    key = signed_by(record, keys, where, findings)
    values = values_of(record, where, findings)
    if record.position not in in_log or key is None or values is None:
        return None
    return Held(record, key, values, keys.doubts(key, record.position))


def _known(dossier: Dossier, keys: Registry) -> Known:
    records = {record.position: record for record in dossier.records}
    receipts = {key.kid: key for key in keys.of_custody("receipt")}
    return Known(dossier.manifest.origin, records, keys, receipts)


def _check_receipts(
    dossier: Dossier,
    keys: Registry,
    in_log: Mapping[int, Record],
    judged: Sequence[Judged],
    findings: Findings,
) -> None:
    """Against what is shown to stand in the log: an event that somebody changed convicts no operator."""
    origin, signers = dossier.manifest.origin, keys.of_custody("receipt")
    for name, raw in dossier.raw.items():
        if name.startswith("receipts/"):
            text = raw.decode("ascii", errors="replace")
            check_receipt(text, name, origin, signers, in_log, judged, findings)


def _note_withheld(dossier: Dossier, held: Sequence[Held], findings: Findings) -> None:
    if chain.withheld_events(dossier.records, dossier.manifest.case):
        findings.note("events_withheld", "events")
    if any(len(each.values) < len(each.record.digests) for each in held):
        findings.note("values_withheld", "events")


def shown_events(
    held: Sequence[Held], between: Mapping[int, Between], judged: Sequence[Judged]
) -> list[EventShown]:
    """The events as the verdict tells them. `judged`: the checkpoints that hold."""
    by_version = {(each.record.subject, each.record.file.caseversion): each.record for each in held}
    seen = {each.checkpoint.size: each.checkpoint for each in judged}
    shown = []
    for record, _, values, doubted in held:
        flags = [*record.marks, *chain.flags_of_sight(record, by_version, seen)]
        if doubted:
            flags.append("needs_reaffirmation")
        window = between[record.position]
        if window.after is not None and window.after > seconds(record.file.recordedat) + SEALED_WITHIN + SKEW:
            flags.append("late_sealed")
        shown.append(
            EventShown(
                position=record.position,
                who=record.agency,
                type=record.type,
                time=record.time,
                recordedat=record.file.recordedat,
                assurance="escrow" if record.escrow else "agency",
                after=instant(window.after),
                before=instant(window.before),
                withheld=len(record.digests) - len(values),
                flags=tuple(sorted(flags)),
            )
        )
    return shown
