"""`jejak reads`: whether the read log is what it was."""

from pathlib import Path
from typing import Annotated

import typer

from server.commands.place import Data, Json, opened
from server.commands.run import REFUSED, ended, run, show
from server.readlog.leaves import Checkpoint, Verified, verify
from server.readlog.reader import operator_at

app = typer.Typer(no_args_is_help=True, help="The log of reads.")
ROOT_HEX = 64  # digits of a SHA-256


@app.callback()
def reads() -> None:
    """The log of reads."""


@app.command("verify")
def verify_reads(
    size: Annotated[
        int | None, typer.Option(min=0, help="Size of a checkpoint that was kept; with --root.")
    ] = None,
    root: Annotated[str | None, typer.Option(help="Its root, in hexadecimal.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Compute the tree over all reads anew, and compare; print size and root, to be kept.

    Whoever holds the database can make reads and tree anew together: a checkpoint kept elsewhere tells. Ends
    with code 1 where something is wrong. That the operator went over the reads is itself a read on record.
    """
    found = run(_verify(_kept(size, root), data))
    if found.wrong is not None:
        raise ended(f"The read log is not what it was: {found.wrong}.", REFUSED)
    show({"size": found.checkpoint.size, "root": found.checkpoint.root.hex()}, as_json)


def _kept(size: int | None, root: str | None) -> Checkpoint | None:
    if size is None and root is None:
        return None
    if size is None or root is None or len(root) != ROOT_HEX:
        raise typer.BadParameter("a checkpoint is a size and a root of 64 hexadecimal digits")
    try:
        return Checkpoint(size, bytes.fromhex(root))
    except ValueError:
        raise typer.BadParameter("a root is written in hexadecimal digits") from None


async def _verify(kept: Checkpoint | None, data: Path | None) -> Verified:
    async with opened(data) as services:
        found = await verify(services.pool, kept)
        operator = operator_at(services.settings.deployment_agency)
        await services.reads.record(operator, "verifyReads", [])
    return found
