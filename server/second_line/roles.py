"""Whether row security binds the roles that the server works as: asked before anything is served."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from projections.arrays import Texts
from server.database import READER, WRITER

FREE = (Path(__file__).parent / "roles.sql").read_bytes()


class RolesTooFree(Exception):
    """Row security would not bind a role that the server works as. The message says which, and why."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"the role {name} {reason}" for name, reason in found))


async def require_bound_roles(pool: AsyncConnectionPool[Any]) -> None:
    """Raises RolesTooFree where row security does not bind the writer or the reader."""
    async with pool.connection() as connection:
        if found := await freedoms(connection, [WRITER, READER]):
            raise RolesTooFree(found)


async def freedoms(connection: AsyncConnection[Any], roles: Sequence[str]) -> list[tuple[str, str]]:
    """What puts each role, or a role that it can become, above row security; what lets the reader write."""
    cursor = await connection.execute(FREE, {"roles": Texts(roles)})
    return await cursor.fetchall()
