"""`jejak account`: who may log in. Passwords come by prompt or standard input, never as an argument."""

import sys
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from server.auth import accounts
from server.auth.accounts import LOGIN, Account, NewAccount
from server.auth.codes import base32, enrolment_uri, new_secret
from server.auth.passwords import WeakPassword
from server.auth.principal import ROLES, Role
from server.commands.place import Data, Json, opened
from server.commands.run import REFUSED, ended, run, show, show_rows
from server.config import SettingsError
from server.services import Services

app = typer.Typer(no_args_is_help=True, help="Accounts of people.")

Login = Annotated[str, typer.Argument(help="Login, such as rina.k@uptdppa-ttu.")]
NONE = "There is no account of this login, or its row was changed by hand."


@app.command()
def add(
    login: Login,
    agency: Annotated[str, typer.Argument(help="Agency id.")],
    role: Annotated[list[str], typer.Option(help=f"One of {', '.join(ROLES)}; may be repeated.")],
    subject: Annotated[
        str | None,
        typer.Option(help="The person's `sub` at the identity provider; then no password is asked for."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make an account. The secret of its one-time codes is shown this once and stored encrypted."""
    if not LOGIN.fullmatch(login):
        raise typer.BadParameter("a login is 3 to 64 of a-z 0-9 . _ @ + -")
    roles = [known for known in ROLES if known in role]
    if not roles or set(role) != set(roles):
        raise typer.BadParameter(f"a role is one of {', '.join(ROLES)}")
    password = None if subject else read_password()
    show(run(_add(login, agency, roles, password, subject, data)), as_json)


@app.command()
def reset(login: Login, data: Data = None, as_json: Json = False) -> None:
    """Give an account a new password and new codes; whoever is logged in under it is out at once."""
    show(run(_reset(login, read_password(), data)), as_json)


@app.command()
def disable(login: Login, data: Data = None, as_json: Json = False) -> None:
    """Close an account; whoever is logged in under it is out at once."""
    if not run(_disable(login, data)):
        raise ended(NONE, REFUSED)
    show({"login": login, "status": "disabled"}, as_json)


@app.command()
def enable(login: Login, data: Data = None, as_json: Json = False) -> None:
    """Open an account again, with the password and codes it had; also after too many failures."""
    if not run(_enable(login, data)):
        raise ended(NONE, REFUSED)
    show({"login": login, "status": "enabled"}, as_json)


@app.command("list")
def list_accounts(
    agency: Annotated[str | None, typer.Argument(help="Only this agency's.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List accounts, without what would let one be used."""
    show_rows(accounts.AccountRow._fields, run(_accounts(agency, data)), as_json)


def read_password() -> str:
    """A new password: asked for twice at a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


async def _add(
    login: str, agency: str, roles: list[Role], password: str | None, subject: str | None, data: Path | None
) -> dict[str, Any]:
    async with opened(data) as services:
        if agency not in services.directory.current.agencies:
            raise SettingsError("No agency of this id is registered.")
        issuer = services.settings.oidc_issuer if subject else None
        if subject and issuer is None:
            raise SettingsError("JEJAK_OIDC_ISSUER is not set; without it nobody knows that subject.")
        account_id, secret = uuid4(), new_secret() if password is not None else None
        new = NewAccount(
            account_id=account_id,
            login=login,
            agency=agency,
            roles=roles,
            password_hash=_hashed(services, login, password) if password is not None else None,
            code_secret=services.entrance.codes.seal(secret, account_id) if secret else None,
            issuer=issuer,
            issuer_subject=subject,
            created_at=services.clock(),
        )
        async with services.pool.connection() as conn:
            if not await accounts.add(conn, services.row_seals, new):
                raise SettingsError("This login, or this subject of the provider, has an account.")
        return {"account_id": account_id, "login": login} | _enrolment(services, login, secret)


async def _reset(login: str, password: str, data: Path | None) -> dict[str, Any]:
    async with opened(data) as services:
        async with services.pool.connection() as conn:
            account = await accounts.by_login(conn, services.row_seals, login)
        if account is None:
            raise SettingsError(NONE)
        return await _renewed(services, account, password)


async def _renewed(services: Services, account: Account, password: str) -> dict[str, Any]:
    hashed, secret = _hashed(services, account.login, password), new_secret()
    sealed = services.entrance.codes.seal(secret, account.account_id)
    async with services.pool.connection() as conn:
        if not await accounts.reset(conn, services.row_seals, account, hashed, sealed, services.clock()):
            raise SettingsError("The account has changed meanwhile; run the same command again.")
    found = {"account_id": account.account_id, "login": account.login}
    return found | _enrolment(services, account.login, secret)


async def _disable(login: str, data: Path | None) -> bool:
    async with opened(data) as services, services.pool.connection() as conn:
        return await accounts.disable(conn, login, services.clock())


async def _enable(login: str, data: Path | None) -> bool:
    async with opened(data) as services, services.pool.connection() as conn:
        return await accounts.enable(conn, login)


async def _accounts(agency: str | None, data: Path | None) -> list[accounts.AccountRow]:
    async with opened(data) as services, services.pool.connection() as conn:
        return await accounts.accounts_of(conn, agency)


def _hashed(services: Services, login: str, password: str) -> str:
    try:
        services.entrance.passwords.check(password, login)
    except WeakPassword as error:
        raise SettingsError(str(error)) from None
    return services.entrance.passwords.hash(password)


def _enrolment(services: Services, login: str, secret: bytes | None) -> dict[str, str]:
    """What the authenticator app of the person is given: as a key to type in, and as its URI."""
    if secret is None:
        return {}
    return {"code_key": base32(secret), "code_uri": enrolment_uri(secret, login, services.settings.origin)}
