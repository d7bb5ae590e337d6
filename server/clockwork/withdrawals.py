"""A consent taken back or narrowed: what rested on it is closed, to whom, and until when all use must end."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from domain.case_state import CaseState, Consent
from domain.catalogue.fields import DataClass
from domain.clocks.days import due_after
from domain.events import RecordedEvent
from domain.fold.steps import happened
from domain.ids import source_of
from server.clockwork.cases import case_before_and_after, place_of
from server.clockwork.finding import Finding
from server.clockwork.round import Turn

STOP_PROCESSING = "UU27_2022.stop_processing"


class Closed(NamedTuple):
    """What of one consent stood before an event and no longer after it."""

    purposes: frozenset[str]
    recipients: frozenset[str]
    classes: int


async def judge(turn: Turn, position: int) -> list[Finding]:
    """What the event at a position closed."""
    before, event, after = await case_before_and_after(turn, position)
    assert before is not None, "a consent is taken back in a case that is open"
    return processing_stopped(before, event, after, end_of_use(turn, event, after))


def end_of_use(turn: Turn, event: RecordedEvent, state: CaseState) -> datetime:
    """When all use must have ended after a withdrawal: by the row of the tables of clocks."""
    row = turn.services.rules.clocks.row(STOP_PROCESSING)
    assert row is not None, "the tables hold the time of UU 27/2022 art 40"
    assert row.length is not None, "it is so many hours"
    calendar = place_of(turn, state).calendar_at(event.position)
    return due_after(happened(event), row.length, row.day, calendar, by_date=False)


def processing_stopped(
    before: CaseState, event: RecordedEvent, after: CaseState, due: datetime
) -> list[Finding]:
    """One record for one withdrawal, whatever it found to close: use must end wherever there is any.

    It is dated the recording of the withdrawal, and never before the withdrawal itself, whose agency's clock
    may be ahead: the time that runs from the withdrawal would not be met.
    """
    pairs = zip(before.consents, after.consents, strict=False)
    closed = [each for was, now in pairs if was != now for each in _closed(was, now)]
    if not closed and event.type != "ConsentWithdrawn":
        return []
    mask = 0
    for each in closed:
        mask |= each.classes
    data: dict[str, Any] = {
        "person": event.person,
        "consent": event.data.consent_id,
        "withdrawn_source": source_of(event.agency),
        "withdrawn_id": event.id,
        "purposes": sorted({str(name) for each in closed for name in each.purposes}),
        "recipients": sorted({name for each in closed for name in each.recipients}),
        "classes": DataClass(mask).names() if mask else (),
        "due": due,
    }
    at = max(event.recordedat, happened(event)).astimezone(event.occurred.tzinfo)
    return [Finding("ProcessingStopped", event.case, at, (event.agency, event.id), data)]


def _closed(was: Consent, now: Consent) -> Iterator[Closed]:
    lost = Closed(
        frozenset(was.purposes) - frozenset(() if now.withdrawn else now.purposes),
        was.recipients if now.withdrawn else was.recipients - now.recipients,
        was.classes & ~now.classes,
    )
    if any(lost):
        yield lost._replace(recipients=lost.recipients or was.recipients)
