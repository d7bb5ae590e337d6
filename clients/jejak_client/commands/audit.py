"""`jejak audit`: the log as it was signed, and who read what, as JSON lines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TextIO

import typer

from jejak_client.audit import audit_events, audit_reads
from jejak_client.commands.common import USAGE, TokenFile, Url, client_for, ended, explained_failures

app = typer.Typer(no_args_is_help=True, help="What auditors read: the signed log, and the log of reads.")

To = Annotated[str, typer.Option(help="File to append to; - for standard output.")]


@app.command()
def events(
    to: To = "-",
    after: Annotated[int | None, typer.Option(min=0, help="Position of the last event you have.")] = None,
    disclose: Annotated[
        list[str] | None, typer.Option(help="A data class whose values are asked for; with --reason.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why, of the list that the API gives.")] = None,
    url: Url = None,
    token_file: TokenFile = None,
) -> None:
    """Write the events of the log as they were signed, one JSON object a line, up to where it ends now.

    Values are opened by broken glass alone, of your own agency's events all; what is opened is on record with
    the reason.
    """
    with explained_failures(), client_for(url, token_file) as client, _written(to) as out:
        _write(audit_events(client, after, disclose=disclose or (), reason=reason), out)


@app.command()
def reads(
    to: To = "-",
    after: Annotated[int | None, typer.Option(min=0, help="Index of the last read you have.")] = None,
    url: Url = None,
    token_file: TokenFile = None,
) -> None:
    """Write who read what, when, what for and from where, one JSON object a line, in the tree's order."""
    with explained_failures(), client_for(url, token_file) as client, _written(to) as out:
        _write(audit_reads(client, after), out)


def _write(items: Iterator[dict[str, Any]], out: TextIO) -> None:
    for item in items:
        out.write(json.dumps(item, ensure_ascii=False) + "\n")


@contextmanager
def _written(to: str) -> Iterator[TextIO]:
    """Standard output, or the file, on disk when it is closed."""
    if to == "-":
        yield sys.stdout
        return
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # it tells who works on whom
    except OSError as error:
        raise ended(f"{to} cannot be written: {error.strerror}.", USAGE) from None
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
