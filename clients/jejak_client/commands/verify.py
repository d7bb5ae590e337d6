"""`jejak verify`: check a dossier, or an entry that was kept with its proof, without a server."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from jejak_client.commands.common import USAGE, Json, ended
from jejak_client.verify.archive import is_archive
from jejak_client.verify.dossier import Verdict, verify_dossier
from jejak_client.verify.reading import Unreadable
from jejak_client.verify.roots import Roots, read_roots
from jejak_client.verify.single import Kept, verify_kept
from jejak_client.verify.telling import told

WRONG = 1
MAX_FILE = 65 * 1024 * 1024

Policy = Annotated[
    Path | None, typer.Option(help="Which witnesses must have cosigned (c2sp.org/tlog-policy), pinned.")
]
RootsFile = Annotated[Path | None, typer.Option(help="Kids of the agencies' root keys, one a line, pinned.")]
KeysFile = Annotated[Path | None, typer.Option(help="What GET /v1/log/keys answered; for single entries.")]


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="A dossier (zip); or any of an event (json), its tlog-proof, a receipt (jws), a checkpoint."
        ),
    ],
    policy: Policy = None,
    roots: RootsFile = None,
    keys: KeysFile = None,
    as_json: Json = False,
) -> None:
    """Check a dossier, offline: who signed what, between which times it came into the log, what is withheld.

    Exit code 0: everything holds. 1: something does not. 2: a file cannot be read, or is of no kind known
    here.
    """
    contents = [_read(file) for file in files]
    pinned = _read(policy) if policy else None
    now = int(time.time())
    if len(contents) == 1 and is_archive(contents[0]):
        if keys is not None:
            raise ended("A dossier brings its keys: --keys is for single files, --roots for it.", USAGE)
        verdict = verify_dossier(contents[0], now, pinned, _roots(roots))
    elif keys is None or pinned is None:
        raise ended("Without a dossier, say by which keys and which policy: --keys and --policy.", USAGE)
    elif roots is not None:
        raise ended("Single files rest on --keys alone: --roots is for a dossier.", USAGE)
    else:
        verdict = verify_kept(_kept(contents), _read(keys), pinned, now)
    _print(verdict, as_json)
    if not verdict.result.ok:
        raise typer.Exit(WRONG)


def _print(verdict: Verdict, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(verdict.result)))
        return
    for line in told(verdict):
        typer.echo(line)


def _kept(contents: list[bytes]) -> Kept:
    """Which file is which, by how it begins. Ends the command where one is none of them, or stands twice."""
    found: dict[str, bytes] = {}
    for content in contents:
        kind = _kind(content)
        if kind is None or kind in found:
            raise ended(
                "A file is neither dossier, event, proof, receipt nor checkpoint, or one too many.", USAGE
            )
        found[kind] = content
    return Kept(**found)


def _kind(content: bytes) -> str | None:
    if content.startswith(b"c2sp.org/tlog-proof@"):
        return "proof"
    if content.lstrip().startswith(b"{"):
        return "event"
    if "\n\n— ".encode() in content:
        return "checkpoint"
    return "receipt" if content.strip().count(b".") == 2 and not content.strip().count(b"\n") else None


def _roots(file: Path | None) -> Roots | None:
    if file is None:
        return None
    try:
        return read_roots(_read(file))
    except Unreadable as error:
        raise ended(f"{file} is no list of roots: {error}.", USAGE) from None


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE + 1)
    except OSError as error:
        raise ended(f"{file} cannot be read: {error.strerror}.", USAGE) from None
    if len(content) > MAX_FILE:
        raise ended(f"{file} is larger than any dossier.", USAGE)
    return content
