"""Given a case, what each agency owes: kind and position by agency."""

from typing import Any

from domain.worklist import open_items_by_agency
from tests.domain.disagreeing import Said
from tests.domain.given import VICTIM, Stream

Things = list[tuple[str, int]]


def given(*events: Said, person: Any = VICTIM) -> Stream:
    """A case that the UPTD PPA opened and owes nothing on, and what was recorded after position 1."""
    stream = Stream()
    stream.records("ReportReceived", "uptdppa", channel="walk_in", person=person)
    return when(stream, *events)


def when(stream: Stream, *events: Said) -> Stream:
    """More events of the same case."""
    for type_name, by, data in events:
        stream.records(type_name, by, **data)
    return stream


def owed(stream: Stream) -> dict[str, Things]:
    """What each agency owes, oldest first."""
    items = open_items_by_agency(stream.now)
    return {agency: [(each.kind, each.since_position) for each in of] for agency, of in items.items()}


def owes(stream: Stream, agency: str, kind: str) -> bool:
    """Whether the agency owes a thing of this kind."""
    return kind in [name for name, _ in owed(stream).get(agency, [])]
