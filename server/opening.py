"""Showing events of the log to an agency: what it may see at this moment, and no more of it than it is owed.

Every path out of the server asks here. The case is judged with every event committed by now, so access that
has ended a moment ago is ended. Disclosures are opened for the classes allowed and for no other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from domain.access import NOTHING, Matrix, Visibility, visible
from domain.case import CaseState
from domain.events import EventHead, LogRow
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from server.reads import STAGE_ONLY, Served
from server.services import Services
from server.vault.vault import Opened

ALL_OF_IT = Visibility(BODY_LEVEL, ALL_CLASSES)
BODY_ALONE = Visibility(BODY_LEVEL, 0)
OPENED_AT_ONCE = 100  # events: opening is work of the processor, and other calls must get their turn


class Asker(NamedTuple):
    """Who asks, and when."""

    agency: str
    kind: str
    at: datetime


class Owed(NamedTuple):
    """An event of the log and the most that is to be shown of it."""

    row: LogRow
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
    """What is shown of one event. `seen` is what is allowed now, no more than was owed; `event` the flattened
    JWS with the disclosures that go with it, where the body is shown; `classes` the DataClass mask of those
    disclosures: less than allowed where a data key has been destroyed. `head` is None where nothing is shown.
    """

    seen: Visibility
    head: EventHead | None = None
    event: FlattenedEvent | None = None
    classes: int = 0


async def asker_of(services: Services, agency: str) -> Asker:
    """The agency as it stands in the directory now. One that is not there may see its own events alone."""
    if services.directory.current.kind_of(agency) is None:
        await services.directory.reload()
    return Asker(agency, services.directory.current.kind_of(agency) or "", services.clock())


async def show(services: Services, asker: Asker, wanted: Sequence[Owed]) -> list[Shown]:
    """What the asker is shown of each event, in the same order. To be recorded before it is given away."""
    states = await services.cases.at_head({owed.row.case for owed in wanted})
    judged = [_judge(owed, states.get(owed.row.case), asker, services.rules.matrix) for owed in wanted]
    asked = [(owed.row, seen.classes) for owed, (seen, _) in zip(wanted, judged, strict=True)]
    opened: list[Opened] = []
    for start in range(0, len(asked), OPENED_AT_ONCE):
        opened += await services.vault.open(asked[start : start + OPENED_AT_ONCE])
    return [_shown(owed.row, *each, found) for owed, each, found in zip(wanted, judged, opened, strict=True)]


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
    head = _head_of(state, owed.row)
    if state is None or head is None:
        return NOTHING, None
    allowed = visible(state, asker.agency, asker.kind, head, matrix, asker.at)
    seen = least(owed.most, allowed)
    return seen, head if seen.level else None


def _head_of(state: CaseState | None, row: LogRow) -> EventHead | None:
    if state is None or not 0 < row.version <= len(state.events):
        return None
    head = state.events[row.version - 1]
    return head if head.position == row.position else None


def _shown(row: LogRow, seen: Visibility, head: EventHead | None, opened: Opened) -> Shown:
    if seen.level != BODY_LEVEL:
        return Shown(seen, head)
    return Shown(seen, head, flattened(row.state, opened.disclosures), opened.classes)
