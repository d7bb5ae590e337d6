"""Copies of what was taken back, purged from a file of ledger rows (docs/adr/0158).

A row `withdrawn` or `shredded` says what is left of an earlier event: bare stage, body, classes. Whatever
more the rows before it hold of that event is taken out of them; the rows stay, with all that their running
hash covers of a body. The file is replaced by a new one, whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from jejak_client import base64url, strict_json
from jejak_client.feed import FeedRow, decode_row

TAKES_BACK = frozenset({"withdrawn", "shredded"})
NOTHING, STAGE, BODY = 0, 1, 2  # levels

ClassesOf = Callable[[str], Mapping[str, str]]  # event type -> field -> data class


class Left(NamedTuple):
    """What may be kept of an event."""

    level: int
    classes: frozenset[str]

    def and_no_more_than(self, other: Left) -> Left:
        """What both leave."""
        return Left(min(self.level, other.level), self.classes & other.classes)


class Purged(NamedTuple):
    """How many rows were changed; the events (log positions) taken back of which the file has no row; how
    many of its lines are no rows, so that nothing is known of what they hold."""

    rows: int
    missing: frozenset[int]
    foreign: int

    def holds_nothing_of(self, rows: Iterable[FeedRow]) -> bool:
        """Whether the file had all that these rows take back, and nothing of it any more."""
        return not self.foreign and self.missing.isdisjoint(row.logposition for row in rows)


class _TakenBack(NamedTuple):
    line: int
    logposition: int
    left: Left


def erasure_of(row: FeedRow) -> str | None:
    """The erasure that a `shredded` row tells of."""
    return str((row.detail or {})["erasure"]) if row.kind == "shredded" else None


def takes_back(rows: Iterable[FeedRow]) -> bool:
    """Whether one of the rows says that copies are to be purged."""
    return any(row.kind in TAKES_BACK for row in rows)


def purge(path: Path, classes_of: ClassesOf) -> Purged:
    """Takes out of a file of rows, one JSON object a line, what later rows of it took back; safe to repeat.

    `classes_of` names the data class of each field of an event type. Raises OSError.
    """
    taken, seen, foreign = _taken_back(path)
    missing = frozenset(each.logposition for each in taken if each.logposition not in seen)
    rows = _rewritten(path, taken, classes_of) if taken else 0
    return Purged(rows, missing, foreign)


def _taken_back(path: Path) -> tuple[list[_TakenBack], set[int], int]:
    """What rows take back, the events of which there are others, and how many lines are no rows."""
    taken, seen, foreign = list[_TakenBack](), set[int](), 0
    for number, line in enumerate(_lines(path)):
        row = _row(line)
        foreign += row is None
        if row is None or row.logposition is None:
            continue
        if row.kind in TAKES_BACK:
            level = int((row.detail or {})["level"])
            left = Left(level, frozenset(row.classes if row.entitled is None else row.entitled))
            taken.append(_TakenBack(number, row.logposition, left))
        else:
            seen.add(row.logposition)
    return taken, seen, foreign


def _rewritten(path: Path, taken: list[_TakenBack], classes_of: ClassesOf) -> int:
    """Replaces the file by one without what was taken back; how many rows differ."""
    changed, scratch = 0, path.with_name(f".{path.name}.purging")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # rows hold names
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
        for number, line in enumerate(_lines(path)):
            kept = _kept(number, line, taken, classes_of)
            changed += kept != line
            file.write(kept + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if changed:
        scratch.replace(path)
        _sync(path.parent)
    else:
        scratch.unlink()
    return changed


def _kept(number: int, line: bytes, taken: list[_TakenBack], classes_of: ClassesOf) -> bytes:
    """A line as it may stay; one that is no row stays."""
    decoded = _row(line)
    if decoded is None or decoded.kind in TAKES_BACK:
        return line
    row: dict[str, Any] = strict_json.decode(line)
    left = None
    for each in taken:
        if each.line > number and each.logposition == row.get("logposition"):
            left = each.left if left is None else left.and_no_more_than(each.left)
    if left is None:
        return line
    kept = _reduced(row, left, classes_of)
    return line if kept == row else strict_json.encode(kept)


def _reduced(row: dict[str, Any], left: Left, classes_of: ClassesOf) -> dict[str, Any]:
    kept = dict(row)
    if left.level < BODY:
        kept.pop("event", None)
    if left.level < STAGE:
        kept.pop("stage", None)
    if "event" in kept:
        kept["event"] = _disclosing(kept["event"], left.classes, classes_of)
    classes = row.get("classes", [])
    shown = [name for name in classes if name in left.classes and "event" in kept]
    if shown != classes:
        kept |= {"classes": shown, "entitled": row.get("entitled", classes)}
    return kept if kept == row else {**kept, "withheld": True}


def _disclosing(event: dict[str, Any], classes: frozenset[str], classes_of: ClassesOf) -> dict[str, Any]:
    """A signed event with the disclosures of these classes alone; its signature does not cover them."""
    header = event.get("header", {})
    given = header.get("disclosures", [])
    kept = [each for each in given if _class_of(event, each, classes_of) in classes]
    if kept == given:
        return event
    others = {name: value for name, value in header.items() if name != "disclosures"}
    whole = {**others, "disclosures": kept} if kept else others
    bare = {name: value for name, value in event.items() if name != "header"}
    return {**bare, "header": whole} if whole else bare


def _class_of(event: dict[str, Any], disclosure: str, classes_of: ClassesOf) -> str | None:
    """The data class of a disclosure; None where it cannot be told: such a one is purged."""
    try:
        _, field, _ = strict_json.decode(base64url.decode(disclosure))
        body = strict_json.decode(base64url.decode(event["payload"]))
        return classes_of(str(body["type"])).get(str(field))
    except (ValueError, TypeError, KeyError):
        return None


def _row(line: bytes) -> FeedRow | None:
    try:
        return decode_row(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            if stripped := line.rstrip(b"\n"):
                yield stripped


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
