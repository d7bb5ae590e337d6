"""A word that is no id, on the channel on which ended tokens are told, ended the listening of every process.

Whoever may connect to the database may say anything on any channel (NOTIFY needs no right).
"""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from server.auth.endings import Endings
from server.auth.row_seals import RowSeals
from server.auth.tokens import issue, revoke
from server.database import connect
from server.tasks import end

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_what_ends_afterwards_is_heard_all_the_same(database: str) -> None:
    told: list[UUID | None] = []
    listening = asyncio.create_task(Endings(database, [told.append]).run())
    try:
        async with asyncio.timeout(10), await connect(database) as conn:
            while not told:
                await asyncio.sleep(0.01)
            with psycopg.connect(database, autocommit=True) as stranger:
                stranger.execute("NOTIFY jejak_ended, 'polres-ttu'")
            issued = await issue(conn, RowSeals(b"s" * 32), "lpsk", "reader", NOW)
            await revoke(conn, issued.token_id, NOW)
            while issued.token_id not in told:
                await asyncio.sleep(0.01)
    finally:
        await end(listening)
