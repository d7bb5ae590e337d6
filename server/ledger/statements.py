"""SQL statements of the ledger, each in a file of its own, for the live schema or for a shadow of it."""

from functools import cache
from pathlib import Path

from psycopg import sql

HERE = Path(__file__).parent
LIVE = "jejak"


@cache
def statement(name: str, schema: str = LIVE) -> bytes:
    """The statement in `server/ledger/<name>.sql` with `{schema}` filled in."""
    text = sql.SQL((HERE / f"{name}.sql").read_text(encoding="utf-8"))
    return text.format(schema=sql.Identifier(schema)).as_string().encode()
