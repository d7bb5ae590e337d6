"""The shapes of an event on its way in: signed body, disclosures, what parsing and verifying make of them.

DESIGN section 2. Nothing here decides; `domain/envelope.py` makes these from bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from domain.catalogue.fields import DataClass

if TYPE_CHECKING:
    from domain.catalogue.registry import EventType

Assurance = Literal["agency", "escrow"]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The signed attributes, fixed for good: a CloudEvents 1.0 event in structured JSON.

    `data` holds the case-class fields and, where classed fields were cut out of it, their digests:
    `_sd` (sorted) and `_sd_alg` ("sha-256"), RFC 9901 section 4.2. They stand inside `data` because
    CloudEvents attribute names have no underscore. `time` is kept as written, with its offset.
    """

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: str
    origin: str
    data: dict[str, Any]
    actor: str | None = None
    basis: str | None = None
    purpose: str | None = None
    basedon: int | None = None
    effectedon: str | None = None
    effecteddoc: str | None = None
    group: str | None = None
    prevversion: int | None = None
    prevhash: str | None = None
    seensize: int | None = None
    seenroot: str | None = None


class Disclosure(NamedTuple):
    """One classed field: `encoded` is the base64url of the JSON array [salt, field, value] as received."""

    salt: str
    field: str
    value: Any
    encoded: str
    digest: str


class Signer(NamedTuple):
    """A private key at work: its key id, and Ed25519 over a message (64 bytes)."""

    kid: str
    sign: Callable[[bytes], bytes]


class Signed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A signed event whose form, header, body and disclosures hold; its signature is not verified yet."""

    event_type: EventType
    body: Body
    data: Any
    agency: str
    case: UUID
    occurred: datetime
    payload: bytes
    state: bytes
    kid: str
    disclosures: tuple[Disclosure, ...]
    classes: DataClass
    body_hash: str


class Plain(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An unsigned event of an agency without a key; `body.data` still holds its classed fields in clear.

    `body.origin` is filled. `form` is the RFC 8785 form over which a resent event is recognised.
    """

    event_type: EventType
    body: Body
    agency: str
    case: UUID
    occurred: datetime
    form: bytes


class Proposed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A verified event, ready to be decided.

    `data` is an instance of `event_type.body` (case-class fields only). `state` is the compact JWS
    `protected.payload.signature` in ASCII, exactly as received; `payload` its decoded bytes;
    `body_hash` the hex SHA-256 of `payload`; `request_hmac` stands on escrow-signed events only.
    """

    event_type: EventType
    body: Body
    data: Any
    agency: str
    case: UUID
    occurred: datetime
    payload: bytes
    state: bytes
    kid: str
    assurance: Assurance
    disclosures: tuple[Disclosure, ...]
    classes: DataClass
    body_hash: str
    request_hmac: bytes | None = None
