"""GET /v1/clocks: which times run, who owes what, and which have lapsed, been paused or met."""

from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.access import OVERSIGHT
from domain.case_state import CaseState
from domain.clocks.clock import Status
from domain.clocks.place import ZONES
from domain.clocks.rows import Row
from domain.matrix import BODY_LEVEL, NO_LEVEL
from projections.clock_board.queries import BEGINNING, ClockFilter, ClockKey, ListedClock, clock_board
from server.api.pages import After, big_integer, page_key, page_text
from server.api.payloads import Position
from server.api.problems import invalid_parameter
from server.api.reading import POSITION, PRINTED, AtLeast, level_at, reached, view_call
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

READ_ON = 500  # rows at once, where the first of the board were not for the asker

_encode = msgspec.json.Encoder().encode


class ClockPause(msgspec.Struct, kw_only=True):
    """Since when the clock stands still, and why."""

    since: datetime
    reason: str


class ClockEntry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One clock; its times are in the zone of the case.

    `status` at the moment of the answer. `started`: from when it counts, by the event at `position`;
    `stated`: the date which that event bears. `due`: the last second in time, null where no time is named.
    `presumed`: the event only implies the start. `lapsed`: the log position at which its lapse was put on
    record; it stays there though the clock be met after all. `warning`: what is wrong with a detention.
    `confidence`: V read in the law, V2 second hand, MEM from memory, D design. `ref` and `owner` are left out
    for those who see no more of the start than a bare row.
    """

    case: UUID
    rule: str
    label: dict[str, str]
    consequence: dict[str, str] | None
    about: str
    owner_kind: str | None
    status: Status
    position: Position
    started: datetime
    stated: datetime
    due: datetime | None
    met: datetime | None
    met_position: int | None
    paused: ClockPause | None
    presumed: bool
    lapsed: int | None
    warning: str | None
    basis: str
    confidence: str
    zone: str
    ref: str | UnsetType = UNSET
    owner: str | UnsetType | None = UNSET


class ClockPage(msgspec.Struct, kw_only=True):
    """Clocks, what is due first standing first; `next` is the `after` of the next page, if any."""

    items: list[ClockEntry]
    next: str | None


class Judged(NamedTuple):
    """A clock that the asker may see now: how much of its start, and whether its recorded lapse too."""

    clock: ListedClock
    level: int
    lapse_open: bool


@view_call(
    "/v1/clocks",
    ClockPage,
    "A page of clocks.",
    operation_id="listClocks",
    summary="Which times run, have lapsed, been paused or met; what is due first standing first",
    description=(
        "A clock is shown to those who may see, be it as bare rows, the event that started it and the one "
        "that met it. What is listed is recorded first."
    ),
)
async def list_clocks(
    request: Request[Any, Any, Any],
    status: Annotated[Status | None, Parameter(description="What the clock shows now.")] = None,
    case: Annotated[UUID | None, Parameter(description="Clocks of one case.")] = None,
    owner: Annotated[
        str | None, Parameter(max_length=64, pattern=PRINTED, description="The agency that owes.")
    ] = None,
    due_before: Annotated[
        datetime | None, Parameter(description="Due before this moment, given with its offset.")
    ] = None,
    after: After = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Clocks at most.")] = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is full, and goes on, by the clocks that the asker may see: the board has one row for all."""
    services, reader = services_of(request), reader_of(request)
    start = BEGINNING if after is None else key_of(after)
    only = ClockFilter(status, case, owner, _with_offset(due_before))
    position = await reached(services, "clock_board", at_least)
    asker = await asker_of(services, reader)
    seen = await _seen(services, asker, only, start, limit + 1)
    shown = seen[:limit]
    await services.reads.record(reader, "listClocks", served_clocks(shown), case=case)
    following = page_text(shown[-1].clock.key) if len(seen) > limit else None
    page = ClockPage(items=[clock_entry(services, each) for each in shown], next=following)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


def key_of(text: str) -> ClockKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return ClockKey(*page_key(text, (_moment, UUID, str, big_integer)))


async def _seen(
    services: Services, asker: Asker, only: ClockFilter, start: ClockKey, wanted: int
) -> list[Judged]:
    """So many clocks, or all there are, that the asker may see from a place on."""
    whose = None if asker.kind in OVERSIGHT else asker.agency
    seen: list[Judged] = []
    after, rows = start, wanted
    while True:
        async with reading_as(services, asker).connection() as conn:
            listed = await clock_board(conn, whose, asker.at, after=after, limit=rows, only=only)
        seen += await _still_open(services, asker, listed, only)
        if len(seen) >= wanted or len(listed) < rows:
            return seen[:wanted]
        after, rows = listed[-1].key, READ_ON


async def _still_open(
    services: Services, asker: Asker, listed: list[ListedClock], only: ClockFilter
) -> list[Judged]:
    states = await services.cases.at_head({clock.case for clock in listed})
    judged = (judged_clock(services, asker, states.get(clock.case), clock) for clock in listed)
    return [each for each in judged if each is not None and (only.owner is None or each.level == BODY_LEVEL)]


def judged_clock(
    services: Services, asker: Asker, state: CaseState | None, clock: ListedClock
) -> Judged | None:
    """None where the start or the end is not open to the asker: a clock must not look lapsed that was met."""
    level = level_at(services, asker, state, clock.started_position)
    ends = [each for each in (clock.stopped_position, clock.paused_position) if each is not None]
    if level == NO_LEVEL or any(level_at(services, asker, state, each) == NO_LEVEL for each in ends):
        return None
    lapse = clock.lapsed_position
    return Judged(clock, level, lapse is not None and level_at(services, asker, state, lapse) > NO_LEVEL)


def served_clocks(shown: list[Judged]) -> list[Served]:
    """What the read log says: no value was opened, so of a body the `case` class alone."""
    return [
        Served(each.clock.started_position, 0 if each.level == BODY_LEVEL else STAGE_ONLY) for each in shown
    ]


def clock_entry(services: Services, judged: Judged) -> ClockEntry:
    """A clock as the API tells it, as far as it is open."""
    clock, zone = judged.clock, ZONES[judged.clock.zone]
    row = services.rules.clocks.row(clock.rule)
    opened = judged.level == BODY_LEVEL
    kind = services.directory.current.kind_of(clock.owner) if clock.owner else None
    return ClockEntry(
        case=clock.case,
        rule=clock.rule,
        label=_label(row, clock.rule),
        consequence=None if row is None or row.consequence is None else msgspec.to_builtins(row.consequence),
        about=clock.ref_kind,
        owner_kind=kind or clock.owner_kind,
        status=clock.status,
        position=clock.started_position,
        started=clock.started_at.astimezone(zone),
        stated=clock.stated_at.astimezone(zone),
        due=clock.due_at.astimezone(zone) if clock.due_at else None,
        met=clock.stopped_at.astimezone(zone) if clock.stopped_at else None,
        met_position=clock.stopped_position,
        paused=_pause(clock),
        presumed=clock.presumed,
        lapsed=clock.lapsed_position if judged.lapse_open else None,
        warning=clock.warning,
        basis=clock.basis,
        confidence=clock.confidence,
        zone=clock.zone,
        ref=clock.ref if opened else UNSET,
        owner=clock.owner if opened else UNSET,
    )


def _pause(clock: ListedClock) -> ClockPause | None:
    if clock.paused_at is None or clock.pause_reason is None:
        return None
    return ClockPause(since=clock.paused_at.astimezone(ZONES[clock.zone]), reason=clock.pause_reason)


def _label(row: Row | None, rule: str) -> dict[str, str]:
    """The words of the row; detention and limitation have none of their own."""
    if row is not None:
        return {"id": row.label.id, "en": row.label.en}
    if rule.endswith(".limitation"):
        return {"id": "Daluwarsa penuntutan", "en": "Limitation of prosecution"}
    return {"id": "Masa penahanan", "en": "Time of detention"}


def _with_offset(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise invalid_parameter("due_before", "A moment is given with its offset from UTC.")
    return moment


def _moment(text: str) -> datetime:
    """A moment as a key holds it. ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo != UTC:
        raise ValueError("a key holds moments in UTC")
    return moment
