"""What a rule found, as the event that puts it on record: the same every time it is found.

The id is made from the rule and its causes, and nothing in the body comes from the server's clock. So whoever
finds it again, after a restart or in another process, finds it on record.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec

from domain.catalogue import REGISTRY
from domain.ids import NAMESPACE, source_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)  # before everything that may be due


class Finding(NamedTuple):
    """`time`: when it fell due, in the zone it is read in. `causes`: what it arose from, named for good."""

    type: str
    stream: UUID
    time: datetime
    causes: tuple[str, ...]
    data: dict[str, Any]


def instant(moment: datetime | None) -> str:
    """A moment as part of a cause, in microseconds: the same however its offset is written, in any year."""
    return str((moment - EPOCH) // timedelta(microseconds=1)) if moment else ""


def event_id(origin: str, finding: Finding) -> str:
    """A UUIDv5 of deployment, rule and causes."""
    return str(uuid5(NAMESPACE, _name(origin, "event", finding.type, *finding.causes)))


def stream_of(origin: str, *names: str) -> UUID:
    """A stream of its own for what these names say, a UUIDv5."""
    return uuid5(NAMESPACE, _name(origin, "stream", *names))


def event_of(origin: str, host: str, finding: Finding) -> dict[str, Any]:
    """The event as CloudEvents members, before it is signed."""
    return {
        "specversion": "1.0",
        "id": event_id(origin, finding),
        "source": source_of(host),
        "type": REGISTRY[finding.type].type,
        "subject": str(finding.stream),
        "time": finding.time.isoformat(),
        "origin": origin,
        "data": msgspec.to_builtins(finding.data),
    }


def _name(*parts: str) -> str:
    return msgspec.json.encode(("jejak/clockwork/v1", *parts)).decode()
