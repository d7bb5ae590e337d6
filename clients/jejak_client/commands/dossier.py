"""`jejak dossier`: the dossier of a dispute into a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from jejak_client.commands.common import USAGE, Json, TokenFile, Url, client_for, ended, explained_failures


def dossier(
    dispute: Annotated[UUID, typer.Argument(help="The id of the dispute.")],
    to: Annotated[Path, typer.Option(help="New file for the zip; only its owner may read it.")],
    url: Url = None,
    token_file: TokenFile = None,
    as_json: Json = False,
) -> None:
    """Fetch the dossier of a dispute: a zip to read in court, and to check offline with `jejak verify`.

    For the sides of the dispute, its expert and auditors. The server records the reading first.
    """
    if to.exists():
        raise ended(f"{to} is there already; a dossier is never written over another.", USAGE)
    with explained_failures(), client_for(url, token_file) as client:
        made = client.dossier(dispute)
    _write(to, made.content)
    state = "final" if made.final else "pending"
    told = {"file": str(to), "position": made.position, "state": state, "sha256": made.sha256}
    typer.echo(json.dumps(told) if as_json else f"{to}: {state}, up to entry {made.position}")
    if not made.final:
        typer.echo("No quorum of witnesses has cosigned it yet: fetch it once more later.", err=True)


def _write(to: Path, content: bytes) -> None:
    """On disk when it returns; it may name victims and witnesses."""
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ended(f"{to} cannot be written: {error.strerror}.", USAGE) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
