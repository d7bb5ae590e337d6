"""Showing events of the log to an agency: what it may see at this moment, and no more of it than it is owed.

Every path out of the server asks here. The case is judged with every event committed by now, so access that
has ended a moment ago is ended. Disclosures are opened for the classes allowed and for no other.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from domain.access import NOTHING, Matrix, Visibility, visible
from domain.case import CaseState
from domain.events import EventHead, LogRow
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from server.readlog.reader import Reader
from server.reads import STAGE_ONLY, Served
from server.second_line.reading import AsAgency
from server.services import Services
from server.vault.vault import Opened

ALL_OF_IT = Visibility(BODY_LEVEL, ALL_CLASSES)
BODY_ALONE = Visibility(BODY_LEVEL, 0)
_POSITION = attrgetter("position")
OPENED_AT_ONCE = 100  # events: opening is work of the processor, and other calls must get their turn


class Asker(NamedTuple):
    """Who asks, and when; `holder`: the account or token to which identities may be opened, once it has
    acknowledged that they are secret."""

    agency: str
    kind: str
    at: datetime
    holder: UUID | None = None


class Owed(NamedTuple):
    """An event of a case, by its log position, and the most that is to be shown of it. `row`: the event as
    stored, where the asker may read it (server/second_line); without it no body is shown. `items`: what is
    sealed of it."""

    case: UUID
    position: int
    row: LogRow | None
    items: bytes | None
    most: Visibility


class FlattenedHeader(msgspec.Struct, frozen=True):
    """The unprotected header: the disclosures, each the base64url of [salt, field, value] (RFC 9901)."""

    disclosures: list[str]


class FlattenedEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The event as its agency signed it: a flattened JWS (RFC 7515 section 7.2.2)."""

    protected: str
    payload: str
    signature: str
    header: FlattenedHeader | UnsetType = UNSET


class Shown(NamedTuple):
    """What is shown of one event. `seen` is what is allowed now, no more than was owed; `row` the event as
    stored and `event` the flattened JWS with the disclosures that go with it, where the body is shown;
    `classes` the DataClass mask of those disclosures: less than allowed where a data key has been destroyed.
    `head` is None where nothing is shown.
    """

    seen: Visibility
    head: EventHead | None = None
    row: LogRow | None = None
    event: FlattenedEvent | None = None
    classes: int = 0


async def asker_of(services: Services, reader: Reader) -> Asker:
    """The reader's agency as it stands in the directory now. One that is not there may see its own events
    alone."""
    return Asker(reader.agency, await kind_of(services, reader.agency), services.clock(), reader.holder)


async def kind_of(services: Services, agency: str) -> str:
    """The kind of an agency as it stands in the directory now; empty for one that is not there."""
    if services.directory.current.kind_of(agency) is None:
        await services.directory.reload()
    return services.directory.current.kind_of(agency) or ""


def reading_as(services: Services, asker: Asker) -> AsAgency:
    """Connections that PostgreSQL holds to the rows of the asker: for all that is shown to it."""
    return services.second_line.as_agency(asker.agency, asker.kind)


async def show(
    services: Services, asker: Asker, states: Mapping[UUID, CaseState], wanted: Sequence[Owed]
) -> list[Shown]:
    """What the asker is shown of each event, in the same order. To be recorded before it is given away.

    `states`: their cases with every event committed before the call; of a case that is not there nothing is
    shown. Raises ProblemError (`notice_required`) where an identity would be opened to one who was not told
    yet that it is secret.
    """
    judged = [_judge(owed, states.get(owed.case), asker, services.rules.matrix) for owed in wanted]
    pairs, opened = list(zip(wanted, judged, strict=True)), list[Opened]()
    bodies = [
        (owed.row, owed.items, seen.classes)
        for owed, (seen, _) in pairs
        if owed.row and seen.level == BODY_LEVEL
    ]
    await services.notices.require(asker.holder, _all_classes(bodies))
    for start in range(0, len(bodies), OPENED_AT_ONCE):
        opened += await services.vault.open_items(bodies[start : start + OPENED_AT_ONCE])
    found = iter(opened)  # an event may be wanted twice, each time with classes of its own
    return [_shown(owed, *each, found) for owed, each in pairs]


def _all_classes(bodies: Sequence[tuple[LogRow, bytes | None, int]]) -> int:
    """The classes of which any value is to be opened."""
    classes = 0
    for row, _, allowed in bodies:
        classes |= row.classes & allowed
    return classes


def served(shown: Sequence[Shown]) -> list[Served]:
    """What the read log must say of it."""
    return [
        Served(each.head.position, each.classes if each.event is not None else STAGE_ONLY)
        for each in shown
        if each.head is not None
    ]


def least(one: Visibility, other: Visibility) -> Visibility:
    """What both allow."""
    level = min(one.level, other.level)
    return Visibility(level, one.classes & other.classes if level == BODY_LEVEL else 0)


def flattened(state: bytes, disclosures: Sequence[str]) -> FlattenedEvent:
    """The stored compact JWS as flattened JWS JSON: the very bytes that were signed."""
    header = FlattenedHeader(list(disclosures)) if disclosures else UNSET
    protected, payload, signature = state.decode("ascii").split(".")
    return FlattenedEvent(protected, payload, signature, header)


def _judge(
    owed: Owed, state: CaseState | None, asker: Asker, matrix: Matrix
) -> tuple[Visibility, EventHead | None]:
    head = _head_of(state, owed.position)
    if state is None or head is None:
        return NOTHING, None
    seen = least(owed.most, visible(state, asker.agency, asker.kind, head, matrix, asker.at))
    if seen.level == BODY_LEVEL and owed.row is None:
        return NOTHING, None
    return seen, head if seen.level else None


def _head_of(state: CaseState | None, position: int) -> EventHead | None:
    if state is None:
        return None
    place = bisect_left(state.events, position, key=_POSITION)
    head = state.events[place] if place < len(state.events) else None
    return head if head is not None and head.position == position else None


def _shown(owed: Owed, seen: Visibility, head: EventHead | None, opened: Iterator[Opened]) -> Shown:
    if seen.level != BODY_LEVEL or owed.row is None:
        return Shown(seen, head)
    found = next(opened)
    return Shown(seen, head, owed.row, flattened(owed.row.state, found.disclosures), found.classes)
