"""Browsers in which somebody has come in before: a stranger's failures do not close the door for them.

A cookie that says for which login, sealed by us; it opens nothing by itself. Source: NIST SP 800-63B section
5.2.2 (accepting only from where the subscriber was authenticated before), OWASP on device cookies.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain import base64url

NONCE_BYTES = 12
LABEL = b"jejak/browser/v1"


class _Known(msgspec.Struct, frozen=True):
    browser: UUID
    login: bytes
    until: int


class KnownBrowsers:
    """Makes and reads the cookies. `key` seals them; `life`: for how long one is known without coming in."""

    def __init__(self, key: bytes, life: timedelta) -> None:
        self._cipher = AESGCM(key)
        self.life = life

    def known(self, kept: str | None, login: str, now: datetime) -> UUID | None:
        """The browser that kept this, where this login came in there; None for any other."""
        sealed = base64url.decode(kept or "") or b""
        try:
            content = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], LABEL)
        except (InvalidTag, ValueError):
            return None
        known = msgspec.json.decode(content, type=_Known)
        same = hmac.compare_digest(known.login, _digest(login))
        return known.browser if same and known.until > now.timestamp() else None

    def cookie(self, browser: UUID | None, login: str, now: datetime) -> str:
        """What a browser is to keep in which this login has come in, as the one it was or as a new one."""
        until = int((now + self.life).timestamp())
        content = msgspec.json.encode(_Known(browser or uuid4(), _digest(login), until))
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64url.encode(nonce + self._cipher.encrypt(nonce, content, LABEL))


def _digest(login: str) -> bytes:
    return sha256(login.encode()).digest()
