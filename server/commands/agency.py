"""`jejak agency`: register an agency, list those registered."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from domain.registration import SIGNS_ITSELF
from server.commands.place import Data, Json, opened, registrar_of
from server.commands.run import run, show, show_rows
from server.config import SettingsError
from server.evidence.keystore import read_key
from server.registrar import NewAgency, possession_of

app = typer.Typer(no_args_is_help=True, help="Agencies of the deployment.")


@app.command()
def add(
    agency: Annotated[str, typer.Argument(help="Agency id, such as polres-ttu.")],
    kind: Annotated[str, typer.Option(help="Kind of agency, such as polres.")],
    name: Annotated[str, typer.Option(help="Name of the office.")],
    task_force: Annotated[list[str] | None, typer.Option(help="Task force; may be repeated.")] = None,
    regency: Annotated[str | None, typer.Option(help="Regency code, such as 53.03.")] = None,
    root: Annotated[
        Path | None,
        typer.Option(
            help="Root key file of an agency that signs itself; the private half is not kept."
        ),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Register an agency; one without a root key gets an escrow key, with which the host signs for it."""
    new = NewAgency(agency, kind, name, tuple(task_force or ()), regency)
    show(run(_add(new, root, data)), as_json)


@app.command("list")
def list_agencies(data: Data = None, as_json: Json = False) -> None:
    """List the agencies and how they sign."""
    columns = ("agency", "kind", "name", "task_forces", "signs")
    show_rows(columns, run(_agencies(data)), as_json)


async def _add(new: NewAgency, root: Path | None, data: Path | None) -> dict[str, Any]:
    if root is None and new.kind in SIGNS_ITSELF:
        raise SettingsError("Police, prosecutors and courts sign themselves: name their root key (--root).")
    async with opened(data) as services:
        registrar = registrar_of(services)
        if root is None:
            await registrar.register_agency(new)
            await registrar.register_escrow(new.agency)
            return {"agency": new.agency, "signs": "escrow"}
        key = read_key(root)
        x, proof = possession_of(key, new.agency, services.settings.origin, "root")
        await registrar.register_agency(msgspec.structs.replace(new, root_key=x, possession=proof))
        return {"agency": new.agency, "signs": "own keys", "root": key.thumbprint}


async def _agencies(data: Path | None) -> list[tuple[str, str, str, tuple[str, ...], str]]:
    async with opened(data) as services:
        directory = services.directory.current
        escrow = {key.agency for key in directory.keys.values() if key.custody == "escrow"}
        return [
            (each.id, each.kind, each.name, each.task_forces, "escrow" if each.id in escrow else "own keys")
            for _, each in sorted(directory.agencies.items())
        ]
