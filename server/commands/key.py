"""`jejak key register`: bring a key of an agency into force. `jejak key new` makes one."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer

from domain.keys import kid_of
from server.commands.place import Data, Json, opened, registrar_of
from server.commands.run import run, show
from server.evidence.keystore import read_key

Custody = Literal["agency", "device"]

app = typer.Typer(no_args_is_help=True, help="Signing keys of agencies.")


@app.command()
def register(
    agency: Annotated[str, typer.Argument(help="Agency id.")],
    key: Annotated[Path, typer.Option(help="File of the new key.")],
    root: Annotated[Path, typer.Option(help="File of the agency's root key, which alone may register it.")],
    custody: Annotated[
        str, typer.Option(help="agency, or device for a key that stays in a browser.")
    ] = "agency",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Register a signing key under the agency's root key."""
    if custody not in get_args(Custody):
        raise typer.BadParameter("custody is agency or device")
    show(run(_register(agency, key, root, custody, data)), as_json)


async def _register(agency: str, key: Path, root: Path, custody: str, data: Path | None) -> dict[str, Any]:
    own, above = read_key(key), read_key(root)
    signer = above.signer(kid_of(agency, above.public))
    async with opened(data) as services:
        await registrar_of(services).register_key(agency, own, custody, signer)
    return {"agency": agency, "kid": kid_of(agency, own.public), "custody": custody}
