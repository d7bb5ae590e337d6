"""The follower as a process of its own: `python -m server.following`, the database from JEJAK_DATABASE_URL.

Ledgers and views are then made beside the answering of requests and not between them. It holds no keys and
answers nobody; when it is gone, a serving process takes its place (`server/follow.py`).
"""

import asyncio
import os

import uvloop

from projections.applied import Applied
from server.config import PREFIX
from server.follow import Follower
from server.logging import configure_logging
from server.rules import load_rules
from server.start import projections_under


async def follow(database_url: str) -> None:
    """Follows the log until it is cancelled."""
    follower = Follower(database_url, projections_under(load_rules()), Applied())
    await follower.start()
    try:
        await asyncio.Event().wait()
    finally:
        await follower.stop()


if __name__ == "__main__":
    configure_logging()
    uvloop.run(follow(os.environ[f"{PREFIX}DATABASE_URL"]))
