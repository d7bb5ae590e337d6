"""How the events of a dossier hang together: order, ids, and what each agency says that it had seen
before."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.verify.event import Record
from jejak_client.verify.registry import REGISTRATIONS
from jejak_client.verify.result import Findings


def place(record: Record) -> str:
    """The file of an event."""
    return f"events/{record.position}.json"


def check_order(records: Sequence[Record], findings: Findings) -> None:
    """Times of recording never go back, versions of a stream go up, ids are used once. In the log's order."""
    for before, after in pairwise(records):
        if after.file.recordedat < before.file.recordedat:
            findings.problem("order_broken", place(after))
    last: dict[str, int] = {}
    known: set[tuple[str, str]] = set()
    for record in records:
        if record.file.caseversion <= last.get(record.subject, 0):
            findings.problem("order_broken", place(record))
        last[record.subject] = record.file.caseversion
        if (record.agency, record.id) in known:
            findings.problem("event_repeated", place(record))
        known.add((record.agency, record.id))


def check_registry_streams(records: Iterable[Record], findings: Findings) -> None:
    """No entry of a key history is left out before its last one here: a hidden revocation would let a revoked
    key sign. That none follows nothing in a dossier can show."""
    versions: dict[str, int] = {}
    for record in records:
        if record.name in REGISTRATIONS:
            if record.file.caseversion != versions.get(record.subject, 0) + 1:
                findings.problem("registry_gap", place(record))
            versions[record.subject] = record.file.caseversion


def withheld_events(records: Iterable[Record], case: str) -> bool:
    """Whether versions of the case are missing among these."""
    versions = {record.file.caseversion for record in records if record.subject == case}
    return bool(versions) and len(versions) != max(versions)


def flags_of_sight(
    record: Record, by_version: Mapping[tuple[str, int], Record], seen: Mapping[int, Checkpoint]
) -> list[str]:
    """What the event says of what its agency had seen that is not so here.

    `by_version`: the events by stream and version; `seen`: checkpoints that hold, by size.
    """
    found = []
    version, told = record.body.get("prevversion"), record.body.get("prevhash")
    before = by_version.get((record.subject, version)) if type(version) is int else None
    if before is not None and (before.body_hash != told or before.position >= record.position):
        found.append("prev_differs")
    if _forked(record, seen):
        found.append("fork")
    return found


def _forked(record: Record, seen: Mapping[int, Checkpoint]) -> bool:
    """A tree larger than the log was then, or of a size that is known here under another root."""
    size, told = record.body.get("seensize"), record.body.get("seenroot")
    if type(size) is not int:
        return False
    if size >= record.position:
        return True
    known = seen.get(size)
    return known is not None and base64.b64encode(known.root).decode("ascii") != told
