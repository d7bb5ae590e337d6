"""Passwords: argon2id (RFC 9106), hashed off the event loop and few at a time, for each takes 64 MiB."""

import asyncio
import unicodedata
from base64 import b64encode
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.problems import refuse
from server.api.problems import ProblemError
from server.auth.rules import PasswordRule

AT_ONCE = 2  # hashings: what one process spends on them at most is twice the memory of one
WAITING = 16  # logins that may wait for their turn


class WeakPassword(ValueError):
    """A new password does not hold to the rule; the message names the rule, never the password."""


class Passwords:
    """Hashes and checks. One a process."""

    def __init__(self, rule: PasswordRule) -> None:
        self._rule = rule
        self._hasher = PasswordHasher(rule.passes, rule.memory_kib, rule.lanes)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._decoy = _decoy(rule)

    def check(self, password: str, login: str) -> None:
        """Raises WeakPassword for a new password of the wrong length, or one that says the login."""
        if not self._rule.shortest <= len(password) <= self._rule.longest:
            raise WeakPassword(
                f"A password has {self._rule.shortest} to {self._rule.longest} characters, of any kind."
            )
        if login in password.lower():
            raise WeakPassword("A password does not contain the login.")

    def hash(self, password: str) -> str:
        """The PHC string of a password: algorithm, parameters, salt and hash."""
        return self._hasher.hash(_normal(password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether this is the password. Without a hash to compare with it takes as long and is not.

        Raises ProblemError (busy) where too many wait.
        """
        if self._waiting >= WAITING:
            raise ProblemError(refuse("busy", "Many log in now; try again."))
        self._waiting += 1
        try:
            async with self._turn:
                matches = await asyncio.to_thread(self._matches, hashed or self._decoy, password)
        finally:
            self._waiting -= 1
        return matches and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than those in force."""
        return self._hasher.check_needs_rehash(hashed)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def _decoy(rule: PasswordRule) -> str:
    """A hash of no password, under the parameters in force: what an unknown login is compared with."""
    salt, digest = (b64encode(token_bytes(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={rule.memory_kib},t={rule.passes},p={rule.lanes}${salt}${digest}"


def _normal(password: str) -> bytes:
    """The same bytes from every keyboard (NIST SP 800-63B on Unicode: NFKC)."""
    return unicodedata.normalize("NFKC", password).encode()
