"""The SQL statements of this folder, one a file."""

from pathlib import Path


def statement(name: str) -> bytes:
    """The text of `<name>.sql`, as psycopg takes it."""
    return (Path(__file__).parent / f"{name}.sql").read_bytes()
