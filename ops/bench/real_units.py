"""Appends as the product makes them: real events of cases on record, signed, sealed, with their data keys."""

from datetime import UTC, datetime
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec

from domain.envelope import Proposed
from ops.bench.mix import Case, Mix
from ops.bench.site import ESCROW, ROUTED_TO
from server.intake import Intake
from server.log.units import Match, NewEvent, Unit
from server.services import Services
from server.vault.vault import Sealed

SOME_CASES = """
SELECT originator_id, max(originator_version) FROM jejak.log
GROUP BY 1 HAVING bool_or(source = %s) ORDER BY random() LIMIT %s
"""


class Standing(NamedTuple):
    """A case on record, its version, and a person of it."""

    case: Case
    version: int


async def some_cases(services: Services, count: int) -> list[Standing]:
    """Cases of the escrow agency at random, from the whole log."""
    async with services.pool.connection() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = on")
        cursor = await connection.execute(SOME_CASES, [f"/agencies/{ESCROW}", count])
        return [Standing(Case(case, uuid4()), version) for case, version in await cursor.fetchall()]


class RealUnits:
    """Makes units of one event each, every one the next of its case."""

    def __init__(self, services: Services, cases: list[Standing], seed: int) -> None:
        self._services = services
        self._cases = [standing.case for standing in cases]
        self._versions = {standing.case.id: standing.version for standing in cases}
        self._mix = Mix(ESCROW, ROUTED_TO, seed, datetime.now(UTC))
        self._intake = Intake(services.settings.origin, services.keys, services.keys.secret("form"))
        self._match_index = services.match_index
        self._random = Random(seed)

    def make(self, count: int) -> list[Unit]:
        """Units in an order in which they can be appended."""
        return [self._next(self._random.choice(self._cases)) for _ in range(count)]

    def _next(self, case: Case) -> Unit:
        directory = self._services.directory.current
        raw = msgspec.json.encode(self._mix.following(case))
        proposed = self._intake.take(raw, ESCROW, directory).outcome
        assert isinstance(proposed, Proposed), "the mix is what the catalogue takes"
        sealed = self._services.vault.seal(proposed, directory.position)
        event = _new_event(proposed, sealed, self._match_index.entries(proposed, sealed.under))
        version = self._versions[case.id]
        self._versions[case.id] = version + 1
        return Unit(case.id, version, (event,), directory.position, sealed.keys)


def _new_event(proposed: Proposed, sealed: Sealed, matches: tuple[Match, ...]) -> NewEvent:
    body = proposed.body
    return NewEvent(
        topic=body.type,
        state=proposed.state,
        source=body.source,
        event_id=body.id,
        classes=int(proposed.classes),
        items=sealed.items,
        hmac=sealed.form,
        matches=matches,
    )


def by_caller(units: list[Unit], callers: int) -> list[list[Unit]]:
    """The units shared out so that each case has one caller, who keeps their order."""
    shares: list[list[Unit]] = [[] for _ in range(callers)]
    places: dict[UUID, int] = {}
    for unit in units:
        shares[places.setdefault(unit.stream, len(places) % callers)].append(unit)
    return shares
