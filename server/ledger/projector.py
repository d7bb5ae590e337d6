"""What one event changes in the entitlements of agencies: pure, asked of `domain/access.py` alone.

Who may hold what is decided by comparing what `visible` says before and after the event. Replayed, an
agency's rows give exactly what `visible` says of every event at the last event of each case (`holdings`).
A ledger moves only when a case moves: between two events the passing of time is enforced where rows are
served, and the next event of the case then puts it on record.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from domain.access import OVERSIGHT, Matrix, StageRow, Visibility, stage_row, visible
from domain.case import CaseState
from domain.directory import Directory
from domain.events import EventHead, RecordedEvent
from domain.matrix import BODY_LEVEL, NO_LEVEL, STAGE_LEVEL
from projections.engine import Transition
from server.ledger.chain import Kind, LedgerRow, block_hash

Kinds = Mapping[str, str]  # agency -> its kind
TAKES_BACK = frozenset({"withdrawn", "shredded"})  # rows that give nothing and say what is left


class Side(NamedTuple):
    """A case at one moment, as `visible` is asked about it."""

    state: CaseState
    matrix: Matrix
    at: datetime


def entitlement_rows(transition: Transition, matrix: Matrix, watching: Kinds) -> list[LedgerRow]:
    """The ledger rows that one event makes: for its publisher, every agency on the case, and those watching.

    `watching` are the agencies that watch over every case by their office (`watching_over`). Within one
    agency the rows stand in the order in which they take effect: the event itself first, then what it changes
    about earlier events. An agency that the directory does not know holds nothing.
    """
    before, event, after, directory = transition
    now = Side(after, matrix, event.recordedat)
    concerned = _concerned(before, event, after, directory, watching)
    rows = _new_event_rows(now, event, concerned)
    if before is not None and (then := _moved(before, now)):
        for agency in _touched(then, now, concerned):
            rows += _changed_rows(agency, concerned[agency], then, now, event)
    return rows


def watching_over(directory: Directory) -> Kinds:
    """The agencies that see on every case that something happened, by their office, with their kinds."""
    return {agency.id: agency.kind for agency in directory.agencies.values() if agency.kind in OVERSIGHT}


def holdings(rows: Iterable[LedgerRow]) -> dict[int, Visibility]:
    """What an agency holds after these rows of its ledger: by log position its level and classes."""
    held: dict[int, Visibility] = {}
    for row in rows:
        if row.position is None:
            continue
        level = level_of(row)
        if level == NO_LEVEL:
            held.pop(row.position, None)
        else:
            held[row.position] = Visibility(level, row.classes)
    return held


def level_of(row: LedgerRow) -> int:
    """The level a row leaves its agency at: nothing (0), bare stage (1) or body (2)."""
    if row.kind in TAKES_BACK:
        assert row.detail is not None, "a row that takes back says what is left"
        return int(row.detail["level"])
    return BODY_LEVEL if row.on_date is None else STAGE_LEVEL


def _concerned(
    before: CaseState | None, event: RecordedEvent, after: CaseState, directory: Directory, watching: Kinds
) -> dict[str, str]:
    concerned = dict(watching)
    for agency in (event.agency, *after.parties, *(before.parties if before is not None else ())):
        kind = directory.kind_of(agency)
        if kind is not None:
            concerned[agency] = kind
    return concerned


def _new_event_rows(now: Side, event: RecordedEvent, concerned: Kinds) -> list[LedgerRow]:
    head, case, position = event.head, event.case, event.position
    rows = []
    bare: StageRow | None = None
    for agency, kind in concerned.items():
        level, classes = visible(now.state, agency, kind, head, now.matrix, now.at)
        if level == BODY_LEVEL:
            rows.append(LedgerRow(agency, "event", position, position, case, classes, None, None, None))
        elif level == STAGE_LEVEL:
            bare = bare or stage_row(head)
            rows.append(LedgerRow(agency, "stage", position, position, case, 0, bare.code, bare.on, None))
    return rows


def _moved(before: CaseState, now: Side) -> Side | None:
    """The other side of the comparison when access may have changed with this event, else None."""
    then = before.events[-1].recordedat
    if before.access_epoch != now.state.access_epoch or _lapsed(before, then, now.at):
        return Side(before, now.matrix, then)
    return None


def _touched(then: Side, now: Side, concerned: Kinds) -> list[str]:
    """The agencies for which the answer may have changed.

    Most changes touch one agency's place on the case, and comparing every event for all the others is the
    dearest thing the ledger does. Consents, what is known of persons, and time concern all who are on it.
    """
    before, after = then.state, now.state
    for_all = (
        before.consents is not after.consents
        or before.persons is not after.persons
        or before.reporter_confidential != after.reporter_confidential
        or _lapsed(before, then.at, now.at)
    )
    emergencies = _emergencies(then, now)
    return [
        agency
        for agency in concerned
        if before.parties.get(agency) is not after.parties.get(agency)
        or (for_all and agency in before.parties)
        or agency in emergencies
    ]


def _emergencies(then: Side, now: Side) -> frozenset[str]:
    """The agencies whose break-glass was opened, confirmed or ended, or has run out."""
    before, after = then.state.break_glass, now.state.break_glass
    if before is after and not any(then.at < each.until <= now.at for each in before.values()):
        return frozenset()
    return frozenset(each.agency for each in after.values())


def _lapsed(before: CaseState, then: datetime, now: datetime) -> bool:
    return any(then < moment <= now for moment in _ends(before))


def _ends(state: CaseState) -> Iterator[datetime]:
    for party in state.parties.values():
        for relation in party.relations:
            if relation.until is not None:
                yield relation.until
    for consent in state.consents:
        if consent.ends is not None:
            yield consent.ends
    for opened in state.break_glass.values():
        yield opened.until


def _changed_rows(agency: str, kind: str, then: Side, now: Side, cause: RecordedEvent) -> Iterator[LedgerRow]:
    backfill = []
    for head in then.state.events:
        held = visible(then.state, agency, kind, head, then.matrix, then.at)
        seen = visible(now.state, agency, kind, head, now.matrix, now.at)
        if held == seen:
            continue
        if held.level == NO_LEVEL:
            backfill.append(_row(agency, "backfill", cause, head, seen))
        else:
            reason = _reason(agency, kind, then, now, cause, head)
            yield from _corrected_rows(agency, cause, head, held, seen, reason)
    if backfill:
        yield _frame(agency, "backfill_begin", cause, {"grant": cause.position})
        yield from backfill
        yield _frame(agency, "backfill_end", cause, {"count": len(backfill), "hash": block_hash(backfill)})


def _corrected_rows(
    agency: str, cause: RecordedEvent, head: EventHead, held: Visibility, seen: Visibility, reason: str
) -> Iterator[LedgerRow]:
    """Less is said before more: where some classes go and others come, both rows stand."""
    kept = Visibility(min(held.level, seen.level), held.classes & seen.classes)
    if kept != held:
        detail = {"level": kept.level, "reason": reason}
        yield _row(agency, "withdrawn", cause, head, kept, detail)
    if kept != seen:
        yield _row(agency, "redelivery", cause, head, seen)


def _reason(agency: str, kind: str, then: Side, now: Side, cause: RecordedEvent, head: EventHead) -> str:
    """Why access ended: "expired" where time alone ended it, else the type of the event that did.

    The type is named to those who may see that event, before it or after; to others it would tell what was
    found about a person whom they are off. They read "ended".
    """
    if visible(then.state, agency, kind, head, now.matrix, now.at) == visible(
        now.state, agency, kind, head, now.matrix, now.at
    ):
        return "expired"
    sides = (Side(then.state, then.matrix, now.at), now)
    told = max(visible(side.state, agency, kind, cause.head, side.matrix, side.at).level for side in sides)
    return cause.type if told == BODY_LEVEL else "ended"


def _row(
    agency: str,
    kind: Kind,
    cause: RecordedEvent,
    head: EventHead,
    seen: Visibility,
    detail: dict[str, Any] | None = None,
) -> LedgerRow:
    code, day = stage_row(head)[:2] if seen.level == STAGE_LEVEL else (None, None)
    return LedgerRow(agency, kind, cause.position, head.position, cause.case, seen.classes, code, day, detail)


def _frame(agency: str, kind: Kind, cause: RecordedEvent, detail: dict[str, Any]) -> LedgerRow:
    return LedgerRow(agency, kind, cause.position, None, cause.case, 0, None, None, detail)
