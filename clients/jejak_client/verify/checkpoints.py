"""The checkpoints of a dossier: whether they are the log's, who witnessed them, and that one grew from the
other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from jejak_client.tlog import base64std, merkle
from jejak_client.tlog.checkpoint import Checkpoint, parse_checkpoint
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.errors import Malformed, PolicyRefused, TlogError, Unverified
from jejak_client.tlog.judging import Judged, judge
from jejak_client.tlog.note import NoteKey, parse_note
from jejak_client.tlog.policy import Log, Policy, read_policy
from jejak_client.verify.reading import Consistency
from jejak_client.verify.registry import Registry
from jejak_client.verify.result import CheckpointShown, Findings

SKEW = 300  # seconds by which clocks may differ

Recorded = Sequence[tuple[int, int]]  # position and time of recording, seconds since 1970, in the log's order


class Trust(NamedTuple):
    """A policy that may be used, and the keys with which a log of this origin may sign."""

    policy: Policy
    logs: tuple[NoteKey, ...]


def trust_of(
    raw: bytes, origin: str, registry: Registry, *, pinned: bool, findings: Findings
) -> Trust | None:
    """The policy to judge by; None, with the problem found, where there is none to be used.

    A pinned policy that names logs trusts those alone, each under its key: its witnesses may cosign others,
    a trial deployment's for one. One that names none, and the dossier's own, trust the keys that the operator
    registered in the log.
    """
    try:
        policy = read_policy(raw, registry.host_keys())
    except PolicyRefused:
        findings.problem("policy_refused", "policy")
        return None
    except Malformed:
        findings.problem("policy_malformed", "policy")
        return None
    registered = tuple(NoteKey(origin, key.public) for key in registry.of_custody("log"))
    named = tuple(log.key for log in policy.logs if log.key.name == origin)
    trusts_named = pinned and bool(policy.logs)
    logs = named if trusts_named else tuple(key for key in named or registered if key in registered)
    if not logs:
        findings.problem("log_key_unknown", "policy")
        return None
    return Trust(policy, logs)


def origin_of(raw: bytes) -> str:
    """The log that a checkpoint names, nothing of it verified. Raises Malformed."""
    return parse_checkpoint(parse_note(raw).text).origin


def is_log_of_events(log: str, origin: str) -> bool:
    """Whether a log is that of the events of a deployment: `<origin>/log`, numbered where it began anew."""
    name, _, generation = log.removeprefix(f"{origin}/").partition("/")
    known = log.startswith(f"{origin}/") and name == "log"
    return known and (not generation or (generation.isascii() and generation.isdigit()))


def judge_by(trust: Trust, raw: bytes, recorded: Recorded, now: int) -> Judged:
    """Judge a checkpoint. A cosignature counts from when the last event in the tree was recorded until `now`.

    Raises Malformed and Unverified.
    """
    note = parse_note(raw)
    size = parse_checkpoint(note.text).size
    signed_by = {(signature.name, signature.key_id) for signature in note.signatures}
    logs = [key for key in trust.logs if (key.name, key.key_id) in signed_by]
    if not logs:
        raise Unverified("checkpoint: the log has not signed it")
    earliest = max((time for position, time in recorded if position <= size), default=0) - SKEW
    return judge(raw, trust.policy._replace(logs=(Log(logs[0]),)), Window(earliest, now + SKEW))


def shown(judged: Judged) -> CheckpointShown:
    """The checkpoint as the verdict tells it."""
    checkpoint = judged.checkpoint
    return CheckpointShown(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=base64std.encode(checkpoint.root),
        final=judged.final,
        witnesses=tuple(sorted(judged.cosigned)),
    )


def earlier(
    trust: Trust,
    main: Checkpoint,
    notes: Mapping[str, bytes],
    proofs: Iterable[Consistency],
    recorded: Recorded,
    now: int,
    findings: Findings,
) -> list[Judged]:
    """The earlier checkpoints that hold and that the main one grew from. `notes`: by the size in their
    name."""
    leads = {(lead.from_, lead.to): lead for lead in proofs}
    found = []
    for size, raw in notes.items():
        where = f"older/{size}"
        try:
            judged = judge_by(trust, raw, recorded, now)
        except TlogError:
            findings.problem("older_unverified", where)
            continue
        checkpoint = judged.checkpoint
        if checkpoint.origin != main.origin or str(checkpoint.size) != size:
            findings.problem("older_unverified", where)
        elif _grew(checkpoint, main, leads.get((checkpoint.size, main.size)), where, findings):
            note_ignored(judged, where, findings)
            found.append(judged)
    return found


def _grew(
    small: Checkpoint, large: Checkpoint, lead: Consistency | None, where: str, findings: Findings
) -> bool:
    if lead is None:
        findings.problem("consistency_missing", where)
        return False
    try:
        hashes = [base64std.decode_hash(each) for each in lead.hashes]
        merkle.verify_consistency(small.size, small.root, large.size, large.root, hashes)
    except TlogError:
        findings.problem("consistency_unverified", where)
        return False
    return True


def note_ignored(judged: Judged, where: str, findings: Findings) -> None:
    """Say so where a known witness gave a time that cannot be."""
    if judged.out_of_window:
        findings.note("cosignature_ignored", where)


class Between(NamedTuple):
    """Witnesses say that an event was not in the log at `after` and was at `before`, in seconds since
    1970."""

    after: int | None
    before: int | None


def windows(positions: Iterable[int], judged: Iterable[Judged], findings: Findings) -> dict[int, Between]:
    """Between which times of final checkpoints each position came into the log.

    Each witness said last at `after`, or later, that the largest tree without it was the largest, and had
    seen the smallest tree with it by `before`. So no witness is taken at more than its word.
    """
    final = sorted((each for each in judged if each.final), key=lambda each: each.checkpoint.size)
    _require_order(final, findings)
    found = {}
    for position in positions:
        without = [each for each in final if each.checkpoint.size < position]
        holding = [each for each in final if each.checkpoint.size >= position]
        found[position] = Between(
            min(without[-1].cosigned.values()) if without else None,
            max(holding[0].first.values()) if holding else None,
        )
    return found


def _require_order(final: Sequence[Judged], findings: Findings) -> None:
    """A witness that cosigned a smaller tree later than a larger one broke its word, or was shown two
    logs."""
    last: dict[str, int] = {}
    for judged in final:
        for name, time in judged.cosigned.items():
            if time < last.get(name, 0) - SKEW:
                findings.problem("times_contradict", f"older/{judged.checkpoint.size}")
            last[name] = max(time, last.get(name, 0))


def instant(time: int | None) -> str | None:
    """RFC 3339 in UTC."""
    if time is None:
        return None
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
