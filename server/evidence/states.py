"""How the logs stand, for the operator: how far they are sealed, and why they are not."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from server.evidence.logs import Kind
from server.evidence.tree import Connection

STATES = (Path(__file__).parent / "sql" / "states.sql").read_bytes()


class State(NamedTuple):
    """One log. `sealed`: leaves under its newest checkpoint, `hashed`: leaves in its tiles, of `size`;
    `waiting_since`: when the oldest leaf that is under no checkpoint was recorded. `problem` and `witness`:
    see server/evidence (sealed_log, outside)."""

    kind: Kind
    log: str
    problem: str | None
    witness: str | None
    sealed: int
    hashed: int
    size: int
    waiting_since: datetime | None


async def states(conn: Connection) -> Sequence[State]:
    """Both logs, by kind; a log that no process has ever sealed is not among them."""
    cursor = await conn.execute(STATES, prepare=True)
    return [State(*row) for row in await cursor.fetchall()]
