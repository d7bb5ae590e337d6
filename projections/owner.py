"""A connection as the owner of the database, for work that makes and renames schemas."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection

REBUILD_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('jejak.rebuild.' || %s, 0))"


class RebuildRunning(Exception):
    """Another rebuild of this projection is under way."""


@asynccontextmanager
async def owner_connection(dsn: str, rebuilds: str | None = None) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection in autocommit, in UTC; `rebuilds` names the projection that it alone may rebuild.

    Raises RebuildRunning.
    """
    async with await AsyncConnection.connect(dsn, autocommit=True) as conn:
        await conn.execute("SET TIME ZONE 'UTC'")
        if rebuilds is not None:
            taken = await (await conn.execute(REBUILD_LOCK, [rebuilds])).fetchone()
            if taken != (True,):
                raise RebuildRunning(rebuilds)
        yield conn
