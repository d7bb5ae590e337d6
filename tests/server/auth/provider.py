"""An identity provider on this machine, for tests: real HTTP, real keys, and lies where a test wants them."""

import asyncio
import socket
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import msgspec
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from domain import base64url
from tests.server.api.agencies import NOW

CLIENT, SECRET = "jejak", "rahasia+bersama"


@dataclass
class Provider:
    """What it says is what the OpenID Connect specification wants, but for what a test sets otherwise."""

    url: str
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"}))
    lies: dict[str, Any] = field(default_factory=dict)  # claims of the ID token said otherwise
    header: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    issuer: str = ""
    pending: dict[str, dict[str, str]] = field(default_factory=dict)  # by code
    asked: list[str] = field(default_factory=list)

    def sign_in(self, address: str, subject: str) -> str:
        """Somebody logs in at the address to which we sent the browser; the query it comes back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = token_urlsafe(8)
        self.pending[code] = asked | {"sub": subject}
        return f"state={asked['state']}&code={code}&session_state=x"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI: discovery, keys, token endpoint."""
        body = (await receive()).get("body", b"")
        headers = dict(scope["headers"])
        self.asked.append(scope["path"])
        status, content = self._answer(scope["path"], body, headers)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": msgspec.json.encode(content)})

    def _answer(self, path: str, body: bytes, headers: dict[bytes, bytes]) -> tuple[int, Any]:
        if path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return 200, {"issuer": self.issuer or self.url} | {name: f"{self.url}/{name}" for name in names}
        if path == "/jwks_uri":
            return 200, KeySet([self.key]).as_dict(private=False)
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        asked = self.pending.pop(form.get("code", ""), None)
        if asked is None or not self._ours(headers) or not verified(asked, form):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._token(asked)}

    def _ours(self, headers: dict[bytes, bytes]) -> bool:
        given = headers.get(b"authorization", b"").removeprefix(b"Basic ")
        return b64decode(given) == b"jejak:rahasia%2Bbersama"

    def _token(self, asked: dict[str, str]) -> str:
        at = int(NOW.timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": asked["sub"],
            "nonce": asked["nonce"],
            "iat": at,
            "exp": at + 300,
        } | self.lies
        held = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "ES256", "kid": "k1"} | self.header
        return jwt.encode(header, held, self.signs_with or self.key, algorithms=[header["alg"]])


def verified(asked: dict[str, str], form: dict[str, str]) -> bool:
    """PKCE as the provider checks it (RFC 7636 section 4.6), and the address of the return."""
    challenge = base64url.encode(sha256(form.get("code_verifier", "").encode()).digest())
    return challenge == asked["code_challenge"] and form.get("redirect_uri") == asked["redirect_uri"]


def shared_secret() -> OctKey:
    """A key that both sides would know: what an ID token must not be signed with."""
    return OctKey.import_key(SECRET)


@asynccontextmanager
async def providing() -> AsyncIterator[Provider]:
    """A provider on a port of its own."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        provider = Provider(f"http://127.0.0.1:{bound.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(provider, lifespan="off", log_config=None, access_log=False))
        server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            yield provider
        finally:
            server.should_exit = True
            await serving
