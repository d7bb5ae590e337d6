"""People's accounts: made, changed and ended by the operator alone."""

import re
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from server.auth.principal import Role
from server.auth.row_seals import RowSeals, vouched
from server.auth.statements import statement

# ASCII, so that no two logins look alike.
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,62}[a-z0-9]")


class Account(NamedTuple):
    """One person at one agency. `code_secret` is sealed (server/auth/codes.py), `seal` is that of the row."""

    account_id: UUID
    login: str
    agency: str
    roles: list[Role]
    password_hash: str | None
    code_secret: bytes | None
    issuer: str | None
    issuer_subject: str | None
    disabled_at: datetime | None
    failures_of_strangers: int
    seal: bytes | None


class NewAccount(NamedTuple):
    """An account to be made: with a password and the secret of its codes, or known to the identity provider
    under `issuer` and `issuer_subject`, or both."""

    account_id: UUID
    login: str
    agency: str
    roles: list[Role]
    password_hash: str | None
    code_secret: bytes | None
    issuer: str | None
    issuer_subject: str | None
    created_at: datetime


class AccountRow(NamedTuple):
    """What a list shows of an account; `failures`: of strangers, in a row (server/auth/rules.toml)."""

    account_id: UUID
    login: str
    agency: str
    roles: list[Role]
    has_password: bool
    has_issuer: bool
    created_at: datetime
    disabled_at: datetime | None
    failures: int


async def add(conn: AsyncConnection[Any], seals: RowSeals, account: NewAccount) -> bool:
    """Makes an account; False where its login, or its identity at the provider, is another's."""
    return await _found(conn, "add_account", {**account._asdict(), "seal": seal_of(seals, account)})


async def by_login(conn: AsyncConnection[Any], seals: RowSeals, login: str) -> Account | None:
    """The account of this login, disabled or not; None also for a row that was changed by hand."""
    return await _account(conn, seals, "account_by_login", {"login": login})


async def by_issuer(conn: AsyncConnection[Any], seals: RowSeals, issuer: str, subject: str) -> Account | None:
    """The account that the identity provider knows under this subject, disabled or not; None also for a row
    that was changed by hand."""
    return await _account(conn, seals, "account_by_issuer", {"issuer": issuer, "issuer_subject": subject})


def seal_of(seals: RowSeals, account: Account | NewAccount) -> bytes:
    """The seal that the row of an account must bear."""
    return seals.account(
        account.account_id,
        account.login,
        account.agency,
        account.roles,
        account.password_hash,
        account.code_secret,
        account.issuer,
        account.issuer_subject,
    )


async def accounts_of(conn: AsyncConnection[Any], agency: str | None = None) -> list[AccountRow]:
    """The accounts of one agency or of all, without anything that would let one be used."""
    cursor = await conn.execute(statement("list_accounts"), {"agency": agency})
    return [AccountRow(*row) for row in await cursor.fetchall()]


async def disable(conn: AsyncConnection[Any], login: str, now: datetime) -> bool:
    """Closes an account and ends its sessions at once; False when there is none of this login."""
    return await _ending(conn, "disable_account", {"login": login}, now)


async def enable(conn: AsyncConnection[Any], login: str) -> bool:
    """Opens an account again, also to strangers; False when there is none of this login."""
    return await _found(conn, "enable_account", {"login": login})


async def reset(
    conn: AsyncConnection[Any],
    seals: RowSeals,
    account: Account,
    password_hash: str,
    code_secret: bytes,
    now: datetime,
) -> bool:
    """Gives an account a new password and new codes, and ends its sessions at once; False where it has
    changed meanwhile."""
    anew = account._replace(password_hash=password_hash, code_secret=code_secret)
    return await _ending(conn, "reset_account", _changed(seals, account, anew), now)


async def use_code(conn: AsyncConnection[Any], account: Account, step: int) -> bool:
    """Takes the code of a time step; False where it, or a later one, has been used, or the account was
    changed or closed since it was read."""
    row = {"account_id": account.account_id, "before": account.seal, "step": step}
    return await _found(conn, "use_code", row)


async def change_password(
    conn: AsyncConnection[Any], seals: RowSeals, account: Account, new: str, kept: UUID, now: datetime
) -> bool:
    """Replaces the hash of a password and ends the account's sessions but `kept`; False where the account
    has changed meanwhile."""
    row = _changed(seals, account, account._replace(password_hash=new))
    return await _ending(conn, "change_password", row, now, kept)


async def keep_password(conn: AsyncConnection[Any], seals: RowSeals, account: Account, new: str) -> Account:
    """The account with the hash of its password replaced; as it was, where it has changed meanwhile."""
    row = _changed(seals, account, account._replace(password_hash=new))
    kept = await _found(conn, "keep_password", row)
    return account._replace(password_hash=new, seal=row["seal"]) if kept else account


async def _ending(
    conn: AsyncConnection[Any], name: str, row: dict[str, Any], now: datetime, kept: UUID | None = None
) -> bool:
    """Changes an account and ends its sessions but `kept`, also those that were opened while it waited."""
    async with conn.transaction():
        found = await (await conn.execute(statement(name), {**row, "now": now})).fetchone()
        if found is not None:
            ended = {"account_id": found[0], "kept": kept, "now": now}
            await conn.execute(statement("end_sessions"), ended)
    return found is not None


async def _found(conn: AsyncConnection[Any], name: str, row: dict[str, Any]) -> bool:
    return await (await conn.execute(statement(name), row)).fetchone() is not None


def _changed(seals: RowSeals, before: Account, after: Account) -> dict[str, Any]:
    return {**after._asdict(), "before": before.seal, "seal": seal_of(seals, after)}


async def _account(
    conn: AsyncConnection[Any], seals: RowSeals, name: str, row: dict[str, Any]
) -> Account | None:
    found = await (await conn.execute(statement(name), row)).fetchone()
    account = Account(*found) if found else None
    return account if account and vouched(account.seal, seal_of(seals, account)) else None
