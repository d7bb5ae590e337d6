"""People's accounts: made, changed and ended by the operator alone."""

import re
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from server.auth.principal import Role
from server.auth.statements import statement

# ASCII, so that no two logins look alike.
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,62}[a-z0-9]")


class Account(NamedTuple):
    """One person at one agency. `code_secret` is sealed (server/auth/codes.py)."""

    account_id: UUID
    login: str
    agency: str
    roles: list[Role]
    password_hash: str | None
    code_secret: bytes | None
    disabled_at: datetime | None


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
    """What a list shows of an account."""

    account_id: UUID
    login: str
    agency: str
    roles: list[Role]
    has_password: bool
    has_issuer: bool
    created_at: datetime
    disabled_at: datetime | None


async def add(conn: AsyncConnection[Any], account: NewAccount) -> bool:
    """Makes an account; False where its login, or its identity at the provider, is another's."""
    return await _found(conn, "add_account", account._asdict())


async def by_login(conn: AsyncConnection[Any], login: str) -> Account | None:
    """The account of this login, disabled or not."""
    return await _account(conn, "account_by_login", {"login": login})


async def by_issuer(conn: AsyncConnection[Any], issuer: str, subject: str) -> Account | None:
    """The account that the identity provider knows under this subject, disabled or not."""
    return await _account(conn, "account_by_issuer", {"issuer": issuer, "issuer_subject": subject})


async def accounts_of(conn: AsyncConnection[Any], agency: str | None = None) -> list[AccountRow]:
    """The accounts of one agency or of all, without anything that would let one be used."""
    cursor = await conn.execute(statement("list_accounts"), {"agency": agency})
    return [AccountRow(*row) for row in await cursor.fetchall()]


async def disable(conn: AsyncConnection[Any], login: str, now: datetime) -> bool:
    """Closes an account and ends its sessions at once; False when there is none of this login."""
    return await _found(conn, "disable_account", {"login": login, "now": now})


async def enable(conn: AsyncConnection[Any], login: str) -> bool:
    """Opens an account again; False when there is none of this login."""
    return await _found(conn, "enable_account", {"login": login})


async def reset(
    conn: AsyncConnection[Any], account_id: UUID, password_hash: str, code_secret: bytes, now: datetime
) -> bool:
    """Gives an account a new password and new codes, and ends its sessions at once."""
    row = {
        "account_id": account_id,
        "password_hash": password_hash,
        "code_secret": code_secret,
        "now": now,
    }
    return await _found(conn, "reset_account", row)


async def use_code(conn: AsyncConnection[Any], account_id: UUID, step: int) -> bool:
    """Takes the code of a time step; False where it, or a later one, has been used, or the account closed."""
    return await _found(conn, "use_code", {"account_id": account_id, "step": step})


async def change_password(
    conn: AsyncConnection[Any], account_id: UUID, old: str, new: str, kept: UUID, now: datetime
) -> bool:
    """Replaces the hash of a password and ends the account's sessions but `kept`; False where it has changed
    meanwhile."""
    row = {"account_id": account_id, "old": old, "new": new, "kept": kept, "now": now}
    return await _found(conn, "change_password", row)


async def keep_password(conn: AsyncConnection[Any], account_id: UUID, old: str, new: str) -> None:
    """Replaces the hash of a password, unless it has changed meanwhile."""
    await conn.execute(statement("keep_password"), {"account_id": account_id, "old": old, "new": new})


async def _found(conn: AsyncConnection[Any], name: str, row: dict[str, Any]) -> bool:
    return await (await conn.execute(statement(name), row)).fetchone() is not None


async def _account(conn: AsyncConnection[Any], name: str, row: dict[str, Any]) -> Account | None:
    found = await (await conn.execute(statement(name), row)).fetchone()
    return Account(*found) if found else None
