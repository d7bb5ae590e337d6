"""Synthetic logs: real bodies of real event types, put straight into the log table."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg

from domain.events import LogRow
from domain.ids import NAMESPACE
from tests.domain.given import START, body_of, state_of

HEAD = "UPDATE jejak.log_head SET position = %s, recorded_at = %s"
COLUMNS = """notification_id, originator_id, originator_version, topic, state, source, event_id,
    recorded_at, marks, classes"""
# Not straight into the log: PostgreSQL copies nothing into a table whose owner is under row security too.
BESIDE = "CREATE TEMPORARY TABLE beside (LIKE jejak.log) ON COMMIT DROP"
COPY = f"COPY beside ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
OVER = f"INSERT INTO jejak.log ({COLUMNS}) SELECT {COLUMNS} FROM beside ORDER BY notification_id"
TYPES = ("int8", "uuid", "int8", "text", "bytea", "text", "text", "timestamptz", "int2", "int2")

Step = tuple[str, str, dict[str, Any]]  # type, agency, data


def agency(kind: str) -> Step:
    """The registration of an agency under the name of its kind."""
    data = {
        "agency": kind,
        "kind": kind,
        "task_forces": ["sukabumi"],
        "name": kind,
        "root_key": None,
        "possession": None,
    }
    return ("AgencyRegistered", "deployment", data)


class Log:
    """A log in the making: rows in commit order, each stream with versions of its own."""

    def __init__(self) -> None:
        self.rows: list[LogRow] = []
        self._versions: dict[UUID, int] = {}

    def add(
        self, case: UUID, step: Step, classes: int = 0, marks: int = 0, delay: timedelta = timedelta()
    ) -> LogRow:
        """The next event: recorded an hour after the one before, a minute (and `delay`) after it occurred."""
        type_name, by, data = step
        position = len(self.rows) + 1
        version = self._versions[case] = self._versions.get(case, 0) + 1
        recordedat = START + timedelta(hours=position, minutes=1)
        occurred = recordedat - timedelta(minutes=1) - delay
        body = body_of(type_name, by, case, data, id=f"e{position}", time=occurred.isoformat())
        row = LogRow(
            position,
            case,
            version,
            body.type,
            state_of(body),
            body.source,
            body.id,
            recordedat.astimezone(UTC),
            marks,
            classes,
        )
        self.rows.append(row)
        return row

    def unreadable(self, case: UUID) -> LogRow:
        """An event whose type no catalogue knows."""
        row = self.add(case, ("CaseClosed", "polres", {}))
        self.rows[-1] = row._replace(type="jejak.NeverHeardOf.v1")
        return self.rows[-1]


def write(dsn: str, rows: Sequence[LogRow]) -> None:
    """Commits rows to the log and moves its head, as one append."""
    with psycopg.connect(dsn) as conn, conn.cursor() as cursor:
        cursor.execute(BESIDE)
        with cursor.copy(COPY) as copy:
            copy.set_types(TYPES)
            for row in rows:
                copy.write_row(row)
        cursor.execute(OVER)
        cursor.execute(HEAD, [rows[-1].position, rows[-1].recordedat])
        cursor.execute("SELECT pg_notify('jejak_log', %s)", [str(rows[-1].position)])


def ids(name: str, count: int) -> list[UUID]:
    """UUIDs that are the same in every run."""
    return [uuid5(NAMESPACE, f"{name}/{number}") for number in range(count)]


def recorded(rows: Iterable[LogRow]) -> datetime:
    """When the last of some rows was recorded."""
    return max(row.recordedat for row in rows)
