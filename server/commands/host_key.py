"""`jejak host-key`: exchange or end a key that the host holds, in the log and in its directory at once."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from domain.catalogue.registry_codes import RevocationReason
from server.commands.place import Data, Json, opened, registrar_of
from server.commands.run import REFUSED, ended, run, show
from server.evidence.exchanging import Exchanged, HostUse, NoSuchKey, Revoked, exchange, revoke

app = typer.Typer(no_args_is_help=True, help="Keys that the host holds: receipt, log, reads-log, escrow.")

REASONS = ", ".join(each.value for each in RevocationReason)
Reason = Annotated[str, typer.Option(help=f"Why: {REASONS}.", metavar="CODE")]


@app.command("exchange")
def exchange_key(
    use: Annotated[str, typer.Argument(help=f"One of {', '.join(get_args(HostUse))}.")],
    agency: Annotated[
        str | None, typer.Argument(help="Of an escrow key: the agency that the host signs for with it.")
    ] = None,
    reason: Reason = "replaced",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Let a new key take the place of one that the host holds. Running servers take it up by themselves.

    The old private key is kept beside the new one. Safe to run again where it was cut off. After a log's key:
    every witness takes the new one (`jejak witness add-log`), and every policy names it.
    """
    if use not in get_args(HostUse) or (use == "escrow") != (agency is not None):
        raise typer.BadParameter("one of receipt, log and reads-log, or escrow with an agency")
    _require_reason(reason)
    chosen: HostUse = next(each for each in get_args(HostUse) if each == use)
    try:
        done = run(_exchange(chosen, agency, reason, data))
    except NoSuchKey as refused:
        raise ended(str(refused), REFUSED) from None
    show(_told(done), as_json)


@app.command("revoke")
def revoke_key(
    kid: Annotated[str, typer.Argument(help="Id of the key, as GET /v1/log/keys tells it.")],
    reason: Reason,
    compromised_since: Annotated[
        int | None,
        typer.Option(min=1, help="Log position from which on nobody vouches for what it signed."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """End a key that the host holds, with none in its place; or say of one that has ended since when it was
    in other hands.

    Without a key of its use the host signs nothing of that kind any more: exchange it where it goes on.
    """
    _require_reason(reason)
    try:
        done = run(_revoke(kid, reason, compromised_since, data))
    except NoSuchKey as refused:
        raise ended(str(refused), REFUSED) from None
    show(_told(done), as_json)


def _require_reason(reason: str) -> None:
    if reason not in {each.value for each in RevocationReason}:
        raise typer.BadParameter("see --help for the reasons")


def _told(done: Exchanged | Revoked) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in done._asdict().items()}


async def _exchange(use: HostUse, agency: str | None, reason: str, data: Path | None) -> Exchanged:
    async with opened(data) as services:
        whose = agency or services.settings.deployment_agency
        return await exchange(services, registrar_of(services), use, whose, reason)


async def _revoke(kid: str, reason: str, since: int | None, data: Path | None) -> Revoked:
    async with opened(data) as services:
        return await revoke(services, registrar_of(services), kid, reason, since)
