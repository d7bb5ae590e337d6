"""Recorded events as the fold, the projections and the ledger read them.

The stored state is the compact JWS as received; nothing here verifies it, because only verified bytes
are ever appended. Reading decodes one payload in one pass and leaves the rest of the body to be decoded
by those who ask for it: this runs for every event of every projection and rebuild.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import IntFlag
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.body import Body
from domain.catalogue import EventType, by_type
from domain.catalogue.upcast import upcast
from domain.facts import Facts, facts_reader

_SOURCE_PREFIX_LENGTH = len("/agencies/")
_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")
_decode_base64 = msgspec.json.Decoder(bytes).decode
# What an event may concern: a police file first, because stages and clocks after the verdict are the file's.
ABOUT = ("file", "referral", "dispute", "restitution", "commitment")
_READ_ATTRIBUTES: tuple[tuple[str, Any, Any], ...] = (
    ("time", datetime, msgspec.NODEFAULT),
    ("basedon", int | None, None),
    ("effectedon", date | None, None),
    ("effecteddoc", str | None, None),
    ("group", str | None, None),
    ("actor", str | None, None),
)


class Marks(IntFlag):
    """What the server noted when it recorded an event; never part of what the agency signed."""

    LATE = 1  # occurred before an event that was already in the case
    CONFLICTING = 2  # an act already done, although the case had moved on
    CLOCK_SUSPECT = 4  # dated in the future, so it counts from recordedat
    ESCROW = 8  # signed by the host's escrow key: the host could have written it
    PREV_UNMATCHED = 16  # the case has no event of that hash at that version: withheld, forked, or mistaken


class LogRow(NamedTuple):
    """One row of the log as stored: `type` is the CloudEvents type, `state` the compact JWS."""

    position: int
    case: UUID
    version: int
    type: str
    state: bytes
    source: str
    event_id: str
    recordedat: datetime
    marks: int
    classes: int


class EventHead(NamedTuple):
    """What the rest of the system must know of an event to place it and to judge who may see it.

    `type` is the class name; `classes` a DataClass mask of its disclosures; `person` the victim or
    suspect whose keys seal them; `about` the file, referral or dispute it concerns; `effectedon` the date of
    an act that was already done on paper; `facts` what clocks read of its data (domain/facts.py).
    """

    position: int
    version: int
    type: str
    agency: str
    id: str
    occurred: datetime
    recordedat: datetime
    classes: int
    marks: int
    person: UUID | None
    group: str | None = None
    about: UUID | None = None
    effectedon: date | None = None
    facts: Facts | None = None


class RecordedEvent(msgspec.Struct, frozen=True, gc=False):
    """An event of the log with its data typed; `data` holds the case-class fields only.

    `actor`: the random id of the person who acted, where the agency gave one.
    """

    head: EventHead
    case: UUID
    event_type: EventType
    data: Any
    basedon: int | None
    effectedon: date | None
    effecteddoc: Any
    topic: str
    state: bytes
    actor: str | None = None

    @property
    def position(self) -> int:
        """Position in the log, from 1."""
        return self.head.position

    @property
    def version(self) -> int:
        """Version of the stream that this event made, from 1."""
        return self.head.version

    @property
    def type(self) -> str:
        """The class name in the catalogue."""
        return self.head.type

    @property
    def agency(self) -> str:
        """The publishing agency."""
        return self.head.agency

    @property
    def id(self) -> str:
        """The publisher's id of the event."""
        return self.head.id

    @property
    def occurred(self) -> datetime:
        """When it happened, as the agency says, with the offset it gave."""
        return self.head.occurred

    @property
    def recordedat(self) -> datetime:
        """When the server recorded it, UTC, never decreasing by position."""
        return self.head.recordedat

    @property
    def classes(self) -> int:
        """DataClass mask of the disclosures."""
        return self.head.classes

    @property
    def marks(self) -> int:
        """Marks of the server."""
        return self.head.marks

    @property
    def person(self) -> UUID | None:
        """The victim or suspect whom the event is about, if one."""
        return self.head.person

    @property
    def group(self) -> str | None:
        """The group it was recorded with, all or nothing."""
        return self.head.group

    @property
    def payload(self) -> bytes:
        """The signed bytes of the body."""
        return payload_of(self.state)

    @property
    def body(self) -> Body:
        """The signed body with every attribute, decoded anew at each call."""
        return msgspec.json.decode(self.payload, type=Body)

    @property
    def hash(self) -> str:
        """Hex SHA-256 of the payload bytes."""
        return sha256(self.payload).hexdigest()

    @property
    def kid(self) -> str:
        """The key id in the protected header."""
        return kid_in(self.state.split(b".", 1)[0])

    @property
    def assurance(self) -> str:
        """Whether the agency signed ("agency") or the host for it ("escrow")."""
        return "escrow" if self.head.marks & Marks.ESCROW else "agency"


class UnknownEventType(ValueError):
    """The log holds a type that this catalogue does not know: the case is parked, not the log."""


class _Reader(NamedTuple):
    event_type: EventType
    person_field: str | None
    about_field: str | None
    facts_of: Callable[[Any], Facts] | None
    decode: Callable[[bytes], Any]


def read_event(row: LogRow) -> RecordedEvent:
    """The event of one log row, upcast to the current version of its type.

    Raises UnknownEventType for a type that is not in the catalogue and msgspec.ValidationError or
    ValueError for a payload that is not the type's.
    """
    position, case, version, topic, state, source, event_id, recordedat, marks, classes = row
    event_type, person_field, about_field, facts_of, decode = _reader(topic)
    body = decode(_unpadded(state.split(b".", 2)[1]))
    data = body.data
    head = EventHead(
        position,
        version,
        event_type.name,
        source[_SOURCE_PREFIX_LENGTH:],
        event_id,
        body.time,
        recordedat,
        classes,
        marks,
        getattr(data, person_field) if person_field else None,
        body.group,
        getattr(data, about_field) if about_field else None,
        body.effectedon,
        facts_of(data) if facts_of else None,
    )
    return RecordedEvent(
        head,
        case,
        event_type,
        data,
        body.basedon,
        body.effectedon,
        body.effecteddoc,
        topic,
        state,
        body.actor,
    )


@cache
def _reader(topic: str) -> _Reader:
    event_type = by_type(topic)
    if event_type is None:
        raise UnknownEventType(topic)
    current = event_type.type == topic
    decode = _decoder(event_type.body) if current else _upcasting_decoder(event_type, topic)
    return _Reader(
        event_type, event_type.person_field, about_field(event_type), facts_reader(event_type), decode
    )


def about_field(event_type: EventType) -> str | None:
    """The field that names what an event concerns (ABOUT, the first that its type has), None for no field."""
    return next((name for name in ABOUT if name in event_type.fields), None)


def _decoder(data_type: type) -> Callable[[bytes], Any]:
    members: list[tuple[str, Any, Any]] = [("data", data_type, msgspec.NODEFAULT), *_READ_ATTRIBUTES]
    shape = msgspec.defstruct("ReadBody", members, kw_only=True, frozen=True)
    return msgspec.json.Decoder(shape).decode


def _upcasting_decoder(event_type: EventType, topic: str) -> Callable[[bytes], Any]:
    decode_old, current = _decoder(dict), event_type.body

    def decode(payload: bytes) -> Any:
        old = decode_old(payload)
        return msgspec.structs.replace(old, data=msgspec.convert(upcast(topic, old.data), current))

    return decode


def payload_of(state: bytes) -> bytes:
    """The signed bytes of the body in a stored compact JWS."""
    return _unpadded(state.split(b".", 2)[1])


def kid_in(protected: bytes) -> str:
    """The key id in a protected header, as it stands in a stored compact JWS."""
    return msgspec.json.decode(_unpadded(protected), type=dict[str, str])["kid"]


def _unpadded(part: bytes) -> bytes:
    """What a part of a JWS encodes (RFC 7515 section 2), by msgspec: it takes half as long as binascii."""
    if b"-" in part or b"_" in part:
        part = part.translate(_STANDARD_ALPHABET)
    return _decode_base64(b'"%b%b"' % (part, b"=" * (-len(part) % 4)))
