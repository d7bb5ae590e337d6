"""Values that an auditor is shown with the events: none but what the matrix and broken glass open."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from domain.access import Visibility
from domain.events import LogRow
from domain.matrix import BODY_LEVEL
from projections.arrays import BigInts, Uuids
from server.opening import Asker, Owed, Shown, reading_as, show
from server.services import Services

ENTITLED = (Path(__file__).parent / "entitled.sql").read_bytes()


async def disclosed(
    services: Services, asker: Asker, rows: Sequence[LogRow], classes: int
) -> Mapping[int, Shown]:
    """By log position what of these classes is open to the asker now: as by every other call, and read as the
    agency that it is. Raises ProblemError (`notice_required`)."""
    rows = [row for row in rows if row.classes & classes]
    if not rows:
        return {}
    cases = {row.case for row in rows}
    states = await services.cases.at_head(cases)
    given = await _given(services, asker, cases, rows)
    items = await services.vault.sealed_items(rows, reading_as(services, asker))
    wanted = [
        Owed(
            *(row.case, row.position, row, items.get(row.position)),
            Visibility(BODY_LEVEL, classes & given.get(row.position, 0)),
        )
        for row in rows
    ]
    shown = await show(services, asker, states, wanted)
    return {row.position: each for row, each in zip(rows, shown, strict=True) if each.event is not None}


async def _given(
    services: Services, asker: Asker, cases: set[UUID], rows: Sequence[LogRow]
) -> dict[int, int]:
    """The most that its ledger ever gave the asker of each event; of its own all that they disclose."""
    asked = {"cases": Uuids(cases), "positions": BigInts(row.position for row in rows)}
    async with reading_as(services, asker).connection() as conn:
        cursor = await conn.execute(ENTITLED, asked, prepare=True)
    own = f"/agencies/{asker.agency}"
    return dict(await cursor.fetchall()) | {row.position: row.classes for row in rows if row.source == own}
