"""Connections to PostgreSQL: as the writer role or the reader's, in UTC, rows in binary, arrays in one go."""

from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Protocol

from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import Format
from psycopg_pool import AsyncConnectionPool

from projections.arrays import teach_arrays

WRITER = "jejak_writer"
READER = "jejak_reader"
# A host that is gone without a word is noticed after some 10 s, not after the kernel's two hours.
LIVELINESS: dict[str, Any] = {
    "keepalives_idle": 5,  # s
    "keepalives_interval": 2,  # s
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # ms
}


class Connections(Protocol):
    """A pool, or what stands in its place for those who only read (server/second_line)."""

    def connection(self) -> AbstractAsyncContextManager[AsyncConnection[Any]]:
        """A connection for one use."""


class BinaryCursor(AsyncCursor[Any]):
    """A cursor whose rows arrive in PostgreSQL's binary format unless a call says otherwise."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.format = Format.BINARY


async def as_role(role: str, connection: AsyncConnection[Any]) -> None:
    """Takes a role: the writer's can add to the log but not change it, the reader's sees the rows of one
    agency (server/second_line). The connection must be in autocommit.

    A plan is kept for the life of the connection, also one that was made while a table was empty: so an
    index is preferred from the start.
    """
    connection.cursor_factory = BinaryCursor
    teach_arrays(connection)
    await connection.execute(f"SET ROLE {role}")
    await connection.execute("SET TIME ZONE 'UTC'")
    await connection.execute("SET enable_seqscan = off")


async def connect(dsn: str) -> AsyncConnection[Any]:
    """One connection of our own, in autocommit: for the committer and for LISTEN."""
    connection = await AsyncConnection.connect(dsn, autocommit=True, **LIVELINESS)
    await as_role(WRITER, connection)
    return connection


async def open_pool(
    dsn: str, role: str = WRITER, *, min_size: int = 1, max_size: int = 8
) -> AsyncConnectionPool[Any]:
    """An open pool of such connections; transactions are begun with `connection.transaction()`.

    Raises psycopg_pool.PoolTimeout when the database does not answer within 30 s. The caller closes it.
    """
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        dsn,
        kwargs={"autocommit": True, **LIVELINESS},
        configure=partial(as_role, role),
        min_size=min_size,
        max_size=max_size,
        open=False,
    )
    await pool.open(wait=True)
    return pool
