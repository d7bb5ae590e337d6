"""Logging in through an identity provider: OpenID Connect, authorization code with PKCE (RFC 7636, S256).

The provider says who somebody is; whether that person may come in, where and as what, the accounts say. It
never makes an account. The second factor is the provider's (docs/adr/0167).
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import httpx
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain import base64url
from domain.problems import refuse
from server.api.problems import ProblemError
from server.auth.logins import login_refused
from server.clock import Clock

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "Ed25519"]  # signatures by key pairs alone
SECONDS_TO_RETURN = 600
RETURN = "/v1/session/provider/return"  # the path to which the provider sends the browser back
DISCOVERY = "/.well-known/openid-configuration"
LEEWAY = 60  # seconds that the provider's clock may be off
KEYS_HELD = 600.0  # seconds
SILENCE_HELD = 5.0  # seconds for which a provider that did not answer as it should is not asked again
TIMEOUT = 10.0  # seconds for one answer of the provider
NONCE_BYTES = 12
LABEL = b"jejak/sign-in/v1"


class Client(NamedTuple):
    """What we are at the provider. `secret`: None for a public client."""

    issuer: str
    client_id: str
    secret: str | None
    redirect_uri: str


class Endpoints(msgspec.Struct, frozen=True):
    """What the provider says of itself (OpenID Connect Discovery section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Pending(msgspec.Struct, frozen=True):
    """A login on its way to the provider and back, kept by the browser, sealed by us."""

    state: str
    nonce: str
    verifier: str
    until: int


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class _Known(NamedTuple):
    """What the provider said of itself, held until so many seconds of the monotonic clock."""

    endpoints: Endpoints
    keys: KeySet
    until: float


class IdentityProvider:
    """The provider of a deployment. One a process; `key` seals what the browser keeps."""

    def __init__(
        self, client: Client, key: bytes, clock: Clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._cipher = AESGCM(key)
        self._alone = [client.client_id], client.client_id
        self._clock = clock
        self._monotonic = monotonic
        self._held: _Known | None = None
        self._silent_until = 0.0
        self._asking = asyncio.Lock()

    @property
    def issuer(self) -> str:
        """Who says who somebody is."""
        return self._client.issuer

    async def begin(self) -> tuple[str, str]:
        """Where the browser goes, and what it keeps until it is back. Raises ProblemError (busy)."""
        now = int(self._clock().timestamp())
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        pending = Pending(state, nonce, verifier, now + SECONDS_TO_RETURN)
        challenge = base64url.encode(sha256(pending.verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = (await self._provider()).endpoints.authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}", self._seal(pending)

    async def finish(self, kept: str, state: str, code: str, issuer: str | None) -> str:
        """The subject whom the provider vouches for.

        `issuer` is what the return names, where it names one (RFC 9207). Raises ProblemError: `login_refused`
        for a return that belongs to no login begun here, or a token that does not hold; `busy` where the
        provider does not answer.
        """
        pending = self._open(kept)
        foreign = issuer is not None and issuer != self._client.issuer
        if pending is None or foreign or not secrets.compare_digest(state.encode(), pending.state.encode()):
            raise ProblemError(login_refused())
        return await self._subject(await self._exchange(code, pending.verifier), pending.nonce)

    async def _exchange(self, code: str, verifier: str) -> str:
        """The ID token for a code, which the provider takes once."""
        client = self._client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": verifier,
        }
        if client.secret is None:
            sent: dict[str, Any] = {"data": form | {"client_id": client.client_id}}
        else:
            # RFC 6749 section 2.3.1: both are form-encoded before they become user and password.
            sent = {"data": form, "auth": (quote(client.client_id, ""), quote(client.secret, ""))}
        answer = await _answer("POST", (await self._provider()).endpoints.token_endpoint, **sent)
        try:
            return msgspec.json.decode(answer.content, type=_Tokens).id_token
        except msgspec.MsgspecError:  # also where the code was refused: RFC 6749 section 5.2
            raise ProblemError(login_refused()) from None

    async def _subject(self, token: str, nonce: str) -> str:
        """The `sub` of an ID token of this login (OpenID Connect Core section 3.1.3.7)."""
        claims = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._client.issuer},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            decoded = jwt.decode(token, (await self._provider()).keys, algorithms=ALGORITHMS)
            claims.validate(decoded.claims)
        except (JoseError, ValueError):
            self._held = None  # the provider may have changed its keys: the next login asks for them
            raise ProblemError(login_refused()) from None
        for_whom = decoded.claims.get("aud"), decoded.claims.get("azp", self._client.client_id)
        if for_whom not in ((self._client.client_id, self._client.client_id), self._alone):
            raise ProblemError(login_refused())  # of others beside us nothing is known
        return str(decoded.claims["sub"])

    async def _provider(self) -> _Known:
        """The provider's endpoints and keys, asked for anew after a while; once, for all who wait."""
        async with self._asking:
            held, now = self._held, self._monotonic()
            if held is not None and held.until > now:
                return held
            if self._silent_until > now:
                raise _silent()
            self._silent_until = now + SILENCE_HELD
            self._held = await self._asked(now)
            self._silent_until = 0.0
        return self._held

    async def _asked(self, now: float) -> _Known:
        try:
            found = await _page(self._client.issuer.rstrip("/") + DISCOVERY)
            endpoints = msgspec.json.decode(found, type=Endpoints)
            keys = KeySet.import_key_set(msgspec.json.decode(await _page(endpoints.jwks_uri)))
        except (msgspec.MsgspecError, JoseError, ValueError, KeyError):
            raise _silent() from None
        if endpoints.issuer != self._client.issuer:
            raise _silent()
        return _Known(endpoints, keys, now + KEYS_HELD)

    def _seal(self, pending: Pending) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, msgspec.json.encode(pending), LABEL)
        return base64url.encode(nonce + sealed)

    def _open(self, kept: str) -> Pending | None:
        """The login that a browser kept; None for anything else, and after its time."""
        sealed = base64url.decode(kept) or b""
        try:
            content = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], LABEL)
        except (InvalidTag, ValueError):
            return None
        pending = msgspec.json.decode(content, type=Pending)
        return pending if pending.until > self._clock().timestamp() else None


async def _page(url: str) -> bytes:
    """A page of the provider."""
    answer = await _answer("GET", url)
    if answer.status_code != HTTPStatus.OK:
        raise _silent()
    return answer.content


async def _answer(method: str, url: str, **sent: Any) -> httpx.Response:
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT) as http:
            return await http.request(method, url, **sent)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise _silent() from None


def _silent() -> ProblemError:
    return ProblemError(refuse("busy", "The identity provider does not answer as it should; try again."))
