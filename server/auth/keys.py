"""The deployment's key for accounts: outside the database, so that its thief can make no one-time code."""

import hmac
from typing import Any

from psycopg_pool import AsyncConnectionPool

from server.evidence.keystore import KeyStore

KEY = "accounts"
ANY_ACCOUNT = "SELECT EXISTS (SELECT FROM jejak.accounts WHERE code_secret IS NOT NULL)"


class AccountKeys:
    """One key for each use, derived from the deployment's."""

    def __init__(self, key: bytes) -> None:
        self.codes = _derived(key, b"codes")
        self.failures = _derived(key, b"failures")
        self.sign_in = _derived(key, b"sign-in")
        self.browsers = _derived(key, b"browsers")


async def open_account_keys(keys: KeyStore, pool: AsyncConnectionPool[Any]) -> AccountKeys:
    """Made while no account has a code, required ever after: a new key would open none of them.

    Raises KeyFileError naming the file that is missing.
    """
    async with pool.connection() as conn:
        row = await (await conn.execute(ANY_ACCOUNT)).fetchone()
    if row == (False,):
        keys.make_secret(KEY)
    return AccountKeys(keys.secret(KEY))


def _derived(key: bytes, use: bytes) -> bytes:
    return hmac.digest(key, b"jejak/accounts/v1\0" + use, "sha256")
