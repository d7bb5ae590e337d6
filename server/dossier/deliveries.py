"""What became of the events of a dossier at the sides of the dispute: owed, fetched, acknowledged.

What others were owed and have read is shown of this case, to those who have something of it
(docs/adr/0226).
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from domain.acknowledgement import HeldUpTo
from domain.case_state import CaseState
from domain.discrepancies.shape import head_at
from domain.problems import refuse
from projections.arrays import BigInts
from projections.timeline.queries import Delivery as Delivered
from projections.timeline.queries import deliveries as delivered
from server.answers import instant
from server.api.problems import ProblemError
from server.api.reading import LONGEST_PAGE
from server.dossier.shapes import Delivery
from server.ledger.acknowledge import Acknowledged, acknowledgement
from server.opening import Asker
from server.second_line.reading import AsAgency
from server.services import Services

ACKNOWLEDGED = (Path(__file__).parent / "acknowledged.sql").read_bytes()

Words = Mapping[int, tuple[HeldUpTo, Acknowledged]]  # by row of the ledger: the word that reaches so far


class Sought(NamedTuple):
    """Of which agencies it is asked what became of which events, by log position."""

    asker: Asker
    state: CaseState
    agencies: Mapping[str, Collection[int]]


async def deliveries(services: Services, sought: Sought) -> list[Delivery]:
    """By log position, then agency. What was fetched when it was asked for or later is not told: the dossier
    that is being made is itself a fetch. Raises ProblemError (`read_log_unavailable`) where the read log does
    not answer."""
    asker = sought.asker
    about = services.second_line.about(asker.agency, asker.kind, [sought.state.id])
    try:
        found = [
            each
            for agency, positions in sought.agencies.items()
            for each in await _to(services, about, sought, agency, positions)
        ]
    except (psycopg.Error, PoolTimeout) as error:
        structlog.get_logger().error("reads not found", exc_info=error)
        rule = "A dossier tells who fetched what, and the read log does not answer; try again."
        raise ProblemError(refuse("read_log_unavailable", rule)) from None
    return sorted(found, key=lambda each: (each.position, each.agency))


async def _to(
    services: Services, about: AsAgency, sought: Sought, agency: str, positions: Collection[int]
) -> list[Delivery]:
    async with about.connection() as conn:
        owed = await delivered(conn, sought.state.id, sorted(positions), [agency], LONGEST_PAGE)
    words = await _words(about, agency, [each.n for each in owed])
    return [_delivery(services, sought, each, words) for each in owed]


async def _words(about: AsAgency, agency: str, rows: Sequence[int]) -> Words:
    async with about.connection() as conn:
        asked = {"agency": agency, "rows": BigInts(rows)}
        cursor = await conn.execute(ACKNOWLEDGED, asked, prepare=True)
    return {
        row: (HeldUpTo(agency, n, bytes(digest).hex()), Acknowledged(at, statement))
        for row, n, digest, at, statement in await cursor.fetchall()
    }


def _delivery(services: Services, sought: Sought, owed: Delivered, words: Words) -> Delivery:
    fetched = owed.fetched_at if owed.fetched_at and owed.fetched_at < sought.asker.at else None
    held, word = words.get(owed.n, (None, None))
    return Delivery(
        agency=owed.agency,
        position=owed.position,
        row=owed.n,
        kind=owed.kind,
        owed_at=instant(head_at(sought.state, owed.cause).recordedat),
        fetched_at=instant(fetched) if fetched else None,
        acknowledged_at=instant(word.at) if word else None,
        statement=word.statement if word else None,
        receipt=services.receipts.sign(acknowledgement(held, word)) if held and word else None,
    )
