"""Pages of the log and of the read log, as far as an auditor may read them.

Who audits by its office reads all of it; an agency's own auditor reads what its agency signed and read. The
second line repeats that (server/second_line). A page is a stretch of positions: it may be empty before the
end.
"""

from pathlib import Path
from typing import Any, NamedTuple

from psycopg.types.numeric import Int8

from domain.events import LogRow
from server.api.known import ASKS_ABOUT_ALL
from server.opening import Asker, reading_as
from server.readlog.leaves import ReadRow
from server.second_line.reading import AsAgency
from server.services import Services

HERE = Path(__file__).parent
EVENTS, READS = (HERE / "events.sql").read_bytes(), (HERE / "reads.sql").read_bytes()
PAGE_BYTES = 4 * 1024 * 1024  # of events on one page: 500 of the largest would be 32 MiB
STRETCH = 20_000  # positions looked through for one page: of one agency there may be none among them


class Stretch(NamedTuple):
    """From after `after` up to `upto`, the end when the first page was asked for; so many at most."""

    after: int
    upto: int
    limit: int

    @property
    def end(self) -> int:
        """How far one page looks."""
        return min(self.upto, self.after + STRETCH)


def audits_all(asker: Asker) -> bool:
    """Whether to audit is the asker's office, and not a task within one agency (reference/domain.md 3.2)."""
    return asker.kind in ASKS_ABOUT_ALL


async def events_of(services: Services, asker: Asker, asked: Stretch) -> tuple[list[LogRow], int | None]:
    """The events of a stretch, and after which position the next page begins, None at the end."""
    source = None if audits_all(asker) else f"/agencies/{asker.agency}"
    given = _given(asked) | {"source": source, "bytes": Int8(PAGE_BYTES)}
    rows = [LogRow(*row) for row in await _fetch(auditing_as(services, asker), EVENTS, given)]
    cut = len(rows) == asked.limit or sum(len(row.state) for row in rows) >= PAGE_BYTES
    return rows, _next(asked, rows[-1].position if cut else asked.end)


async def reads_of(services: Services, asker: Asker, asked: Stretch) -> tuple[list[ReadRow], int | None]:
    """The same of the read log, whose positions are the leaves of its tree."""
    given = _given(asked) | {"agency": None if audits_all(asker) else asker.agency}
    rows = [ReadRow(*row) for row in await _fetch(auditing_as(services, asker), READS, given)]
    return rows, _next(asked, rows[-1].leaf if len(rows) == asked.limit else asked.end)


def _given(asked: Stretch) -> dict[str, Any]:
    return {"after": Int8(asked.after), "upto": Int8(asked.end), "limit": Int8(asked.limit)}


def _next(asked: Stretch, last: int) -> int | None:
    return last if last < asked.upto else None


def auditing_as(services: Services, asker: Asker) -> AsAgency:
    """Connections that show all of it to who audits by its office, and to everybody else its own rows."""
    if audits_all(asker):
        return services.second_line.as_auditor(asker.agency)
    return reading_as(services, asker)


async def _fetch(reading: AsAgency, query: bytes, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    async with reading.connection() as conn:
        cursor = await conn.execute(query, given, prepare=True)
    return await cursor.fetchall()
