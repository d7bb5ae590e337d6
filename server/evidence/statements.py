"""SQL statements of the logs as trees, their checkpoints and cosignatures, each in a file of its own."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def statement(name: str) -> bytes:
    """The statement in `server/evidence/<name>.sql`."""
    return (HERE / f"{name}.sql").read_bytes()
