"""Agencies as they stand outside the server: they make events, sign them, and call over HTTP."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from secrets import token_bytes
from typing import Any
from uuid import UUID

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain import base64url
from domain.body import Proposed, Signer
from domain.catalogue import REGISTRY
from domain.envelope import build_signed, parse_plain
from domain.ids import source_of
from domain.keys import kid_of, possession_statement, prove_possession, thumbprint

ORIGIN = "jejak.test"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLAIN = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
SIGNED = "application/jose+json"

Event = dict[str, Any]
_ids = count(1)


def event(agency: str, type_name: str, subject: UUID, data: Event, **attributes: Any) -> Event:
    """A plain CloudEvents event; an attribute given as None is left out."""
    made = {
        "specversion": "1.0",
        "id": f"e{next(_ids)}",
        "source": source_of(agency),
        "type": REGISTRY[type_name].type,
        "subject": str(subject),
        "time": NOW.isoformat(),
        "data": msgspec.to_builtins(data),
        **attributes,
    }
    return {name: value for name, value in made.items() if value is not None}


@dataclass(frozen=True)
class Key:
    """An Ed25519 key of an agency."""

    agency: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def x(self) -> str:
        return base64url.encode(self.public)

    @property
    def kid(self) -> str:
        return kid_of(self.agency, self.public)

    def sign(self, plain: Event) -> Event:
        """The event as a flattened JWS with its classed fields as disclosures."""
        parsed = parse_plain(msgspec.json.encode(plain), ORIGIN)
        built = build_signed(parsed, Signer(self.kid, self.private.sign), lambda: token_bytes(16), None)  # type: ignore[arg-type]
        assert isinstance(built, Proposed), built
        protected, payload, signature = built.state.decode().split(".")
        flat = {"protected": protected, "payload": payload, "signature": signature}
        disclosures = [each.encoded for each in built.disclosures]
        return {**flat, "header": {"disclosures": disclosures}} if disclosures else flat

    def sign_bytes(self, payload: bytes, header: Event | None = None) -> Event:
        """Any payload under any protected header: what an attacker or a broken client sends."""
        header = header or {"alg": "Ed25519", "kid": self.kid, "typ": "jejak-event+jws"}
        message = f"{base64url.encode(msgspec.json.encode(header))}.{base64url.encode(payload)}"
        protected, encoded = message.split(".")
        signature = base64url.encode(self.private.sign(message.encode()))
        return {"protected": protected, "payload": encoded, "signature": signature}

    def possession(self, use: Any) -> str:
        """Proof that this key is held, for one use."""
        statement = possession_statement(self.agency, ORIGIN, thumbprint(self.public), use)
        return prove_possession(self.private.sign, statement)


@dataclass(frozen=True)
class Caller:
    """One agency with a token, at the HTTP API."""

    http: httpx.AsyncClient
    token: str

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(path, params=query or None, headers=self._headers())

    async def post(self, content: Any, media: str = PLAIN, **headers: str) -> httpx.Response:
        """Publishes: an event, an array of them, or bytes as they are."""
        return await self.post_to("/v1/events", content, media, **headers)

    async def post_to(
        self, path: str, content: Any, media: str = "application/json", **headers: str
    ) -> httpx.Response:
        """Posts a value as JSON, or bytes as they are."""
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        return await self.http.post(
            path, content=body, headers={**self._headers(), "content-type": media, **headers}
        )

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}
