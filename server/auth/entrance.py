"""What stands between a caller and the API: sessions, logins, and how much one may ask for."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from psycopg_pool import AsyncConnectionPool

from domain.problems import Refusal
from server.api.problems import ProblemError
from server.auth.browsers import KnownBrowsers
from server.auth.codes import CodeSecrets
from server.auth.keys import AccountKeys
from server.auth.lockout import Door
from server.auth.logins import Logins
from server.auth.oidc import RETURN, Client, IdentityProvider
from server.auth.passwords import Passwords
from server.auth.principal import Principal
from server.auth.rates import Buckets
from server.auth.row_seals import RowSeals
from server.auth.rules import AccountRules
from server.auth.sessions import Sessions
from server.clock import Clock
from server.config import Settings
from server.evidence.keystore import read_private


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """One a process."""

    rules: AccountRules
    codes: CodeSecrets
    passwords: Passwords
    sessions: Sessions
    logins: Logins
    systems: Buckets
    persons: Buckets
    failures: Buckets
    provider: IdentityProvider | None

    def count_read(self, principal: Principal) -> None:
        """Counts a read. Raises ProblemError where its caller reads more than one may."""
        buckets = self.systems if principal.person is None else self.persons
        _stop_at(buckets.take(principal.token_id))

    def count_failure(self, network: str) -> None:
        """Counts a call that named nobody. Raises ProblemError where its network makes too many."""
        _stop_at(self.failures.take(network))


def open_entrance(
    settings: Settings,
    rules: AccountRules,
    keys: AccountKeys,
    seals: RowSeals,
    pool: AsyncConnectionPool[Any],
    clock: Clock,
) -> Entrance:
    """The entrance of one process. Raises KeyFileError for a provider's secret that others may read."""
    codes, passwords = CodeSecrets(keys.codes), Passwords(rules.passwords)
    sessions = Sessions(pool, clock, rules.sessions, seals)
    door = Door(pool, rules.lockout, keys.failures)
    browsers = KnownBrowsers(keys.browsers, rules.lockout.account.known_for)
    return Entrance(
        rules=rules,
        codes=codes,
        passwords=passwords,
        sessions=sessions,
        logins=Logins(pool, clock, door, browsers, passwords, codes, sessions, seals),
        systems=Buckets(rules.rates.system),
        persons=Buckets(rules.rates.person),
        failures=Buckets(rules.rates.failures),
        provider=provider_of(settings, keys, clock),
    )


def provider_of(settings: Settings, keys: AccountKeys, clock: Clock) -> IdentityProvider | None:
    """The identity provider that the settings name, if any."""
    issuer, client_id, public_url = settings.oidc_issuer, settings.oidc_client_id, settings.public_url
    if issuer is None or client_id is None or public_url is None:
        return None
    file = settings.oidc_secret_file
    secret = read_private(file).decode().strip() if file is not None else None
    client = Client(issuer, client_id, secret, public_url.rstrip("/") + RETURN)
    return IdentityProvider(client, keys.sign_in, clock)


def _stop_at(seconds: float) -> None:
    if seconds > 0:
        rule = "More calls than one caller may make; the header Retry-After says when to go on."
        refusal = Refusal("too_many_requests", rule, None, 429)
        raise ProblemError(refusal, {"Retry-After": str(max(1, ceil(seconds)))})
