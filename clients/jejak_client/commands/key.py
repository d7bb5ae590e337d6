"""`jejak key`: make a private key of an agency, prove that one is held, register, replace or revoke one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from jejak_client.answers import Answer
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
from jejak_client.registration import Registered, register_key, revoke_key, rotate_key

app = typer.Typer(no_args_is_help=True, help="Signing keys of agencies.")

Reason = Annotated[str, typer.Option(help="replaced, lost, compromised or device_retired.")]


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
        _tell(new.kid, lambda: register_key(client, new, above, custody), as_json)


@app.command()
def rotate(
    key: Annotated[Path, typer.Argument(help="File of the new key.")],
    replaces: Annotated[str, typer.Option(help="Id of the key whose place it takes: AGENCY/THUMBPRINT.")],
    root: Annotated[Path, typer.Option(help="File of the agency's root key.")],
    reason: Reason = "replaced",
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Let a new key take the place of another, with no moment in which neither signs. Safe to run again."""
    with explained_failures(), client_for(url, token_file) as client:
        new, above = load_key(key), load_key(root)
        _tell(new.kid, lambda: rotate_key(client, new, replaces, above, reason), as_json)


@app.command()
def revoke(
    kid: Annotated[str, typer.Argument(help="Id of the key: AGENCY/THUMBPRINT.")],
    root: Annotated[Path, typer.Option(help="File of the agency's root key.")],
    reason: Reason,
    compromised_since: Annotated[
        int | None,
        typer.Option(min=1, help="Log position from which on the agency does not vouch for what it signed."),
    ] = None,
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """End a key. What it signed stays; from --compromised-since on it is flagged. Safe to run again."""
    with explained_failures(), client_for(url, token_file) as client:
        above = load_key(root)
        _tell(kid, lambda: revoke_key(client, kid, above, reason, compromised_since), as_json)


def _tell(kid: str, publish: Callable[[], Answer], as_json: bool) -> None:
    """Print what became of a key; ends the command where the server refused."""
    try:
        answer = publish()
    except Registered:
        status, position = "already_recorded", None
    except LookupError:
        raise ended("No key of that id is on record.", REFUSED) from None
    else:
        if answer.problem:
            raise ended(f"The server refused: {answer.slug}: {answer.problem.get('detail')}", REFUSED)
        status, position = answer.status, answer.position
    told = {"kid": kid, "status": status, "position": position}
    typer.echo(json.dumps(told) if as_json else f"{status} {kid}")
