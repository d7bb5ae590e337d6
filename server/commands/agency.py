"""`jejak agency`: register an agency, list those registered."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from domain.registration import SIGNS_ITSELF
from server.commands.place import Data, Json, opened, registrar_of
from server.commands.run import run, show, show_rows
from server.config import SettingsError
from server.registrar import NewAgency


class RootProof(msgspec.Struct, frozen=True):
    """What an agency sends to the host to be registered; the private half stays with the agency."""

    agency: str
    origin: str
    root_key: str
    possession: str


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
        typer.Option(help="Root key file of an agency that signs itself; the private half is not kept."),
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
    proof = read_proof(root, new.agency) if root else None
    if proof is None and new.kind in SIGNS_ITSELF:
        raise SettingsError(
            "Police, prosecutors and courts sign themselves: a proof of their root key is needed (--root)."
        )
    async with opened(data) as services:
        registrar = registrar_of(services)
        if proof is None:
            await registrar.register_agency(new)
            await registrar.register_escrow(new.agency)
            return {"agency": new.agency, "signs": "escrow"}
        told = msgspec.structs.replace(new, root_key=proof.root_key, possession=proof.possession)
        await registrar.register_agency(told)
        return {"agency": new.agency, "signs": "own keys", "root_key": proof.root_key}


def read_proof(path: Path, agency: str) -> RootProof:
    """The proof in a file. Raises SettingsError for another content, or the proof of another agency."""
    try:
        proof = msgspec.json.decode(path.read_bytes(), type=RootProof)
    except (OSError, msgspec.DecodeError):
        raise SettingsError(f"{path} is not what `jejak key prove` prints.") from None
    if proof.agency != agency:
        raise SettingsError(f"{path} proves the root key of another agency.")
    return proof


async def _agencies(data: Path | None) -> list[tuple[str, str, str, tuple[str, ...], str]]:
    async with opened(data) as services:
        directory = services.directory.current
        escrow = {key.agency for key in directory.keys.values() if key.custody == "escrow"}
        return [
            (each.id, each.kind, each.name, each.task_forces, "escrow" if each.id in escrow else "own keys")
            for _, each in sorted(directory.agencies.items())
        ]
