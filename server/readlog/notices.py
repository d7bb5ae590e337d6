"""Who has acknowledged that identities are secret; before that none is opened (UU 21/2007 art 24)."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from domain.notice import Notice
from domain.problems import refuse
from server.api.problems import ProblemError
from server.clock import Clock
from server.readlog.reader import Reader

HERE = Path(__file__).parent
ACKNOWLEDGE = (HERE / "acknowledge_notice.sql").read_bytes()
ACKNOWLEDGED = (HERE / "notice_acknowledged.sql").read_bytes()
REMEMBERED = 10_000  # holders; what was acknowledged stays so


class Notices:
    """The acknowledgements of the notice in force, kept in `jejak.notice_acknowledgements`."""

    def __init__(self, pool: AsyncConnectionPool[Any], clock: Clock, notice: Notice) -> None:
        self._pool = pool
        self._clock = clock
        self._known: dict[UUID, datetime] = {}
        self.notice = notice

    async def acknowledge(self, reader: Reader) -> datetime:
        """Puts on record that the reader was told; when it first was. The reader has a token or a session."""
        assert reader.holder is not None, "the guards let nobody else in"
        row = {
            "holder": reader.holder,
            "version": self.notice.version,
            "agency": reader.agency,
            "token_id": reader.token_id,
            "person": reader.person,
            "text_sha256": self.notice.digest,
            "acknowledged_at": self._clock(),
        }
        async with self._pool.connection() as connection:
            await connection.execute(ACKNOWLEDGE, row)
        first = await self.acknowledged_at(reader.holder)
        assert first is not None, "it stands by now, whoever was first"
        return first

    async def acknowledged_at(self, holder: UUID | None) -> datetime | None:
        """When it was acknowledged; None where it was not, and for whoever has neither account nor token."""
        if holder is None or holder in self._known:
            return self._known.get(holder) if holder else None
        asked = {"holder": holder, "version": self.notice.version}
        async with self._pool.connection() as connection:
            row = await (await connection.execute(ACKNOWLEDGED, asked)).fetchone()
        return self._remember(holder, row[0]) if row else None

    async def require(self, holder: UUID | None, classes: int) -> None:
        """Lets values of these classes (a DataClass mask) be opened for a holder. Raises ProblemError
        (`notice_required`) where identities are among them and the notice was not acknowledged."""
        if classes & self.notice.classes and await self.acknowledged_at(holder) is None:
            rule = (
                "Identities are opened to those alone who have acknowledged GET /v1/notices/confidentiality."
            )
            raise ProblemError(refuse("notice_required", rule))

    def _remember(self, holder: UUID, acknowledged_at: datetime) -> datetime:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[holder] = acknowledged_at
        return acknowledged_at
