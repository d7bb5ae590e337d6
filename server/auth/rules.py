"""How people come in, how long they stay and how much a caller may ask for: the table `rules.toml`."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

PATH = Path(__file__).with_name("rules.toml")

Count = Annotated[int, msgspec.Meta(ge=1)]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every row says what it rests on, and how sure that is."""

    basis: str
    confidence: Literal["V", "D"]


class PasswordRule(Row, frozen=True, kw_only=True):
    """Lengths in characters; the cost of argon2id (RFC 9106): memory in KiB, passes over it, lanes."""

    shortest: Count
    longest: Count
    memory_kib: Count
    passes: Count
    lanes: Count


class SessionRule(Row, frozen=True, kw_only=True):
    """A session ends after so long without use, and after so long in any case."""

    idle_minutes: Count
    longest_hours: Count

    @property
    def idle(self) -> timedelta:
        """The longest rest of a session."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """The longest life of a session."""
        return timedelta(hours=self.longest_hours)


class TokenRule(Row, frozen=True, kw_only=True):
    """A token ends after so many days unless it was issued for another time."""

    days: Count


class LockoutRule(Row, frozen=True, kw_only=True):
    """See `closed_for`."""

    free: Count
    first_seconds: Count
    longest_seconds: Count
    forgotten_hours: Count


class AccountLockout(Row, frozen=True, kw_only=True):
    """Failures in a row on one account, of strangers and of browsers that are known for so many days."""

    known_days: Count
    of_strangers: Count
    of_known: Count

    @property
    def known_for(self) -> timedelta:
        """For how long a browser is known in which nobody comes in."""
        return timedelta(days=self.known_days)


class Rate(Row, frozen=True, kw_only=True):
    """A token bucket: so many calls at once, so many a second in the long run."""

    per_second: Annotated[float, msgspec.Meta(gt=0)]
    burst: Count


class Lockout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rule for one login, and for all logins from one network; what is never forgotten of an account."""

    login: LockoutRule
    network: LockoutRule
    account: AccountLockout


class Rates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reads of an agency's system and of a person, and failures of a network."""

    system: Rate
    person: Rate
    failures: Rate


class AccountRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    kind: Literal["accounts"]
    version: Count
    passwords: PasswordRule
    sessions: SessionRule
    tokens: TokenRule
    lockout: Lockout
    rates: Rates


@cache
def account_rules() -> AccountRules:
    """The table as this version brings it along. Raises msgspec.ValidationError for one that is not whole."""
    return msgspec.toml.decode(PATH.read_bytes(), type=AccountRules)


def closed_for(rule: LockoutRule, failures: int) -> timedelta:
    """How long the door stays closed after this many failures in a row."""
    beyond = failures - rule.free
    if beyond <= 0:
        return timedelta(0)
    doubled: int = rule.first_seconds << min(beyond - 1, 32)
    return timedelta(seconds=min(doubled, rule.longest_seconds))
