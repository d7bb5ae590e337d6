"""`jejak notice`: the notice that identities are secret, shown and acknowledged before one is opened."""

from __future__ import annotations

import json
from typing import Any

import typer

from jejak_client.commands.common import Json, TokenFile, Url, client_for, explained_failures

app = typer.Typer(no_args_is_help=True, help="The notice that identities are secret (UU 21/2007 art 24).")


@app.command()
def show(url: Url = None, token_file: TokenFile = None, as_json: Json = False) -> None:
    """Print the notice, and since when it is acknowledged with this token."""
    with explained_failures(), client_for(url, token_file) as client:
        notice = client.notice()
    if as_json:
        typer.echo(json.dumps(notice))
        return
    _print(notice)
    typer.echo(f"\n{_standing(notice)}")


@app.command()
def accept(url: Url = None, token_file: TokenFile = None, as_json: Json = False) -> None:
    """Print the notice and put on record that whoever reads with this token has been told."""
    with explained_failures(), client_for(url, token_file) as client:
        notice = client.notice()
        accepted = client.accept_notice(notice["version"])
    if as_json:
        typer.echo(json.dumps(accepted))
        return
    _print(notice)
    typer.echo(f"\n{_standing(accepted)}")


def _print(notice: dict[str, Any]) -> None:
    typer.echo(notice["text"]["id"])
    typer.echo(f"\n{notice['text']['en']}")


def _standing(told: dict[str, Any]) -> str:
    since = told["acknowledgedat"]
    return f"version {told['version']}, " + (f"acknowledged {since}" if since else "not acknowledged")
