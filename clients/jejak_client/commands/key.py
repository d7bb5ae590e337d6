"""`jejak key new`: make a private key of an agency."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from jejak_client.commands.common import USAGE, Json, ended, explained_failures
from jejak_client.keys import make_key, save_key

app = typer.Typer(no_args_is_help=True, help="Signing keys of agencies.")


@app.callback()
def keys() -> None:
    """Signing keys of agencies."""


@app.command()
def new(
    agency: Annotated[str, typer.Argument(help="Agency id, such as polres-ttu.")],
    file: Annotated[Path, typer.Argument(help="New file for the key; only its owner may read it.")],
    as_json: Json = False,
) -> None:
    """Make an Ed25519 key in a file of its own; the private half never leaves it."""
    try:
        key = make_key(agency)
    except ValueError as error:
        raise ended(f"{error}.", USAGE) from None
    with explained_failures():
        save_key(file, key)
    typer.echo(json.dumps({"kid": key.kid, "x": key.x, "file": str(file)}) if as_json else key.kid)
