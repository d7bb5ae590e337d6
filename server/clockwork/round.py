"""One turn of a rule: candidates are judged one by one, what was found is published, failures are put off.

A view or an index only says where to look. What is so is read from the log when a candidate is judged, so a
view that is behind, or is being made anew, delays a finding and makes up none.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

import psycopg
import structlog
from psycopg import AsyncConnection

from domain.body import Signer
from domain.ids import source_of
from server.answers import Refused
from server.auth.principal import Principal
from server.clockwork.finding import Finding, event_id, event_of
from server.registrar import signed_item
from server.services import Services

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0  # seconds before a candidate that failed is judged again
PAGE = 200  # candidates of one turn of a rule: then it is another's
AT_ONCE = 200  # events of one call
# A refusal that says no more than that the same cause is on record already, told in another way.
ON_RECORD = "id_reused"

C = TypeVar("C", bound=Hashable)


class Turn(NamedTuple):
    """What a rule is given: the connection that holds the lock, the moment, the services, the host's key."""

    conn: AsyncConnection[Any]
    now: datetime
    services: Services
    signer: Signer

    @property
    def host(self) -> str:
        """The deployment's own agency."""
        return self.services.settings.deployment_agency

    @property
    def origin(self) -> str:
        """The deployment."""
        return self.services.settings.origin


class Rule(Protocol):
    """Records what is due and not on record yet."""

    name: str

    async def run(self, turn: Turn) -> int:
        """How many events were recorded."""


class _Retry(NamedTuple):
    tries: int
    at: float


class PutOff(Generic[C]):
    """Candidates that failed, and when each may be judged again: more and more seldom."""

    def __init__(self) -> None:
        self._retries: dict[C, _Retry] = {}

    def __contains__(self, candidate: C) -> bool:
        retry = self._retries.get(candidate)
        return retry is not None and asyncio.get_running_loop().time() < retry.at

    def note(self, candidates: Iterable[C], failed: set[C]) -> None:
        """What became of candidates that were judged."""
        now = asyncio.get_running_loop().time()
        for candidate in candidates:
            known = self._retries.pop(candidate, None)
            if candidate in failed:
                tries = known.tries + 1 if known else 0
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries, 10))
                self._retries[candidate] = _Retry(tries, now + pause)

    def all(self) -> list[C]:
        """Those that failed and were not settled since."""
        return list(self._retries)


Judge = Callable[[Turn, C], Awaitable[Sequence[Finding]]]


async def settle(turn: Turn, rule: str, candidates: Sequence[C], judge: Judge[C], put_off: PutOff[C]) -> int:
    """Judges each candidate for itself and publishes what was found; how many events were recorded.

    Raises psycopg.Error where the database fails: then nothing is put off.
    """
    due = [candidate for candidate in candidates if candidate not in put_off]
    failed: set[C] = set()
    found: list[tuple[C, Finding]] = []
    for candidate in due:
        try:
            found += [(candidate, finding) for finding in await judge(turn, candidate)]
        except psycopg.Error:
            raise
        except Exception as error:
            log.error("clockwork candidate put off", rule=rule, exc_info=error)
            failed.add(candidate)
    recorded, refused = await _publish(turn, rule, await _not_on_record(turn, found))
    put_off.note(due, failed | refused)
    return recorded


async def _publish(turn: Turn, rule: str, found: Sequence[tuple[C, Finding]]) -> tuple[int, set[C]]:
    """By the normal entry, as the deployment's own agency, with its own key."""
    recorded, refused = 0, set[C]()
    publisher, principal = turn.services.publisher, Principal(UUID(int=0), turn.host, "operator")
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        items = [signed_item(event_of(turn.origin, turn.host, each), turn.signer) for _, each in part]
        answers = (await publisher.publish(items, principal)).answers
        for (candidate, _), answer in zip(part, answers, strict=True):
            if not isinstance(answer, Refused):
                recorded += answer.status == "recorded"
            elif answer.refusal.type != ON_RECORD:
                log.error("clockwork event refused", rule=rule, error_type=answer.refusal.type)
                refused.add(candidate)
    return recorded, refused


async def _not_on_record(turn: Turn, found: Sequence[tuple[C, Finding]]) -> list[tuple[C, Finding]]:
    """Those whose cause is not on record, each cause once."""
    by_id = {event_id(turn.origin, finding): (candidate, finding) for candidate, finding in found}
    if not by_id:
        return []
    source = source_of(turn.host)
    stored = await turn.services.reader.by_ids((source, name) for name in by_id)
    return [each for name, each in by_id.items() if (source, name) not in stored]
