"""Random cases for the properties of clocks: the same events in any order of arrival."""

from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from domain.clocks.clock import Clock
from tests.domain.clocks.telling import DAY_0, OF_FILE, WITH_HASH, clocks, resubmitted, returned
from tests.domain.given import REFERRAL, SUSPECT, VICTIM, Stream

PERSON = {"person": VICTIM}
OFFER = {"referral": REFERRAL, "to": "rsud", "service": "health_rehabilitation", **PERSON}


class Told(NamedTuple):
    """One event that an agency tells, and when it happened."""

    type: str
    by: str
    hours: int
    data: dict[str, Any]


KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("InvestigationOrdered", "polres", {**OF_FILE, "ordered_on": "2026-03-02", "articles": ["KUHP:455"]}),
    ("SpdpSent", "polres", {**OF_FILE, "prosecutor": "kejari"}),
    ("SpdpReceived", "kejari", OF_FILE),
    ("CoordinationHeld", "polres", {**OF_FILE, "with_agencies": ["kejari"]}),
    ("FileSubmitted", "polres", WITH_HASH),
    ("FileReceived", "kejari", WITH_HASH),
    ("FileReturned", "kejari", returned(1)),
    ("FileReturned", "kejari", returned(2)),
    ("FileResubmitted", "polres", resubmitted(1)),
    ("FileComplete", "kejari", OF_FILE),
    ("HandedOver", "polres", {**OF_FILE, "with_agencies": ["kejari"]}),
    ("InvestigationTerminated", "polres", {**OF_FILE, "ground": "not_a_crime"}),
    ("TerminationVoided", "pn", OF_FILE),
    ("SuspectDesignated", "polres", {**OF_FILE, "suspect": SUSPECT}),
    ("ReportTriaged", "uptdppa", {**PERSON, "urgency": "urgent"}),
    ("PoliceNotified", "uptdppa", {**PERSON, "police": "polres"}),
    ("ServiceOpened", "rsud", {**PERSON, "service": "health_rehabilitation"}),
    ("ReferralOffered", "uptdppa", OFFER),
    ("ConsentWithdrawn", "uptdppa", PERSON),
    ("ReintegrationPlanned", "dinsos", {**PERSON, "placement": "family"}),
    ("MonitoringVisitDone", "dinsos", {**PERSON, "visit_number": 1, "progress": "stable", "risk": "low"}),
)
told = st.builds(
    lambda kind, hours: Told(kind[0], kind[1], hours, kind[2]), st.sampled_from(KINDS), st.integers(0, 900)
)
tellings = st.lists(told, min_size=1, max_size=12, unique_by=lambda each: each.hours)


def arrived(events: list[Told]) -> Stream:
    """The case when its events arrive in this order, after the report that opened it. Each has the id of what
    it is, whenever it comes."""
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", at=DAY_0 - timedelta(days=1), **OF_FILE)
    for each in events:
        stream.records(
            each.type,
            each.by,
            at=DAY_0 + timedelta(hours=each.hours),
            attributes={"id": f"{each.type}.{each.hours}"},
            **each.data,
        )
    return stream


def essence(stream: Stream) -> list[tuple[Any, ...]]:
    """What clocks say, but for positions, which hang on arrival, and for whom the case has in charge."""
    return [_without_positions(each) for each in clocks(stream)]


def _without_positions(clock: Clock) -> tuple[Any, ...]:
    pauses = tuple((pause.since, pause.until, pause.reason) for pause in clock.paused)
    what = clock.rule, clock.ref, clock.started, clock.started_at, clock.due_at, clock.presumed
    return (*what, clock.stopped_at, pauses)
