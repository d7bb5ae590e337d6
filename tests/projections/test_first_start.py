"""Defect: of two processes that started a deployment for the first time, one saw no checkpoint."""

import asyncio

from projections.lane import checkpoints
from server.database import connect

NAMES = ("ledger", "case_file")


async def test_everyone_who_starts_for_the_first_time_finds_every_checkpoint(database: str) -> None:
    async with await connect(database) as slow, await connect(database) as quick:
        await slow.execute("BEGIN")
        await checkpoints(slow, NAMES)  # made, and not committed yet
        waiting = asyncio.create_task(checkpoints(quick, NAMES))
        await asyncio.sleep(0.2)
        await slow.execute("COMMIT")
        assert await waiting == {"ledger": 0, "case_file": 0}
