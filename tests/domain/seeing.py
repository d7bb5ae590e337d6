"""Given a case, when an agency looks: what it sees."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from domain.access import Matrix, Visibility, visible
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from tests.domain.given import RULES, START, VICTIM, Stream, named

MATRIX = Matrix.parse((RULES / "access_matrix.toml").read_text())
AT = START + timedelta(days=60)
IDENTITY = DataClass.VICTIM_IDENTITY
EVERYTHING = DataClass(511)
BODY = Visibility(2, 0)


def seen_by(stream: Stream, agency: str, event: RecordedEvent, at: datetime = AT) -> Visibility:
    return visible(stream.now, agency, agency.partition("-")[0], event.head, MATRIX, at)


def given_victim(
    child: bool | None, routed_to: tuple[str, ...] = ("uptdppa",)
) -> tuple[Stream, RecordedEvent]:
    """A case of the school's, with an event that discloses the identity of the victim."""
    stream = Stream()
    stream.records("ReportReceived", "disdik", channel="school", routed_to=routed_to, person=VICTIM)
    if child is not None:
        stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent", child=child)
    event = stream.records("AssentGranted", "uptdppa", person=named("x"), purposes=["legal"])
    return stream, event_about(event, IDENTITY, VICTIM)


def event_about(event: RecordedEvent, classes: DataClass, person: Any) -> RecordedEvent:
    return replace(event, head=event.head._replace(classes=int(classes), person=person))


def consents(stream: Stream, *recipients: str, **data: Any) -> None:
    stream.records(
        "ConsentGranted",
        "uptdppa",
        person=VICTIM,
        purposes=["sharing"],
        recipients=recipients,
        **{"classes": ["victim_identity"], **data},
    )
