"""Glass broken, confirmed and reviewed: what the tests of it propose and record."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from tests.domain.given import START, VICTIM, Stream, named, proposed
from tests.domain.seeing import event_about

AT = START + timedelta(days=30)  # when `proposed` dates an event
SECOND = named("second person")
OPENING: dict[str, Any] = {
    "person": VICTIM,
    "classes": ["location"],
    "reason": "danger_to_life",
    "until": AT + timedelta(hours=3),
    "second": SECOND,
}
OPENED: dict[str, Any] = {"opened_id": "e2", "opened_source": "/agencies/polres"}


def by_person(event: Proposed, actor: str | None) -> Proposed:
    return replace(event, body=replace(event.body, actor=actor))


def broken(by: str = "polres", actor: str | None = "u1", **changes: Any) -> Proposed:
    return by_person(proposed("BreakGlassOpened", by, **{**OPENING, **changes}), actor)


def confirming(by: str = "dpo", actor: str | None = "u3", **changes: Any) -> Proposed:
    return by_person(proposed("BreakGlassConfirmed", by, **{**OPENED, **changes}), actor)


def reviewing(by: str = "dpo", actor: str | None = None, **changes: Any) -> Proposed:
    data = {**OPENED, "finding": "justified", **changes}
    return by_person(proposed("BreakGlassReviewed", by, **data), actor)


def breaks_glass(stream: Stream, by: str = "polres", **changes: Any) -> RecordedEvent:
    """On record, at AT."""
    data = {**OPENING, **changes}
    return stream.records("BreakGlassOpened", by, at=AT, attributes={"actor": "u1"}, **data)


def confirms(stream: Stream, by: str = "dpo", **changes: Any) -> RecordedEvent:
    data = {**OPENED, **changes}
    return stream.records("BreakGlassConfirmed", by, at=AT, attributes={"actor": "u3"}, **data)


def sheltered(stream: Stream, person: Any = VICTIM, by: str = "dinsos") -> RecordedEvent:
    """A placement in a shelter, with the address that it discloses."""
    event = stream.records(
        "ShelterPlaced", by, person=person, disclosing=DataClass.LOCATION | DataClass.PSYCHOSOCIAL
    )
    return event_about(event, DataClass.LOCATION | DataClass.PSYCHOSOCIAL, person)
