"""GET /v1/log/findings: what does not fit of what is recorded, derived and never a refusal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.case_state import CaseState
from domain.matrix import BODY_LEVEL, NO_LEVEL
from domain.registration import HOST_KIND
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, answer, refusals
from server.api.payloads import Position
from server.api.reading import LARGEST, POSITION, POSITION_HEADER, level_at, refuse_unknown_parameters
from server.audit.pages import audits_all
from server.auth.guards import requires_reader_or_operator
from server.evidence.findings import Kind
from server.evidence.found import Found, looked, of_case, page
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import Reader, reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

OF_A_TREE = frozenset({"fork", "stale_seen", "late_sealed"})  # their other number is the size of a tree
LONGEST = 200


class FindingEntry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What was found of the event at `position`.

    `fork`: what its publisher had seen of the log, a tree of `size` leaves, is not this log. `stale_seen`:
    that was more than seven days old. `prev_differs`: the case does not have the event that it names as the
    one before it. `gap`: its publisher was owed a later one than that, `event` is the first: not fetched yet,
    withheld, or recorded after it signed. `late_sealed`: it was sealed later than its receipt promises, first
    under a checkpoint of `size` leaves. `key_compromised`: its agency does not vouch for what the key signed
    then, as it says in `event`.
    """

    position: Position
    case: UUID
    kind: Kind
    found_at: datetime
    size: int | UnsetType = UNSET
    event: Position | UnsetType = UNSET


class FindingPage(msgspec.Struct, kw_only=True):
    """Findings in the order in which they were found. `next` is the `after` of the next page, null at the
    end; a page may hold fewer than asked for before the end."""

    items: list[FindingEntry]
    next: int | None


@get(
    "/v1/log/findings",
    operation_class=ReadOperation,
    guards=[requires_reader_or_operator],
    before_request=refuse_unknown_parameters,
    operation_id="listFindings",
    summary="Forks, gaps, late seals and keys in other hands",
    description=(
        "Token: reader, coordinator, auditor, dpo or operator. What was found is shown to those who see the "
        "event in full; all of it to those who audit by their office, and to the operator of the deployment. "
        "It is derived once an event is sealed and in the ledgers, and refuses nothing."
    ),
    security=TOKEN,
    tags=["evidence"],
    response_headers=[POSITION_HEADER],
    responses={200: answer(FindingPage, "A page of findings.")}
    | refusals("invalid_parameter", *TOKEN_PROBLEMS),
)
async def list_findings(
    request: Request[Any, Any, Any],
    after: Annotated[int, Parameter(ge=0, le=LARGEST, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Parameter(ge=1, le=LONGEST, description="Findings at most.")] = 100,
    case: Annotated[UUID | None, Parameter(description="Of this case alone.")] = None,
) -> ASGIResponse:
    """Positions, sizes and kinds: no value of any event."""
    services, reader = services_of(request), reader_of(request)
    asker, end = await asker_of(services, reader), await looked(services.pool)
    everything = sees_everything(reader, asker)
    reading = services.second_line.as_auditor(asker.agency) if everything else reading_as(services, asker)
    if case is None:
        found, following = await page(reading, after, end.last, limit)
    else:
        found, following = await of_case(reading, case, after, limit)
    states = {} if everything else await services.cases.at_head({each.case for each in found})
    items = [
        _entry(services, asker, states, each, everything)
        for each in found
        if everything or _sees(services, asker, states.get(each.case), each.position)
    ]
    served = [Served(item.position, STAGE_ONLY) for item in items]
    await services.reads.record(reader, "listFindings", served, case=case)
    content = msgspec.json.encode(FindingPage(items=items, next=following))
    return ASGIResponse(body=content, headers={POSITION: str(end.position)})


def sees_everything(reader: Reader, asker: Asker) -> bool:
    """Whether it is the reader's office to watch over the log, and not a task within one agency."""
    if reader.role == "operator":
        return asker.kind == HOST_KIND
    return reader.role == "auditor" and audits_all(asker)


def _sees(services: Services, asker: Asker, state: CaseState | None, position: int) -> bool:
    return level_at(services, asker, state, position) == BODY_LEVEL


def _entry(
    services: Services, asker: Asker, states: Mapping[UUID, CaseState], found: Found, everything: bool
) -> FindingEntry:
    """A finding as the asker may know of it: of a gap the event only where that is open to it as well."""
    entry = FindingEntry(position=found.position, case=found.case, kind=found.kind, found_at=found.found_at)
    if found.other is None:
        return entry
    if found.kind in OF_A_TREE:
        entry.size = found.other
    elif (
        everything
        or found.kind == "key_compromised"
        or level_at(services, asker, states.get(found.case), found.other) > NO_LEVEL
    ):
        entry.event = found.other
    return entry
