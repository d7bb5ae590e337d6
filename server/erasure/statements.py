"""SQL statements of erasures, each in a file of its own."""

from pathlib import Path

_SQL = {path.stem: path.read_bytes() for path in Path(__file__).parent.glob("*.sql")}


def statement(name: str) -> bytes:
    """The statement in `server/erasure/<name>.sql`."""
    return _SQL[name]
