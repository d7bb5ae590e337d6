"""`jejak vault`: the key-encryption keys of each month, outside the database."""

from pathlib import Path
from typing import Annotated, Any

import typer

from server.commands.place import Data, Json, opened
from server.commands.run import REFUSED, ended, run, show, show_rows
from server.vault import rewrap as moving

app = typer.Typer(no_args_is_help=True, help="Key-encryption keys, one for every month.")

COLUMNS = ("month", "kek_id", "in_use", "kept_until")


@app.command()
def epochs(data: Data = None, as_json: Json = False) -> None:
    """List the months' keys at hand, whether data keys are wrapped under them, and how long they are kept."""
    show_rows(COLUMNS, run(_epochs(data)), as_json)


@app.command()
def rewrap(data: Data = None, as_json: Json = False) -> None:
    """Wrap every data key of past months under this month's key, as a serving process does every hour."""
    show({"rewrapped": run(_rewrap(data))}, as_json)


@app.command()
def destroy(
    month: Annotated[str, typer.Argument(help="The month, yyyy-mm.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Destroy the key of a month that is over: backups that need it open nothing from then on.

    Refused while a data key is wrapped under it, or while its backups are kept.
    """
    if month not in run(_destroy(month, data)):
        raise ended("That month's key is in use, or still kept for its backups, or not there.", REFUSED)
    show({"month": month, "status": "destroyed"}, as_json)


async def _epochs(data: Path | None) -> list[tuple[Any, ...]]:
    async with opened(data) as services, services.pool.connection() as conn:
        used = await moving.kek_ids(conn)
        return [
            (each.month, each.kek_id, each.kek_id in used, each.until) for each in services.epochs.epochs()
        ]


async def _rewrap(data: Path | None) -> int:
    async with opened(data) as services, services.pool.connection() as conn:
        return await moving.rewrap(conn, services.epochs, services.vault)


async def _destroy(month: str, data: Path | None) -> list[str]:
    async with opened(data) as services, services.pool.connection() as conn:
        over = await moving.ended(conn, services.epochs, services.clock().date(), only=month)
        return [epoch.month for epoch in over]
