"""`jejak pull`: the agency's ledger into a file of JSON lines."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from jejak_client.api import JejakClient
from jejak_client.commands.common import USAGE, Json, TokenFile, Url, client_for, ended, explained_failures
from jejak_client.feed import FeedPage

POLL_SECONDS = 25.0  # how long a question for more is left open
PAGE = 500  # rows


def pull(
    to: Annotated[str, typer.Option(help="File to append rows to; - for standard output.")] = "-",
    cursor: Annotated[Path, typer.Option(help="File that remembers the last row pulled.")] = Path(
        "jejak.cursor"
    ),
    ack: Annotated[
        bool | None,
        typer.Option(
            "--ack/--no-ack", help="Acknowledge what was written; by default when it goes to a file."
        ),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more rows, for ever.")] = False,
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Append the new rows of the agency's ledger, one JSON object a line, each with its position.

    Rows are written before the cursor moves: after a power cut the last page may come twice,
    never not at all.
    """
    acknowledges = ack if ack is not None else to != "-"
    with explained_failures(), client_for(url, token_file) as client:
        place = _read_cursor(cursor)
        written = 0
        while True:
            page = client.feed(place, PAGE, POLL_SECONDS if follow else 0)
            if page.items:
                _write(page, to)
                place = _move(client, page, cursor, acknowledges)
                written += len(page.items)
            if not follow and (not page.items or place >= page.head):
                break
    told = {"rows": written, "position": place}
    typer.echo(json.dumps(told) if as_json else f"{written} rows, up to {place}", err=to == "-")


def _move(client: JejakClient, page: FeedPage, cursor: Path, acknowledges: bool) -> int:
    """Remember the last row of the page, and tell the server that it is kept."""
    last = page.items[-1]
    receipt = client.acknowledge(last.position, last.hash) if acknowledges else None
    _write_cursor(cursor, {"position": last.position, "hash": last.hash, "receipt": receipt})
    return last.position


def _write(page: FeedPage, to: str) -> None:
    if to == "-":
        _append(sys.stdout.buffer, page)
        return
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # rows hold names
    except OSError as error:
        raise ended(f"{to} cannot be written: {error.strerror}.", USAGE) from None
    with os.fdopen(descriptor, "ab") as file:
        _append(file, page)
        os.fsync(file.fileno())


def _append(file: BinaryIO, page: FeedPage) -> None:
    file.writelines(line + b"\n" for line in page.lines)
    file.flush()


def _read_cursor(cursor: Path) -> int:
    try:
        return int(json.loads(cursor.read_text("utf-8"))["position"])
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, KeyError, TypeError):
        raise ended(f"{cursor} is not a cursor; move it away to start from the first row.", USAGE) from None


def _write_cursor(cursor: Path, content: dict[str, Any]) -> None:
    scratch = cursor.with_name(f"{cursor.name}.new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(json.dumps(content) + "\n")
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(cursor)
