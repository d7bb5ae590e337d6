"""`jejak erasure`: which erasures wait for this agency's word that its copies are purged, and giving it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

import typer

from jejak_client.api import JejakClient
from jejak_client.commands.common import Json, TokenFile, Url, client_for, explained_failures

app = typer.Typer(
    no_args_is_help=True, help="Copies of what was erased: purged, and said so (UU 27/2022 art 44)."
)

CONFIRM_PURGE = "confirm_purge"
PAGE = 200


@app.command("list")
def list_erasures(url: Url = None, token_file: TokenFile = None, as_json: Json = False) -> None:
    """List the erasures of which this agency had data and has not said yet that its copies are purged."""
    with explained_failures(), client_for(url, token_file) as client:
        waiting = list(_waiting(client))
    if as_json:
        typer.echo(json.dumps(waiting))
        return
    for each in waiting:
        typer.echo(f"{each['erasure']}  case {each['case']}  since {each['since']}")


@app.command()
def confirm(
    erasure: Annotated[UUID, typer.Argument(help="The erasure that `shredded` rows name.")],
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Say that every copy of what was erased is purged, wherever this agency kept it.

    `jejak pull` purges its own file and says so by itself; this is for systems that keep rows elsewhere.
    """
    with explained_failures(), client_for(url, token_file) as client:
        since = client.confirm_erasure(erasure)
    told = {"erasure": str(erasure), "confirmedat": since}
    typer.echo(json.dumps(told) if as_json else f"erasure {erasure} confirmed {since}")


def _waiting(client: JejakClient) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = client.worklist(after=after, limit=PAGE)
        for item in page["items"]:
            if item["kind"] == CONFIRM_PURGE:
                yield {"erasure": item["ref"], "case": item["case"], "since": item["since"]}
        after = page["next"]
        if after is None:
            return
