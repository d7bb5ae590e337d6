"""What is proposed to the log and what the log answers, and both as arrays of the one SQL append."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from projections.arrays import BigInts, Bools, Byteas, Ints, SmallInts, Texts, Uuids


class Match(NamedTuple):
    """An entry of the match index: a keyed hash, and the data key it goes with (`server/matching.py`)."""

    kind: int
    hash: bytes
    key_id: UUID


class NewEvent(NamedTuple):
    """One event to store. `state` is the compact JWS, `call` the HTTP call it came with, `items` its sealed
    disclosures, `hmac` the keyed hash of a plain request; `registry` says that it changes keys or rules;
    `matches` are stored if and only if it is."""

    topic: str
    state: bytes
    source: str
    event_id: str
    marks: int = 0
    classes: int = 0
    call: UUID | None = None
    items: bytes | None = None
    hmac: bytes | None = None
    registry: bool = False
    matches: tuple[Match, ...] = ()


class NewKey(NamedTuple):
    """A data key, wrapped, that is stored if and only if its unit is."""

    key_id: UUID
    owner: str
    data_class: int
    wrapped: bytes
    kek_id: str


class Unit(NamedTuple):
    """Events of one stream that are recorded together or not at all.

    `expected` is the version of the stream (0: none yet) on which they were decided, `known_registry` the log
    position up to which the registry was known then. No two of its events share (source, id).
    """

    stream: UUID
    expected: int
    events: tuple[NewEvent, ...]
    known_registry: int
    keys: tuple[NewKey, ...] = ()


class Place(NamedTuple):
    """Where an event stands in the log."""

    position: int
    version: int
    recordedat: datetime


class Recorded(NamedTuple):
    """The unit is durable; one place per event, in order."""

    places: tuple[Place, ...]


class Exists(NamedTuple):
    """Events of these (source, id) are on record already: position per event, None for one that is not."""

    positions: tuple[int | None, ...]


class Conflict(NamedTuple):
    """The stream has moved past `expected`, or an earlier unit of it was refused: fold and decide again."""


class RegistryMoved(NamedTuple):
    """Keys or rules changed after `known_registry`: verify and decide again."""


UnitOutcome = Recorded | Exists | Conflict | RegistryMoved
CONFLICT, REGISTRY_MOVED = Conflict(), RegistryMoved()
RECORDED = ("recorded",)


def append_arguments(units: Sequence[Unit], now: datetime) -> tuple[Any, ...]:
    """The parameters of append_call.sql. All units have the same `known_registry`."""
    events = [event for unit in units for event in unit.events]
    topic, state, source, event_id, marks, classes, call, items, hmac, registry, matches = zip(
        *events, strict=True
    )
    numbers, streams, expected = Ints(), Uuids(), BigInts()
    for number, unit in enumerate(units):
        size = len(unit.events)
        numbers += [number] * size
        streams += [unit.stream] * size
        expected += range(unit.expected, unit.expected + size)
    return (
        numbers,
        streams,
        expected,
        Texts(topic),
        Byteas(state),
        Texts(source),
        Texts(event_id),
        SmallInts(marks),
        SmallInts(classes),
        Uuids(call if any(call) else ()),
        Byteas(items if any(items) else ()),
        Byteas(hmac if any(hmac) else ()),
        Bools(registry if any(registry) else ()),
        now,
        Int8(units[0].known_registry),
        *_key_arguments(units),
        *_match_arguments(matches),
    )


def _match_arguments(matches: Sequence[tuple[Match, ...]]) -> tuple[Any, ...]:
    """Each entry with the place of its event, from 1."""
    rows = [(place, *match) for place, found in enumerate(matches, start=1) if found for match in found]
    place, kind, digest, key_id = zip(*rows, strict=True) if rows else ((),) * 4
    return Ints(place), SmallInts(kind), Byteas(digest), Uuids(key_id)


def _key_arguments(units: Sequence[Unit]) -> tuple[Any, ...]:
    rows = [(number, *key) for number, unit in enumerate(units) for key in unit.keys]
    number, key_id, owner, data_class, wrapped, kek_id = zip(*rows, strict=True) if rows else ((),) * 6
    return Ints(number), Uuids(key_id), Texts(owner), SmallInts(data_class), Byteas(wrapped), Texts(kek_id)


class Answer(NamedTuple):
    """The row that append_call.sql gives; without outcomes all was recorded, at the last positions."""

    recordedat: datetime
    last: int
    outcomes: Sequence[str] | None
    positions: Sequence[int | None] | None


def unit_outcomes(units: Sequence[Unit], answer: Answer) -> list[UnitOutcome]:
    """The outcome of each unit."""
    size = sum([len(unit.events) for unit in units])
    positions = answer.positions or range(answer.last - size + 1, answer.last + 1)
    outcomes: list[UnitOutcome] = []
    start = 0
    for unit in units:
        end = start + len(unit.events)
        words = answer.outcomes[start:end] if answer.outcomes else RECORDED
        outcomes.append(_outcome(unit, answer.recordedat, words, positions[start:end]))
        start = end
    return outcomes


def _outcome(
    unit: Unit, recordedat: datetime, words: Sequence[str], positions: Sequence[int | None]
) -> UnitOutcome:
    if words[0] == "recorded":  # then all are
        numbered = enumerate(positions, start=unit.expected + 1)
        return Recorded(tuple([Place(position or 0, version, recordedat) for version, position in numbered]))
    if "exists" in words:
        return Exists(tuple(positions))
    return REGISTRY_MOVED if "registry_moved" in words else CONFLICT


def as_sent(unit: Unit, rows: Iterable[tuple[Any, ...]]) -> Recorded | None:
    """Recorded, when these rows of stored.sql are the unit as it was sent, event for event; else None."""
    stored = list(rows)
    sent = [
        (unit.stream, version, event.source, event.event_id, event.state, event.call)
        for version, event in enumerate(unit.events, start=unit.expected + 1)
    ]
    if [row[2:] for row in stored] != sent:
        return None
    return Recorded(tuple(Place(row[0], row[3], row[1]) for row in stored))
