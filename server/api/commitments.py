"""GET /v1/commitments: what members of a task force promised, who owes it, what is overdue; owed first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.case_state import CaseState
from domain.ids import task_force_stream
from domain.matrix import BODY_LEVEL
from projections.commitments.queries import (
    BEGINNING,
    CommitmentFilter,
    CommitmentKey,
    ListedCommitment,
    commitments,
)
from server.api.cases import values
from server.api.pages import After, big_integer, page_key, page_text, yes_or_no
from server.api.payloads import Position
from server.api.reading import POSITION, PRINTED, AtLeast, level_at, reached, view_call
from server.log.reader import LogReader
from server.opening import ALL_OF_IT, Asker, Owed, Shown, asker_of, reading_as, served, show
from server.readlog.reader import reader_of
from server.reads import Served
from server.services import Services, services_of

Standing = Literal["due", "overdue", "fulfilled", "dropped"]

_encode = msgspec.json.Encoder().encode


class CommitmentEntry(msgspec.Struct, kw_only=True):
    """One commitment. `standing`: on the day it is in the task force's zone; it is overdue from the day after
    the one it is `due`. `progress`: as said last, at `last_position`. `text`: what was promised, where that
    is open to me. Times are those of recording."""

    task_force: str
    commitment: UUID
    owner: str
    with_agencies: list[str]
    topic: str
    meeting: UUID | None
    indicator: str | None
    text: str | None
    standing: Standing
    progress: str
    due: date
    first_due: date
    fulfilled_on: date | None
    made_by: str
    made_position: Position
    made_at: datetime
    last_position: Position
    last_at: datetime


class CommitmentPage(msgspec.Struct, kw_only=True):
    """Commitments still owed by the day they are due, then the others, last moved first; `next` is the
    `after` of the next page, if any."""

    items: list[CommitmentEntry]
    next: str | None


@view_call(
    "/v1/commitments",
    CommitmentPage,
    "A page of commitments.",
    operation_id="listCommitments",
    summary="What the task forces I sit on have promised, what is owed first",
    description=(
        "Due and overdue are judged by the server's clock, in the zone of the task force. What is listed is "
        "recorded first."
    ),
    refused=("notice_required",),
)
async def list_commitments(
    request: Request[Any, Any, Any],
    task_force: Annotated[
        str | None, Parameter(max_length=64, pattern=PRINTED, description="Those of one task force.")
    ] = None,
    owner: Annotated[
        str | None, Parameter(max_length=64, pattern=PRINTED, description="Those that an agency owes.")
    ] = None,
    topic: Annotated[str | None, Parameter(max_length=64, pattern=PRINTED, description="A topic.")] = None,
    standing: Annotated[Standing | None, Parameter(description="How they stand.")] = None,
    after: After = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Commitments at most.")] = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    start = BEGINNING if after is None else key_of(after)
    position = await reached(services, "commitments", at_least)
    asker = await asker_of(services, reader)
    forces = _task_forces(services, task_force)
    async with reading_as(services, asker).connection() as conn:
        listed = await commitments(
            conn,
            asker.agency,
            _todays(services, forces, asker.at),
            CommitmentFilter(owner, topic, standing),
            start,
            limit,
        )
    states = await services.cases.at_head({each.key.stream for each in listed})
    shown = [each for each in listed if _open_now(services, asker, states.get(each.key.stream), each)]
    opened = await _opened(services, asker, states, shown)
    await services.reads.record(reader, "listCommitments", _served(shown, opened))
    items = [_entry(forces[each.key.stream], each, made) for each, made in zip(shown, opened, strict=True)]
    page = CommitmentPage(items=items, next=page_text(listed[-1].key) if len(listed) == limit else None)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


def key_of(text: str) -> CommitmentKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return CommitmentKey(*page_key(text, (yes_or_no, big_integer, UUID, UUID)))


def _task_forces(services: Services, only: str | None) -> dict[UUID, str]:
    """The task forces by their streams."""
    origin, known = services.settings.origin, services.directory.current.task_forces
    return {task_force_stream(origin, force): force for force in known if only in (None, force)}


def _todays(services: Services, forces: Mapping[UUID, str], now: datetime) -> dict[UUID, date]:
    known = services.directory.current.task_forces
    return {stream: now.astimezone(ZoneInfo(known[force].zone)).date() for stream, force in forces.items()}


def _open_now(services: Services, asker: Asker, state: CaseState | None, listed: ListedCommitment) -> bool:
    return all(
        level_at(services, asker, state, position) == BODY_LEVEL
        for position in (listed.made_position, listed.last_position)
    )


async def _opened(
    services: Services, asker: Asker, states: Mapping[UUID, CaseState], shown: Sequence[ListedCommitment]
) -> list[Shown]:
    """The events that made the commitments, with what is open of them now."""
    places = [(each.key.stream, _version(states[each.key.stream], each.made_position)) for each in shown]
    reading = reading_as(services, asker)
    rows = {row.position: row for row in await LogReader(reading).at_versions(places)}
    sealed = await services.vault.sealed_items(rows.values(), reading)
    wanted = [
        Owed(each.key.stream, made, rows.get(made), sealed.get(made), ALL_OF_IT)
        for each in shown
        for made in (each.made_position,)
    ]
    return await show(services, asker, states, wanted)


def _version(state: CaseState, position: int) -> int:
    return next(head.version for head in state.events if head.position == position)


def _served(shown: Sequence[ListedCommitment], opened: Sequence[Shown]) -> list[Served]:
    """What was opened of the promises, and of what was said of them last the `case` class alone."""
    later = [Served(each.last_position, 0) for each in shown if each.last_position != each.made_position]
    return served(opened) + later


def _entry(force: str, listed: ListedCommitment, made: Shown) -> CommitmentEntry:
    said = values(made.event) if made.event is not None else {}
    return CommitmentEntry(
        task_force=force,
        commitment=listed.key.commitment,
        owner=listed.owner,
        with_agencies=list(listed.with_agencies),
        topic=listed.topic,
        meeting=listed.meeting,
        indicator=listed.indicator,
        text=said.get("text"),
        standing=_standing(listed),
        progress=listed.progress,
        due=listed.due,
        first_due=listed.first_due,
        fulfilled_on=listed.fulfilled_on,
        made_by=listed.made_by,
        made_position=listed.made_position,
        made_at=listed.made_at,
        last_position=listed.last_position,
        last_at=listed.last_at,
    )


def _standing(listed: ListedCommitment) -> Standing:
    if listed.key.settled:
        return "fulfilled" if listed.progress == "fulfilled" else "dropped"
    return "overdue" if listed.overdue else "due"
