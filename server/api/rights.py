"""GET /v1/rights: per victim what was given, what is missing, what was told at which stage; alerts first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.case_state import CaseState
from domain.matrix import BODY_LEVEL
from domain.rights import PersonRights, Sight, rights_of
from domain.rights.items import PROGRESS_BASIS
from projections.case_file.case_view import fold_visible
from projections.rights.queries import (
    BEGINNING,
    ListedPerson,
    PersonFilter,
    PersonKey,
    persons,
    retention_ends,
)
from server.api.pages import After, big_integer, page_key, page_text, yes_or_no
from server.api.payloads import Position
from server.api.reading import POSITION, PRINTED, AtLeast, reached, view_call
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

Ends = Mapping[tuple[UUID, int], datetime | None]

_encode = msgspec.json.Encoder().encode


class RightEntry(msgspec.Struct, kw_only=True):
    """One right. `status`: `missing`; `not_yet`, nothing to give yet; `not_open`, I would not see it if it
    were on record; else what is on record, by the event at `position`. `amount` in rupiah."""

    code: str
    label: dict[str, str]
    basis: str
    status: str
    position: int | None
    amount: int | None


class ProgressEntry(msgspec.Struct, kw_only=True):
    """A stage of the proceedings that was reached, and whether the victim was told of it."""

    stage: str
    label: dict[str, str]
    basis: str
    reached_position: Position
    status: str
    position: int | None


class AlertEntry(msgspec.Struct, kw_only=True):
    """What goes wrong; `positions`: the events it arises from; `settled_by`: what came after all."""

    code: str
    basis: str
    positions: list[int]
    settled_by: int | None


class RetentionEntry(msgspec.Struct, kw_only=True):
    """The case is closed, by the event at `position`; `until`: the end of retention that it named; `due`: the
    end by the clock of the task force, where that has set one."""

    position: Position
    until: date | None
    due: datetime | None


class PersonEntry(msgspec.Struct, kw_only=True):
    """The rights of one victim as far as I may know of them."""

    case: UUID
    person: UUID
    child: bool | None
    rights: list[RightEntry]
    progress: list[ProgressEntry]
    alerts: list[AlertEntry]
    retention: RetentionEntry | None


class RightsPage(msgspec.Struct, kw_only=True):
    """Victims, alerts first, then the last to come first; `next` is the `after` of the next page, if any."""

    items: list[PersonEntry]
    next: str | None


@view_call(
    "/v1/rights",
    RightsPage,
    "A page of victims.",
    operation_id="listRights",
    summary="Per victim, which rights are on record as given, and which are missing",
    description=(
        "Told from the events that I may see: what I would not see is not called missing. With `missing` a "
        "page may hold fewer items than asked for. What is listed is recorded first."
    ),
)
async def list_rights(
    request: Request[Any, Any, Any],
    case: Annotated[UUID | None, Parameter(description="Victims of one case.")] = None,
    person: Annotated[UUID | None, Parameter(description="One victim.")] = None,
    alert: Annotated[
        bool, Parameter(description="Those alone who departed before any testimony was recorded.")
    ] = False,
    missing: Annotated[
        str | None,
        Parameter(max_length=64, pattern=PRINTED, description="The code of a right that is missing."),
    ] = None,
    after: After = None,
    limit: Annotated[int, Parameter(ge=1, le=100, description="Victims at most.")] = 50,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    start = BEGINNING if after is None else key_of(after)
    position = await reached(services, "rights", at_least)
    asker = await asker_of(services, reader)
    async with reading_as(services, asker).connection() as conn:
        listed = await persons(conn, asker.agency, PersonFilter(case, person, alert), start, limit)
        ends = await retention_ends(conn, {each.key.case for each in listed})
    told = [each for each in await _told(services, asker, listed) if each.lacks(missing)]
    await services.reads.record(reader, "listRights", _served(told))
    items = [_entry(each.case, each.rights, ends) for each in told]
    page = RightsPage(items=items, next=page_text(listed[-1].key) if len(listed) == limit else None)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


class Told(msgspec.Struct, frozen=True):
    """What is told of one victim, and which of the events it tells of stand as bare rows alone."""

    case: UUID
    rights: PersonRights
    bare: frozenset[int]

    def lacks(self, code: str | None) -> bool:
        """Whether this right is missing; of no right: yes."""
        return code is None or any(
            each.right.code == code and each.status == "missing" for each in self.rights.rights
        )


def key_of(text: str) -> PersonKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return PersonKey(*page_key(text, (yes_or_no, big_integer, UUID, UUID)))


async def _told(services: Services, asker: Asker, listed: Sequence[ListedPerson]) -> list[Told]:
    """Each case folded once, from what is open to the asker now."""
    states = await services.cases.at_head({each.key.case for each in listed})
    kinds = {agency.id: agency.kind for agency in services.directory.current.agencies.values()}
    cases: dict[UUID, list[UUID]] = {}
    for each in listed:
        cases.setdefault(each.key.case, []).append(each.key.person)
    found = {
        (told.case, told.rights.person): told
        for case, wanted in cases.items()
        if case in states
        for told in _of_case(services, asker, states[case], wanted, kinds)
    }
    keys = ((each.key.case, each.key.person) for each in listed)
    return [found[key] for key in keys if key in found]


def _of_case(
    services: Services, asker: Asker, state: CaseState, wanted: Iterable[UUID], kinds: Mapping[str, str]
) -> list[Told]:
    sight = Sight(state, asker.agency, asker.kind, services.rules.matrix, asker.at)
    bare = sight.bare()
    seen, _ = fold_visible(state.id, sight.bodies())
    if seen is None:
        return []
    rows = frozenset(head.position for head in bare)
    named = {head.person for head in state.events if sight.level(head) == BODY_LEVEL}
    return [
        Told(state.id, rights_of(seen, bare, person, sight, kinds), rows)
        for person in wanted
        if person in named
    ]


def _served(told: Sequence[Told]) -> list[Served]:
    """Of each event told of, the bare row where that is all, else the `case` class alone."""
    found = {
        position: STAGE_ONLY if position in each.bare else 0
        for each in told
        for position in each.rights.positions()
    }
    return [Served(position, classes) for position, classes in sorted(found.items())]


def _entry(case: UUID, rights: PersonRights, ends: Ends) -> PersonEntry:
    return PersonEntry(
        case=case,
        person=rights.person,
        child=rights.child,
        rights=[
            RightEntry(
                code=each.right.code,
                label=_label(each.right),
                basis=each.right.basis,
                status=each.status,
                position=each.position,
                amount=each.amount,
            )
            for each in rights.rights
        ],
        progress=[
            ProgressEntry(
                stage=each.stage.code,
                label=_label(each.stage),
                basis=PROGRESS_BASIS,
                reached_position=each.reached_position,
                status=each.status,
                position=each.position,
            )
            for each in rights.progress
        ],
        alerts=[
            AlertEntry(
                code=each.code, basis=each.basis, positions=list(each.positions), settled_by=each.settled_by
            )
            for each in rights.alerts
        ],
        retention=_retention(case, rights, ends),
    )


def _retention(case: UUID, rights: PersonRights, ends: Ends) -> RetentionEntry | None:
    if rights.retention is None:
        return None
    position, until = rights.retention
    return RetentionEntry(position=position, until=until, due=ends.get((case, position)))


def _label(named: Any) -> dict[str, str]:
    return {"id": named.label_id, "en": named.label_en}
