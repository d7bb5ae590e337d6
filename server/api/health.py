"""GET /health/live, /health/ready and /metrics: for the operator and his machines. No token."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from projections.lag import Lag, lags
from server import metrics
from server.api.documented import answer, refusals
from server.evidence.finality import Finality, finality
from server.evidence.policy import PolicyProblem, policy_problem
from server.evidence.states import State, states
from server.services import Services, services_of

READY_TIMEOUT = 2.0  # seconds
LEADS = (Path(__file__).parent / "leads.sql").read_bytes()


class Live(msgspec.Struct):
    """The process answers."""

    status: Literal["live"]


class ProjectionLag(msgspec.Struct, kw_only=True):
    """How far one projection is behind the log; `parked` cases wait for a repair."""

    projection: str
    position: int
    events: int
    seconds: float
    parked: int


class LogEvidence(msgspec.Struct, kw_only=True):
    """How a log is sealed. `sealed`: leaves under the newest checkpoint, `hashed`: leaves taken into the tree
    on the way there, of `size`; `seconds`: age of the oldest that is under no checkpoint. `problem`: why
    nothing is signed, null where nothing is wrong (`jejak log state` tells the way out). `held_outside`: what
    a witness was found to hold when the signer began, or since: `held` a checkpoint, `nothing_yet`,
    `unreachable` until one has answered, `not_configured`. `policy_problem`: what is wrong with what the
    policy file says of the log.

    `final`: leaves under the newest checkpoint that a quorum of witnesses has cosigned, null where no policy
    is configured, so that none ever is. `quorum_seconds`: since a quorum last confirmed the log, or since its
    first checkpoint where none ever did; `quorum_overdue`: whether that is longer than ten minutes."""

    log: str
    sealed: int
    hashed: int
    size: int
    seconds: float
    problem: str | None
    held_outside: str | None
    policy_problem: str | None
    final: int | None
    quorum_seconds: float | None
    quorum_overdue: bool


class Readiness(msgspec.Struct, kw_only=True):
    """Whether the process can serve, and how current what it serves is."""

    status: Literal["ready", "unavailable"]
    database: bool
    follower: Annotated[bool, msgspec.Meta(description="Whether a process applies the log to the views.")]
    log_head: Annotated[int | None, msgspec.Meta(description="Position of the last event of the log.")]
    lag: list[ProjectionLag]
    sealer: Annotated[bool, msgspec.Meta(description="Whether a process seals the logs.")]
    evidence: list[LogEvidence]


@get(
    "/health/live",
    operation_id="isLive",
    summary="Whether the process answers",
    description="No token.",
    tags=["operation"],
    responses=refusals(),
)
async def live() -> Live:
    """Says nothing of the database: an orchestrator restarts what does not answer here."""
    return Live("live")


@get(
    "/health/ready",
    operation_id="isReady",
    summary="Whether the process can serve, with lag and log head",
    description="No token. 503 while the database does not answer.",
    tags=["operation"],
    responses=refusals() | {503: answer(Readiness, "The database does not answer.")},
)
async def ready(request: Request[Any, Any, Any]) -> Response[Readiness]:
    """What a load balancer asks."""
    state = await readiness(services_of(request))
    return Response(state, status_code=200 if state.status == "ready" else 503)


@get("/metrics", include_in_schema=False)
async def prometheus(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The counters of this process; lag and head as they are now, where the database answers."""
    state = await readiness(services_of(request))
    if state.log_head is not None:
        metrics.LOG_HEAD.set(state.log_head)
    for each in state.lag:
        metrics.LAG_EVENTS.labels(each.projection).set(each.events)
        metrics.LAG_SECONDS.labels(each.projection).set(each.seconds)
    metrics.EVIDENCE_REFUSED.clear()
    for log in state.evidence:
        metrics.SEALED.labels(log.log).set(log.sealed)
        metrics.FINAL.labels(log.log).set(log.final or 0)
        metrics.QUORUM_SECONDS.labels(log.log).set(log.quorum_seconds or 0.0)
        metrics.UNSEALED_SECONDS.labels(log.log).set(log.seconds)
        metrics.EVIDENCE_REFUSED.labels(log.log, log.problem or "none").set(log.problem is not None)
    return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


UNAVAILABLE = Readiness(
    status="unavailable", database=False, follower=False, log_head=None, lag=[], sealer=False, evidence=[]
)


async def readiness(services: Services) -> Readiness:
    """Asks the database for the head of the log, the lag of each projection, and how the logs are sealed."""
    try:
        async with services.pool.connection(timeout=READY_TIMEOUT) as conn:
            head = await services.reader.head()
            leads = await (await conn.execute(LEADS)).fetchone() or (False, False)
            now = services.clock()
            found, logs = await lags(conn, services.projections, now), await states(conn)
            confirmed = await finality(conn, services)
    except (OperationalError, PoolTimeout):
        return UNAVAILABLE
    return Readiness(
        status="ready",
        database=True,
        follower=leads[0],
        log_head=head.position,
        lag=[_lag(each) for each in found],
        sealer=leads[1],
        evidence=[
            _evidence(each, policy_problem(services, each.log), confirmed.get(each.kind), now)
            for each in logs
        ],
    )


def _lag(lag: Lag) -> ProjectionLag:
    return ProjectionLag(**lag._asdict())


def _evidence(
    state: State, policy_problem: PolicyProblem | None, finality: Finality | None, now: datetime
) -> LogEvidence:
    waiting, confirmed = state.waiting_since, finality.since if finality else None
    return LogEvidence(
        log=state.log,
        sealed=state.sealed,
        hashed=state.hashed,
        size=state.size,
        seconds=max(0.0, (now - waiting).total_seconds()) if waiting else 0.0,
        problem=state.problem,
        held_outside=state.witness,
        policy_problem=policy_problem,
        final=finality.final if finality else None,
        quorum_seconds=(now - confirmed).total_seconds() if confirmed else None,
        quorum_overdue=finality is not None and finality.overdue(now),
    )
