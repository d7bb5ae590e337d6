"""LISTEN/NOTIFY by itself: from the statement of one connection to the notification of another."""

import asyncio
from time import perf_counter

import psycopg


async def round_trips(dsn: str, times: int, pause: float) -> list[float]:
    """Seconds from sending NOTIFY to hearing it elsewhere, `times` times, `pause` seconds apart."""
    async with (
        await psycopg.AsyncConnection.connect(dsn, autocommit=True) as speaker,
        await psycopg.AsyncConnection.connect(dsn, autocommit=True) as listener,
    ):
        await listener.execute("LISTEN bench")
        heard: asyncio.Queue[float] = asyncio.Queue()
        ear = asyncio.create_task(_listen(listener, heard))
        try:
            return [await _round_trip(speaker, heard, pause) for _ in range(times)]
        finally:
            ear.cancel()


async def _listen(listener: psycopg.AsyncConnection[object], heard: "asyncio.Queue[float]") -> None:
    async for _ in listener.notifies():
        heard.put_nowait(perf_counter())


async def _round_trip(
    speaker: psycopg.AsyncConnection[object], heard: "asyncio.Queue[float]", pause: float
) -> float:
    await asyncio.sleep(pause)
    start = perf_counter()
    await speaker.execute("NOTIFY bench")
    return await asyncio.wait_for(heard.get(), 10) - start
