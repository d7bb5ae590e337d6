"""Ending background tasks."""

import asyncio
from typing import Any

AGAIN_AFTER = 1.0  # seconds


async def end(task: asyncio.Task[Any]) -> None:
    """Cancels a task until it has ended.

    Once is not enough: asyncio.wait_for (Python 3.11; in nats-py and psycopg_pool) swallows a cancellation
    that arrives as its wait ends, and the task goes on.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=AGAIN_AFTER)
