"""What the calls that read a view have in common: who may call, how current it is, no unknown parameter."""

from bisect import bisect_left
from typing import Annotated, Any

from litestar import Request, get
from litestar.datastructures import ResponseHeader
from litestar.params import Parameter

from domain.access import visible
from domain.case_state import CaseState
from domain.events import EventHead
from domain.matrix import BODY_LEVEL, NO_LEVEL, Matrix
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, answer, refusals
from server.api.problems import invalid_parameter
from server.auth.guards import requires_reader
from server.opening import Asker
from server.services import Services

LARGEST = 2**53 - 1  # an integer that every JSON reader holds
LONGEST_PAGE = 500  # the most ledger rows that one fetch of the feed serves
PRINTED = r"^[^\x00-\x1f\x7f]*$"  # pattern of a text that is compared in SQL: PostgreSQL takes no NUL
PATIENCE = 2.0  # seconds that a reader waits for its own write
POSITION = "Jejak-Position"

_NO_PARAMETERS = frozenset({"request", "data"})  # what the framework hands a handler

AtLeast = Annotated[
    int | None,
    Parameter(
        ge=1,
        le=LARGEST,
        description=f"Log position that the answer should include; waited for {PATIENCE:.0f} s at most.",
    ),
]
POSITION_HEADER = ResponseHeader(
    name=POSITION,
    description="Log position that the answer is known to include.",
    documentation_only=True,
)


def view_call(
    path: str,
    payload: Any,
    told: str,
    *,
    operation_id: str,
    summary: str,
    description: str = "",
    refused: tuple[str, ...] = (),
) -> get:
    """A call that reads a view: for readers alone, with no unknown parameter, answered with the log position.

    payload: the type of the answer, told: what it is. refused: slugs of problems besides those of all views.
    """
    return get(
        path,
        operation_class=ReadOperation,
        guards=[requires_reader],
        before_request=refuse_unknown_parameters,
        operation_id=operation_id,
        summary=summary,
        description=f"Token: reader, coordinator, auditor or dpo. {description}".strip(),
        security=TOKEN,
        tags=["reading"],
        response_headers=[POSITION_HEADER],
        responses={200: answer(payload, told)}
        | refusals("invalid_parameter", "read_log_unavailable", *refused, *TOKEN_PROBLEMS),
    )


async def reached(services: Services, projection: str, at_least: int | None) -> int:
    """The position a projection has, after waiting shortly for the one asked for."""
    if at_least is None:
        return services.applied.position(projection)
    return await services.applied.reach(projection, at_least, PATIENCE)


async def refuse_unknown_parameters(request: Request[Any, Any, Any]) -> None:
    """Refuses a query parameter that the call does not know.

    `known_to=` silently ignored would show the case as it is to one who asks what another agency knew of it.
    """
    known = request.route_handler.parsed_fn_signature.parameters.keys() - _NO_PARAMETERS
    for name in request.query_params:
        if name not in known or name in request.path_params:
            raise invalid_parameter("query", "The call has no parameter of this name.")


def still_sees(services: Services, asker: Asker, state: CaseState | None, position: int) -> bool:
    """Whether the event at a log position is open to the asker now, be it as a bare row.

    A view says what was so at the last event it has applied; `visible` is asked once more for what is served.
    """
    return level_at(services, asker, state, position) > NO_LEVEL


def level_at(services: Services, asker: Asker, state: CaseState | None, position: int) -> int:
    """How much of the event at a log position the asker may see now: nothing (0), stage row (1), body (2)."""
    if state is None:
        return NO_LEVEL
    place = bisect_left(state.events, position, key=lambda head: head.position)
    if place == len(state.events) or state.events[place].position != position:
        return NO_LEVEL
    head = state.events[place]
    return visible(state, asker.agency, asker.kind, head, services.rules.matrix, asker.at).level


def last_seen(services: Services, asker: Asker, state: CaseState | None, upto: int) -> int | None:
    """The log position of the last event up to `upto` that is open to the asker now; None where none is.

    The last event of a case may be one that it may not see; the case is then still one that it sees.
    """
    if state is None:
        return None
    matrix = services.rules.matrix
    open_ones = (
        head.position
        for head in reversed(state.events)
        if head.position <= upto
        and visible(state, asker.agency, asker.kind, head, matrix, asker.at).level > NO_LEVEL
    )
    return next(open_ones, None)


def knows_of(state: CaseState, asker: Asker, matrix: Matrix) -> frozenset[str]:
    """The agencies of which the asker may know that they are on the case.

    Those that recorded an event whose body it may see, and those that such an event brought in.
    """
    seen = {head.position: head.agency for head in state.events if sees_body(state, asker, head, matrix)}
    brought_in = {
        agency
        for agency, party in state.parties.items()
        if any(relation.since_position in seen for relation in party.relations)
    }
    return frozenset(seen.values()) | brought_in


def sees_body(state: CaseState, asker: Asker, head: EventHead, matrix: Matrix) -> bool:
    """Whether the asker may see the body of an event."""
    return visible(state, asker.agency, asker.kind, head, matrix, asker.at).level == BODY_LEVEL
