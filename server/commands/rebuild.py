"""`jejak rebuild`: make views anew from the log and compare them with the live ones."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from projections.engine import Projection
from projections.fingerprint import RowDifference, TableComparison
from projections.owner import RebuildRunning
from projections.rebuild import Rebuilt, rebuild
from projections.replay import NeverRun
from server.commands.place import Data, Json, settings_at
from server.commands.run import REFUSED, ended, run, show_list, show_rows
from server.config import SettingsError
from server.rules import load_rules
from server.start import projections_under

COLUMNS = ("projection", "position", "equal", "swapped", "differing_cases", "parked_cases")
CHECKED = ("projection", "table", "position", "equal", "rows", "sha256")
NOT_THERE = "not there"


def rebuild_projection(
    projections: Annotated[list[str] | None, typer.Argument(help="Which; without any, all.")] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Put nothing in place; tell the hash of each table and what differs."),
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Replay projections beside the live ones, compare, and swap; the ledger is compared only.

    With --check the SHA-256 of every table and, by its primary key, up to 20 rows of each that are not what
    the log says. Ends with code 1 where a live projection was not what the log says.
    """
    found = run(_rebuild(projections or [], check, data))
    if not check:
        show_rows(COLUMNS, [_row(each) for each in found], as_json)
    elif as_json:
        show_list([_told(each) for each in found])
    else:
        show_rows(CHECKED, [row for each in found for row in _checked(each)], as_json=False)
        for each in found:
            _name_differences(each)
    if not all(each.equal for each in found):
        raise typer.Exit(REFUSED)


async def _rebuild(names: list[str], check: bool, data: Path | None) -> list[Rebuilt]:
    dsn, chosen = settings_at(data).database_url, _chosen(names)
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


def _chosen(names: list[str]) -> list[Projection]:
    known = projections_under(load_rules())
    if unknown := set(names) - {projection.name for projection in known}:
        listed = ", ".join(projection.name for projection in known)
        raise SettingsError(f"There is no projection {min(unknown)}: it is one of {listed}.")
    return [projection for projection in known if not names or projection.name in names]


def _row(found: Rebuilt) -> tuple[Any, ...]:
    differing = sum(table.differing for table in found.compared + found.tail)
    return found.projection, found.position, found.equal, found.swapped, differing, len(found.parked)


def _checked(found: Rebuilt) -> list[tuple[Any, ...]]:
    return [
        (found.projection, each.table, found.position, each.equal, each.rows[0], each.checksums[0])
        for each in found.compared
    ]


def _name_differences(found: Rebuilt) -> None:
    for table in found.compared:
        if table.equal:
            continue
        name = f"{found.projection}.{table.table}"
        typer.echo(
            f"{name}: {table.differing} cases differ; a replay has {table.rows[1]} rows, {table.checksums[1]}"
        )
        for row in table.differences:
            key = ", ".join(f"{column} {value}" for column, value in row.key.items())
            typer.echo(f"  {key}: live {row.live or NOT_THERE}, replayed {row.rebuilt or NOT_THERE}")


def _told(found: Rebuilt) -> dict[str, Any]:
    return {
        "projection": found.projection,
        "position": found.position,
        "equal": found.equal,
        "parked": [{"case": each.case, "position": each.position} for each in found.parked],
        "tables": [_told_table(table) for table in found.compared],
    }


def _told_table(table: TableComparison) -> dict[str, Any]:
    return {
        "table": table.table,
        "equal": table.equal,
        "rows": _both(*table.rows),
        "sha256": _both(*table.checksums),
        "differing_cases": table.differing,
        "rows_that_differ": [_told_row(row) for row in table.differences],
    }


def _told_row(row: RowDifference) -> dict[str, Any]:
    return {"case": row.case, "key": row.key, **_both(row.live, row.rebuilt)}


def _both(live: Any, replayed: Any) -> dict[str, Any]:
    return {"live": live, "replayed": replayed}
