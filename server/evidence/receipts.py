"""Receipts: the host's signed word that it recorded these events at these positions (`server/answers.py`).

A receipt is a compact JWS (RFC 7515, alg Ed25519 of RFC 9864). Ed25519 and the order of members are
deterministic, so the receipt of a call can be given again, byte for byte, from the log alone, as long as the
key is not exchanged: then it is given under the new one, and the one given before stays true.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from domain import base64url
from domain.body import Signer
from domain.directory import Directory
from server.evidence.logs import EVENTS

TYPE = "jejak-receipt+jws"

_encode = msgspec.json.Encoder(order="sorted").encode


class ReceiptSigner:
    """Signs receipts with the receipt key, which signs nothing else (docs/adr/0061).

    Each names the deployment (`origin`) that it speaks for. `signer`: the key as it is at the time, for it
    can be exchanged while a process serves.
    """

    def __init__(self, signer: Callable[[], Signer], origin: str) -> None:
        self._signer = signer
        self._origin = origin

    def sign(self, payload: dict[str, Any]) -> str:
        """The compact JWS over this payload: the same text for the same payload, as long as the key is."""
        signer = self._signer()
        message = f"{_protected(signer.kid)}.{_part({'iss': self._origin, **payload})}"
        return f"{message}.{base64url.encode(signer.sign(message.encode()))}"


def log_at(origin: str, directory: Directory, position: int) -> str:
    """The origin, in checkpoints, of the log of events as of a position: begun anew it is another log."""
    return EVENTS.origin(origin, directory.generation(EVENTS.kind, position))


@lru_cache(maxsize=2)
def _protected(kid: str) -> str:
    return _part({"alg": "Ed25519", "kid": kid, "typ": TYPE})


def _part(value: dict[str, Any]) -> str:
    return base64url.encode(_encode(value))
