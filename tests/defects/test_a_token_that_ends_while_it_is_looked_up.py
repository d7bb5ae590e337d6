"""A token that ended while the database was asked for it was remembered as one in force, and let in.

The answer that was on its way was of before the end, and came after all had been told to forget.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from server.auth.row_seals import RowSeals
from server.auth.tokens import Tokens, issue, revoke
from server.database import connect, open_pool

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SEALS = RowSeals(b"s" * 32)


async def test_an_answer_of_before_the_end_is_not_remembered(database: str) -> None:
    pool = await open_pool(database, max_size=1)
    tokens, read, told = Tokens(pool, lambda: NOW, SEALS), asyncio.Event(), asyncio.Event()
    look_up = tokens._known._look_up

    async def slow(digest: bytes) -> Any:
        answer = await look_up(digest)
        read.set()
        await told.wait()
        return answer

    tokens._known._look_up = slow  # type: ignore[method-assign]
    async with await connect(database) as conn:
        issued = await issue(conn, SEALS, "lpsk", "reader", NOW)
        asking = asyncio.create_task(tokens.principal(issued.token.encode()))
        await read.wait()
        await revoke(conn, issued.token_id, NOW)
        tokens.forget(issued.token_id)  # as this process does when it hears of it
        told.set()
        await asking
        tokens._known._look_up = look_up  # type: ignore[method-assign]
        assert await tokens.principal(issued.token.encode()) is None
    await pool.close()
