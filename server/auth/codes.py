"""One-time codes as the second factor: RFC 6238 with six digits, 30 s and HMAC-SHA-1, as apps have it."""

import re
import secrets
from base64 import b32encode
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20  # RFC 4226 section 4: 160 bits
STEP_SECONDS = 30
DRIFT = 1  # steps that a telephone's clock may be off, either way (RFC 6238 section 5.2)
CODE = re.compile(r"[0-9]{6}")
NONCE_BYTES = 12
LABEL = b"jejak/account-code/v1\0"


def new_secret() -> bytes:
    """A secret for one account's codes."""
    return secrets.token_bytes(SECRET_BYTES)


def totp(secret: bytes) -> TOTP:
    """The codes of a secret."""
    return TOTP(secret, 6, SHA1(), STEP_SECONDS)  # noqa: S303  # RFC 6238 means HMAC-SHA-1


def base32(secret: bytes) -> str:
    """A secret as one types it into an authenticator app."""
    return b32encode(secret).decode().rstrip("=")


def enrolment_uri(secret: bytes, login: str, origin: str) -> str:
    """What an authenticator app reads, as an `otpauth:` URI. It holds the secret."""
    return totp(secret).get_provisioning_uri(login, origin)


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step whose code this is, near `now`; None where it is of none.

    All steps are compared whatever the first says, in constant time each.
    """
    if not CODE.fullmatch(code):
        return None
    generator, current, found = totp(secret), int(now.timestamp()) // STEP_SECONDS, None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if compare_digest(generator.generate(step * STEP_SECONDS), code.encode()):
            found = step
    return found


class CodeSecrets:
    """Secrets of codes as stored: AES-256-GCM under a key outside the database, bound to the account."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, secret: bytes, account_id: UUID) -> bytes:
        """nonce12 || AES-256-GCM."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, LABEL + account_id.bytes)

    def open(self, sealed: bytes, account_id: UUID) -> bytes:
        """The secret. Raises cryptography's InvalidTag for one that was moved or changed."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], LABEL + account_id.bytes)
