"""SQL statements of the projections, each in a file of its own."""

from pathlib import Path

HERE = Path(__file__).parent


def statement(name: str, folder: str = "sql") -> bytes:
    """The statement in `projections/<folder>/<name>.sql`."""
    return (HERE / folder / f"{name}.sql").read_bytes()
