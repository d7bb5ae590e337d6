"""Running a verb: its failures as one sentence and an exit code, its answer for eyes or machines."""

import asyncio
import sys
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
import psycopg
import typer
from psycopg_pool import PoolTimeout
from rich.console import Console
from rich.table import Table

from server.config import SettingsError
from server.evidence.keystore import KeyFileError
from server.migrate import SchemaMismatch
from server.registrar import RegistrationRefused
from server.second_line.roles import RolesTooFree

REFUSED, USAGE, NO_DATABASE, OTHER_VERSION, KEY_FILE, TOO_FREE = 1, 2, 8, 9, 10, 13

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """The outcome of a verb's coroutine; a known failure ends the command."""
    with explained_failures():
        return asyncio.run(work)


@contextmanager
def explained_failures() -> Iterator[None]:
    """Ends the command with one sentence on standard error instead of a traceback."""
    try:
        yield
    except SettingsError as error:
        raise ended(str(error), USAGE) from None
    except RegistrationRefused as error:
        raise ended(str(error), REFUSED) from None
    except SchemaMismatch as error:
        raise ended(f"The database belongs to another version: {error}.", OTHER_VERSION) from None
    except RolesTooFree as error:
        raise ended(f"Row security would not bind the server: {error}.", TOO_FREE) from None
    except KeyFileError as error:
        raise ended(f"{error}.", KEY_FILE) from None
    except (psycopg.OperationalError, PoolTimeout):
        raise ended("The database does not answer.", NO_DATABASE) from None


def ended(sentence: str, code: int) -> typer.Exit:
    """The end of the command: the sentence is printed, the exception carries the exit code."""
    typer.echo(sentence, err=True)
    return typer.Exit(code)


def show(answer: Any, as_json: bool) -> None:
    """Prints one answer: as JSON, or as `name  value` lines."""
    fields = msgspec.to_builtins(answer)
    if as_json:
        typer.echo(msgspec.json.encode(fields).decode())
        return
    table = Table.grid(padding=(0, 2))
    for name, value in fields.items():
        table.add_row(name, _text(value))
    Console(file=sys.stdout).print(table)


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], as_json: bool) -> None:
    """Prints a list: as a JSON array of objects, or as a table."""
    if as_json:
        named = [dict(zip(columns, msgspec.to_builtins(row), strict=True)) for row in rows]
        typer.echo(msgspec.json.encode(named).decode())
        return
    table = Table(*columns, box=None, header_style="bold")
    for row in rows:
        table.add_row(*(_text(value) for value in row))
    Console(file=sys.stdout).print(table)


def show_list(answers: Sequence[Any]) -> None:
    """Prints answers with parts of their own: as one JSON array."""
    typer.echo(msgspec.json.encode(answers).decode())


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
