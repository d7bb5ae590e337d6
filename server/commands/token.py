"""`jejak token`: issue, revoke and list the bearer tokens of agencies."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, get_args
from uuid import UUID

import typer

from server.auth import tokens
from server.auth.principal import Role
from server.auth.rules import account_rules
from server.commands.place import Data, Json, opened
from server.commands.run import REFUSED, ended, run, show, show_rows
from server.config import SettingsError

app = typer.Typer(no_args_is_help=True, help="Bearer tokens of agencies.")

ROLES: tuple[Role, ...] = get_args(Role)


@app.command()
def issue(
    agency: Annotated[str, typer.Argument(help="Agency id.")],
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
    days: Annotated[int, typer.Option(min=1, help="For how many days.")] = account_rules().tokens.days,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a token. It is shown this once and stored as a hash only."""
    if role not in ROLES:
        raise typer.BadParameter(f"a role is one of {', '.join(ROLES)}")
    show(run(_issue(agency, role, timedelta(days=days), data)), as_json)


@app.command()
def revoke(
    token_id: Annotated[UUID, typer.Argument(help="The token's id, from `jejak token list`.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """End a token; every server follows at once, and what it holds open ends within five seconds."""
    if not run(_revoke(token_id, data)):
        raise ended("There is no such token in force.", REFUSED)
    show({"token_id": token_id, "status": "revoked"}, as_json)


@app.command("list")
def list_tokens(
    agency: Annotated[str | None, typer.Argument(help="Only this agency's.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List tokens, without what would let one be used."""
    show_rows(tokens.TokenRow._fields, run(_tokens(agency, data)), as_json)


async def _issue(agency: str, role: Any, life: timedelta, data: Path | None) -> dict[str, Any]:
    async with opened(data) as services:
        if agency not in services.directory.current.agencies:
            raise SettingsError("No agency of this id is registered.")
        now = services.clock()
        ends = now + life
        async with services.pool.connection() as conn:
            issued = await tokens.issue(conn, services.row_seals, agency, role, now, ends)
    return {"agency": agency, "role": role, "expires_at": ends, **issued._asdict()}


async def _revoke(token_id: UUID, data: Path | None) -> bool:
    async with opened(data) as services:
        return await services.tokens.revoke(token_id)


async def _tokens(agency: str | None, data: Path | None) -> list[tokens.TokenRow]:
    async with opened(data) as services, services.pool.connection() as conn:
        return await tokens.tokens_of(conn, agency)
