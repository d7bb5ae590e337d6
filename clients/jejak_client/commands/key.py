"""`jejak key`: make a private key of an agency, prove that one is held, register one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from jejak_client.commands.common import (
    REFUSED,
    USAGE,
    Json,
    TokenFile,
    Url,
    client_for,
    ended,
    explained_failures,
)
from jejak_client.keys import load_key, make_key, save_key
from jejak_client.registration import Registered, register_key

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


@app.command()
def prove(
    root: Annotated[Path, typer.Argument(help="File of the agency's root key.")],
    origin: Annotated[str, typer.Option(help="Id of the deployment that the agency joins.")],
) -> None:
    """Print what the host needs to register the agency: the public root key and the proof that it is held."""
    with explained_failures():
        key = load_key(root)
    proof = key.prove_possession(origin, "root")
    told = {"agency": key.agency, "origin": origin, "root_key": key.x, "possession": proof}
    typer.echo(json.dumps(told))


@app.command()
def register(
    key: Annotated[Path, typer.Argument(help="File of the new key.")],
    root: Annotated[Path, typer.Option(help="File of the agency's root key, which alone may register it.")],
    custody: Annotated[str, typer.Option(help="agency, or device for the key of one device.")] = "agency",
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Register a signing key under the agency's root key. Safe to run again."""
    if custody not in ("agency", "device"):
        raise ended("The custody is agency or device.", USAGE)
    with explained_failures(), client_for(url, token_file) as client:
        new, above = load_key(key), load_key(root)
        try:
            answer = register_key(client, new, above, custody)
        except Registered:
            status, position = "already_recorded", None
        else:
            if answer.problem:
                raise ended(f"The server refused: {answer.slug}: {answer.problem.get('detail')}", REFUSED)
            status, position = answer.status, answer.position
    told = {"kid": new.kid, "status": status, "position": position}
    typer.echo(json.dumps(told) if as_json else f"{status} {new.kid}")
