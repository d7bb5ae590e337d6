"""A server process as far as the log goes: publishes to shared streams, and prints what was acknowledged.

python -m tests.server.log.one_process DSN SEED SECONDS, the ids of the streams on standard input.
"""

import asyncio
import json
import random
import sys
import time
from uuid import UUID

from server.database import open_pool
from server.log.group_commit import GroupCommit
from server.log.reader import LogReader
from server.log.units import Recorded
from tests.server.log.given import event, unit

CALLERS = 16


async def main(dsn: str, seed: int, seconds: float, streams: list[UUID]) -> dict[str, list[int]]:
    """The position of every event that was acknowledged, by id."""
    log, pool, chance = GroupCommit(dsn), await open_pool(dsn), random.Random(seed)
    await log.start()
    reader, acknowledged, end = LogReader(pool), dict[str, list[int]](), time.monotonic() + seconds

    async def caller() -> None:
        while time.monotonic() < end:
            stream = chance.choice(streams)
            version = (await reader.case_versions([stream]))[stream]
            events = [event() for _ in range(chance.randint(1, 3))]
            outcome = await log.submit(unit(stream, version, *events))
            if isinstance(outcome, Recorded):
                for each, place in zip(events, outcome.places, strict=True):
                    acknowledged.setdefault(each.event_id, []).append(place.position)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    await log.stop()
    await pool.close()
    return acknowledged


if __name__ == "__main__":
    cases = [UUID(line.strip()) for line in sys.stdin]
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), cases))))
