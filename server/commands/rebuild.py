"""`jejak rebuild`: make views anew from the log and compare them with the live ones."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from projections.engine import Projection
from projections.owner import RebuildRunning
from projections.rebuild import Rebuilt, rebuild
from projections.replay import NeverRun
from server.commands.place import Data, Json, settings_at
from server.commands.run import REFUSED, ended, run, show_rows
from server.config import SettingsError
from server.rules import load_rules
from server.start import projections_under

COLUMNS = ("projection", "position", "equal", "swapped", "differing_cases", "parked_cases")


def rebuild_projection(
    projection: Annotated[str | None, typer.Argument(help="Which one; without it, all.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only compare; put nothing in place.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Rebuild projections beside the live ones, compare, and swap; the ledger is compared only.

    Ends with code 1 where a live projection was not what the log says.
    """
    found = run(_rebuild(projection, check, data))
    show_rows(COLUMNS, [_row(each) for each in found], as_json)
    if not all(each.equal for each in found):
        raise typer.Exit(REFUSED)


async def _rebuild(name: str | None, check: bool, data: Path | None) -> list[Rebuilt]:
    dsn, chosen = settings_at(data).database_url, _chosen(name)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        return [await _one(projection, dsn, check, progress) for projection in chosen]


async def _one(projection: Projection, dsn: str, check: bool, progress: Progress) -> Rebuilt:
    task = progress.add_task(projection.name, total=None)
    try:
        return await rebuild(
            projection,
            dsn,
            lambda done, total: progress.update(task, completed=done, total=total),
            compare_only=check,
        )
    except NeverRun:
        raise ended(f"{projection.name} has not run on this database yet.", REFUSED) from None
    except RebuildRunning:
        raise ended(f"Another rebuild of {projection.name} is running.", REFUSED) from None


def _chosen(name: str | None) -> list[Projection]:
    known = projections_under(load_rules())
    chosen = [projection for projection in known if name in (None, projection.name)]
    if not chosen:
        raise SettingsError(f"A projection is one of {', '.join(each.name for each in known)}.")
    return chosen


def _row(found: Rebuilt) -> tuple[Any, ...]:
    differing = sum(table.differing for table in found.compared + found.tail)
    return found.projection, found.position, found.equal, found.swapped, differing, len(found.parked)
