"""One ledger row as it is served: the row itself, and of its event what may be seen now. Pure."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from domain.access import stage_row
from domain.events import EventHead, Marks
from domain.matrix import BODY_LEVEL
from server.answers import mark_names
from server.ledger.chain import Kind, class_names
from server.ledger.projector import level_of
from server.ledger.queries import OwedRow
from server.opening import FlattenedEvent, Shown

_LEDGER_POSITION = msgspec.Meta(ge=1, description="Position in this agency's ledger, dense, from 1.")
_LOG_POSITION = msgspec.Meta(ge=1, description="Position in the log.")
_CASE_VERSION = msgspec.Meta(ge=1, description="Version of the case.")
_HASH = msgspec.Meta(
    pattern="^[0-9a-f]{64}$", description="Running SHA-256 of the ledger up to and with this row."
)
_CAUSE = msgspec.Meta(description="Log position of the event that made this row.")
_CLASSES = msgspec.Meta(
    description="Data classes given with this answer; on `withdrawn` and `shredded`, those left."
)
_ENTITLED = msgspec.Meta(description="Data classes the row entitles to, where more: these are hashed.")
_WITHHELD = msgspec.Meta(description="The row entitled to more than may be seen now.")


class Stage(msgspec.Struct, frozen=True):
    """All that a bare row tells: the legal code, where the event type has one, and the date."""

    code: str | None
    date: dt.date


class FeedItem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One row of a ledger. `event` stands where the body is shown, `stage` where only a bare row is.

    `detail` stands on `backfill_begin` (grant), `backfill_end` (count, hash over the block) and `withdrawn`
    (level left: 0 nothing, 1 stage, 2 body with `classes`; reason: the type of the event that ended
    it, "expired" where time did, "ended" where the agency may not see the event) and `shredded` (level left;
    erasure, by which the purging of copies is confirmed; classes that were erased).
    `recordedat` and `caseversion` stand with a body, for a bare row tells the day alone; on the frames
    `recordedat` is that of the cause.
    """

    position: Annotated[int, _LEDGER_POSITION]
    kind: Kind
    hash: Annotated[str, _HASH]
    cause: Annotated[int, _CAUSE]
    case: UUID
    logposition: Annotated[int, _LOG_POSITION] | UnsetType = UNSET
    caseversion: Annotated[int, _CASE_VERSION] | UnsetType = UNSET
    recordedat: dt.datetime | UnsetType = UNSET
    occurred: dt.datetime | UnsetType = UNSET
    assurance: str | UnsetType = UNSET
    marks: list[str] | UnsetType = UNSET
    classes: Annotated[list[str], _CLASSES]
    entitled: Annotated[list[str], _ENTITLED] | UnsetType = UNSET
    event: FlattenedEvent | UnsetType = UNSET
    stage: Stage | UnsetType = UNSET
    detail: dict[str, Any] | UnsetType = UNSET
    withheld: Annotated[bool, _WITHHELD] = False


def feed_item(owed: OwedRow, shown: Shown | None, caused: dt.datetime | None = None) -> FeedItem:
    """The row as served. `shown` is None where the row means no event or, being `withdrawn`, gives none;
    `caused`: when the event was recorded that made the frame of a backfill."""
    item = FeedItem(
        position=owed.n,
        kind=owed.row.kind,
        hash=owed.hash.hex(),
        cause=owed.row.cause,
        case=owed.row.case,
        classes=class_names(owed.row.classes),
    )
    if owed.row.detail is not None:
        item.detail = owed.row.detail
    if owed.row.position is not None:
        item.logposition = owed.row.position
    elif caused is not None:
        item.recordedat = caused
    if shown is None:
        return _left(item, owed)
    return _with_event(item, owed, shown)


def _left(item: FeedItem, owed: OwedRow) -> FeedItem:
    """What was withdrawn down to a bare row keeps the bare row."""
    if owed.row.on_date is not None:
        item.stage = Stage(owed.row.stage, owed.row.on_date)
    return item


def _with_event(item: FeedItem, owed: OwedRow, shown: Shown) -> FeedItem:
    item.withheld = shown.seen.level < level_of(owed.row)
    if shown.classes != owed.row.classes:
        item.classes, item.entitled = class_names(shown.classes), class_names(owed.row.classes)
    if shown.head is None:
        return item
    if shown.event is None:
        item.stage = _bare(owed, shown.head)
        return item
    item.caseversion = shown.head.version
    item.recordedat = shown.head.recordedat
    item.occurred = shown.head.occurred
    item.assurance = "escrow" if shown.head.marks & Marks.ESCROW else "agency"
    item.marks = mark_names(Marks(shown.head.marks))
    item.event = shown.event
    return item


def _bare(owed: OwedRow, head: EventHead) -> Stage:
    if level_of(owed.row) == BODY_LEVEL:
        code, day, _ = stage_row(head)
        return Stage(code, day)
    return Stage(owed.row.stage, owed.row.on_date or stage_row(head).on)
