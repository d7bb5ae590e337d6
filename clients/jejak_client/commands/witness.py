"""`jejak witness`: run a witness of the log, which vouches that the log only ever grew."""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from jejak_client.commands.common import USAGE, ended, explained_failures
from jejak_client.tlog.errors import Malformed
from jejak_client.witness import directory as places
from jejak_client.witness.store import StoreError

STORE, PORT_TAKEN, NOT_INSTALLED = 11, 4, 12

Directory = Annotated[Path, typer.Argument(help="Directory of the witness: its key and its memory.")]

app = typer.Typer(no_args_is_help=True, help="A witness: cosigns a log while it only grows.")


@app.command()
def init(
    directory: Directory,
    name: Annotated[str, typer.Option(help="Name of the witness, such as witness.polres-ttu.example.")],
) -> None:
    """Make key and memory of a new witness, and print the key that policies name (vkey)."""
    with _explained():
        typer.echo(places.make_witness(directory, name).known.vkey)


@app.command()
def key(directory: Directory) -> None:
    """Print the key that policies name (vkey)."""
    with _explained():
        typer.echo(places.vkey_of(directory))


@app.command("add-log")
def add_log(
    directory: Directory,
    vkey: Annotated[str, typer.Argument(help="Key of the log, from its operator by a way that you trust.")],
) -> None:
    """Cosign a log from now on. Safe to run again, and while the witness serves."""
    with _explained():
        typer.echo(places.add_log(directory, vkey).name)


@app.command()
def serve(
    directory: Directory,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for a free one.")] = 8610,
) -> None:
    """Answer logs and monitors until SIGINT or SIGTERM; a proxy before it brings TLS."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    with _explained(), _listening(host, port) as bound:
        witness = places.open_witness(directory, time.time)
        try:
            from jejak_client.witness.app import serve as answer  # litestar and uvicorn: for this verb alone
        except ImportError as error:
            raise ended(f"{error.name} is missing: install jejak-client[witness].", NOT_INSTALLED) from None
        where = f"http://{host}:{bound.getsockname()[1]}"
        typer.echo(f"{witness.key.known.name} answers at {where}", err=True)
        answer(witness, bound)


@contextmanager
def _explained() -> Iterator[None]:
    """Ends the command with one sentence on standard error instead of a traceback."""
    with explained_failures():
        try:
            yield
        except StoreError as error:
            raise ended(f"{error}.", STORE) from None
        except Malformed as error:
            raise ended(f"{error}.", USAGE) from None


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        bound = socket.create_server((host, port))
    except OSError as error:
        raise ended(f"{host}:{port} cannot be served: {error.strerror}.", PORT_TAKEN) from None
    with bound:
        yield bound
