"""GET /v1/cases/{id}/reads: who read a case; GET /v1/reads/checkpoint: the tree over all reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.access import OVERSIGHT
from domain.case_reads import DATA_PROTECTION_OFFICER, Glass, Past, broken_glass, case_owner, read_through
from domain.case_state import CaseState
from domain.events import EventHead
from domain.guards import HOST
from domain.matrix import BODY_LEVEL, NO_LEVEL
from server.api.documented import TOKEN, TOKEN_PROBLEMS, answer, refusals
from server.api.payloads import Position, Sha256Hex
from server.api.problems import not_found
from server.api.reading import (
    LARGEST,
    LONGEST_PAGE,
    POSITION,
    knows_of,
    level_at,
    reached,
    refuse_unknown_parameters,
    view_call,
)
from server.api.timeline import visible_case
from server.auth.guards import requires_token
from server.ledger.chain import class_names
from server.opening import Asker, asker_of
from server.readlog.leaves import ReadRow, checkpoint
from server.readlog.of_case import END, AskedReads, reads_of_case
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY
from server.services import Services, services_of

_encode = msgspec.json.Encoder().encode


class ReadEventEntry(msgspec.Struct, kw_only=True):
    """An event of the case that a read told of. `classes`: the data classes served with its body; empty where
    it was the bare row; null where the asker may know no more of the event than its bare row."""

    position: Position
    classes: list[str] | None


class CaseReadEntry(msgspec.Struct, kw_only=True):
    """One read. `index`: its place in the tree over all reads. `agency`: who read; null, and with it role,
    token, person and origin, where the asker may not know that this agency is on the case. `person`: the
    random id of the account, null where an agency's system read; `token`: of the token or session, null for
    the operator at the server.
    `reason`: why values were opened that the reader's office alone does not open.
    `origin`: the network that the server saw. `break_glass`: position of the BreakGlassOpened under which it
    was made. What was read before purposes were kept has none, nor a role."""

    index: int
    at: datetime
    agency: str | None
    role: str | None
    token: UUID | None
    person: UUID | None
    call: str
    purpose: str | None
    reason: str | None
    origin: str | None
    break_glass: int | None
    events: list[ReadEventEntry]


class CaseReadPage(msgspec.Struct, kw_only=True):
    """Reads, last first; `next` is the `before` of the next page, if any."""

    items: list[CaseReadEntry]
    next: int | None


class ReadsCheckpoint(msgspec.Struct, kw_only=True):
    """The tree over the read log (RFC 6962 hashing): so many reads, and the root over them."""

    origin: str
    size: int
    root: Sha256Hex


class _Watched(NamedTuple):
    """The case whose reads are told, to whom. `known`: the agencies that may be named as readers, None for
    all."""

    state: CaseState
    asker: Asker
    known: frozenset[str] | None
    heads: dict[int, EventHead]
    glass: tuple[Glass, ...]
    past: Past


@view_call(
    "/v1/cases/{case:uuid}/reads",
    CaseReadPage,
    "Reads of the case, last first.",
    operation_id="readCaseReads",
    summary="Who read what of a case, when, what for and from where",
    description=(
        "For the agency that answers for the case (its case manager, before there is one the one that opened "
        "it), as far as it may know of the events and of who is on the case, and for the data protection "
        "officer, in full. A list or "
        "board counts when it told of an event for the first time. No value of any event is told."
    ),
    refused=("not_found",),
)
async def read_case_reads(
    request: Request[Any, Any, Any],
    case: Annotated[UUID, Parameter(description="The id of the case.")],
    before: Annotated[
        int | None, Parameter(ge=0, le=LARGEST, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Reads at most.")] = 50,
) -> ASGIResponse:
    """A page is cut before it is filtered, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "ledger", None)
    asker = await asker_of(services, reader)
    state = await visible_case(services, asker, case)
    if asker.kind != DATA_PROTECTION_OFFICER and asker.agency != case_owner(state):
        raise not_found()
    heads = {head.position: head for head in state.events}
    watched = _Watched(state, asker, _known(services, asker, state), heads, broken_glass(state), Past(state))
    found = await _found(services, watched, END if before is None else before, limit)
    await services.reads.record(reader, "readCaseReads", [], case=case)
    entries = [_entry(services, watched, row) for row in found]
    following = found[-1].leaf if len(found) == limit else None
    page = CaseReadPage(items=[each for each in entries if each is not None], next=following)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


@get(
    "/v1/reads/checkpoint",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readReadsCheckpoint",
    summary="The tree over the read log, to be kept and compared later",
    description=(
        "Token: any. Whoever keeps it can tell later whether reads of before were taken away or changed: "
        "`jejak reads verify --size --root`."
    ),
    security=TOKEN,
    tags=["evidence"],
    responses={200: answer(ReadsCheckpoint, "The tree as it stands.")}
    | refusals("invalid_parameter", *TOKEN_PROBLEMS),
)
async def read_reads_checkpoint(request: Request[Any, Any, Any]) -> ReadsCheckpoint:
    """Says how many reads there are, and nothing of any of them."""
    services = services_of(request)
    size, root = await checkpoint(services.pool)
    return ReadsCheckpoint(origin=services.settings.origin, size=size, root=root.hex())


async def _found(services: Services, watched: _Watched, before: int, limit: int) -> list[ReadRow]:
    asked = AskedReads(
        case=watched.state.id,
        positions=list(watched.heads),
        agencies=sorted(services.directory.current.agencies),
        before=before,
        limit=limit,
        longest_page=LONGEST_PAGE,
    )
    asker, case = watched.asker, watched.state.id
    async with services.second_line.about(asker.agency, asker.kind, [case]).connection() as conn:
        return await reads_of_case(conn, asked)


def _entry(services: Services, watched: _Watched, row: ReadRow) -> CaseReadEntry | None:
    """A read as the asker may know of it; None where it told of hidden events alone."""
    told = [pair for pair in _told(row).items() if pair[0] in watched.heads]
    events = _events(services, watched, told)
    if told and not events:
        return None
    named = watched.known is None or row.agency in watched.known
    return CaseReadEntry(
        index=row.leaf,
        at=row.read_at,
        agency=row.agency if named else None,
        role=row.role if named else None,
        token=row.token_id if named else None,
        person=row.person if named else None,
        call=row.call,
        purpose=row.purpose,
        reason=row.reason,
        origin=row.origin if named else None,
        break_glass=_through(services, watched, row, told),
        events=events,
    )


def _known(services: Services, asker: Asker, state: CaseState) -> frozenset[str] | None:
    """To the data protection officer every reader is named; to the agency that answers for the case itself,
    those that it may know to be on it, and those who watch over every case or run the server."""
    if asker.kind == DATA_PROTECTION_OFFICER:
        return None
    agencies = services.directory.current.agencies.values()
    by_office = {agency.id for agency in agencies if agency.kind in OVERSIGHT or agency.kind == HOST}
    return knows_of(state, asker, services.rules.matrix) | by_office | {asker.agency}


def _through(
    services: Services, watched: _Watched, row: ReadRow, told: Sequence[tuple[int, int]]
) -> int | None:
    reader = row.agency, services.directory.current.kind_of(row.agency) or ""
    return read_through(watched.past, watched.glass, reader, row.read_at, told, services.rules.matrix)


def _told(row: ReadRow) -> dict[int, int]:
    """By log position the classes served, all together where one answer told of an event twice."""
    told: dict[int, int] = {}
    for position, classes in zip(row.positions, row.classes, strict=True):
        before = told.get(position, STAGE_ONLY)
        told[position] = max(before, classes) if STAGE_ONLY in (before, classes) else before | classes
    return told


def _events(services: Services, watched: _Watched, told: Sequence[tuple[int, int]]) -> list[ReadEventEntry]:
    """The data protection officer is told of every event; the agency that answers for the case of those that
    it may know of, and of the classes of those whose body is open to it."""
    if watched.asker.kind == DATA_PROTECTION_OFFICER:
        return [ReadEventEntry(position=position, classes=_names(classes)) for position, classes in told]
    entries = []
    for position, classes in told:
        level = level_at(services, watched.asker, watched.state, position)
        if level > NO_LEVEL:
            known = _names(classes) if level == BODY_LEVEL else None
            entries.append(ReadEventEntry(position=position, classes=known))
    return entries


def _names(classes: int) -> list[str]:
    return [] if classes == STAGE_ONLY else class_names(classes)
