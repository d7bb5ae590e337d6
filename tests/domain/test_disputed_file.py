"""Sc-3, Sc-4 and Sc-12 (reference/domain.md section 7), each step decided before it is recorded."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from domain.access import NOTHING
from domain.catalogue import REGISTRY
from domain.decisions import Accepted, decide
from domain.discrepancies import Discrepancy, discrepancies
from domain.problems import Refusal
from tests.domain.deciding import LIMITS, MATRIX
from tests.domain.disputing import CONFERENCE, DISPUTE, ENGAGED, PROPOSAL, QUORUM, held, present
from tests.domain.given import FILE, HASH, Stream, directory_of, named, proposed
from tests.domain.seeing import seen_by

WITA = timezone(timedelta(hours=8))
DIRECTORY = directory_of()


class Days:
    """A case that moves day by day: what is refused is not recorded."""

    def __init__(self, first: datetime) -> None:
        self.first = first
        self.stream = Stream()
        self.stream.records("PoliceReportFiled", "polres", at=first, file=FILE)

    def on(self, day: int, by: str, type_name: str, **data: Any) -> Accepted | Refusal:
        """Proposes an event on a day; a decision rests on the case as it is."""
        at, stream = self.first + timedelta(days=day), self.stream
        is_decision = REGISTRY[type_name].kind == "decision"
        basedon = stream.now.version if is_decision else None
        event = proposed(type_name, by, at=at, basedon=basedon, **data)
        verdict = decide(stream.now, DIRECTORY, event, at.astimezone(UTC), {}, LIMITS, MATRIX)
        if isinstance(verdict, Accepted):
            stream.records(type_name, by, at=at, **data)
        return verdict

    def takes(self, day: int, by: str, type_name: str, **data: Any) -> None:
        verdict = self.on(day, by, type_name, **data)
        assert isinstance(verdict, Accepted), (type_name, verdict)


def of_kind(days: Days, kind: str) -> Discrepancy:
    """The one discrepancy of that kind."""
    (found,) = [each for each in discrepancies(days.stream.now) if each.kind == kind]
    return found


def asked(number: int, reason: str) -> dict[str, Any]:
    return {"file": FILE, "return_number": number, "instructions": [{"number": 1, "reason": reason}]}


def given_second_return(first: datetime, ordered_on: str) -> Days:
    """A file that came back twice: on day 6 and on day 25."""
    days = Days(first)
    order = {"ordered_on": ordered_on, "articles": ["UU-21-2007:2"]}
    days.takes(0, "polres", "InvestigationOrdered", file=FILE, **order)
    days.takes(0, "polres", "SpdpSent", file=FILE, prosecutor="kejari")
    days.takes(0, "polres", "FileSubmitted", file=FILE, sha256=HASH)
    days.takes(6, "kejari", "FileReturned", **asked(1, "M1"))
    days.takes(19, "polres", "FileResubmitted", file=FILE, return_number=1, sha256=HASH)
    days.takes(25, "kejari", "FileReturned", **asked(2, "M1"))
    return days


def test_sc_4_the_second_return_the_conference_the_disputed_handover_and_the_continuation() -> None:
    days = given_second_return(datetime(2026, 3, 2, 10, 0, tzinfo=WITA), "2026-02-20")
    without_expert = held(present=present(*list(QUORUM)[:4]), with_agencies=["kejari"])
    refusal = days.on(33, "polres", "CaseConferenceHeld", **without_expert)
    assert isinstance(refusal, Refusal)
    assert "missing: expert (Ahli)." in refusal.rule
    assert days.stream.now.conferences == ()
    assert isinstance(days.on(33, "polres", "DisputedHandoverMade", file=FILE), Refusal)
    assert isinstance(days.on(33, "polres", "CaseConferenceHeld", **held()), Refusal), "nobody engaged it"
    days.takes(33, "polres", "ExpertEngaged", **ENGAGED)
    days.takes(33, "polres", "CaseConferenceHeld", **held())
    days.takes(33, "polres", "ConferenceUndecided", conference=CONFERENCE, file=FILE)
    days.takes(33, "kejari", "PositionRecorded", on="element", element="purpose", holds="not_met", file=FILE)
    days.takes(33, "polres", "PositionRecorded", on="element", element="purpose", holds="met", file=FILE)
    assert isinstance(days.on(35, "kejari", "ContinuationDecided", file=FILE, decision="continued"), Refusal)
    days.takes(36, "polres", "DisputedHandoverMade", file=FILE)
    days.takes(49, "kejari", "ContinuationDecided", file=FILE, decision="continued")
    handover = days.stream.now.disputed_handovers[FILE]
    assert handover.decision == "continued"
    assert not of_kind(days, "elements_differ").settled


def test_sc_3_a_voluntary_conference_under_kuhap_1981_with_an_expert_for_ten_days() -> None:
    first = datetime(2025, 3, 3, 9, 0, tzinfo=WITA)
    days = given_second_return(first, "2025-03-03")
    assert isinstance(days.on(107, "polres", "CaseConferenceHeld", **held()), Refusal)
    until = first + timedelta(days=122)
    submitted = days.stream.events[3]
    days.takes(
        108,
        "coordinator",
        "CaseConferenceInvited",
        conference=CONFERENCE,
        file=FILE,
        form="voluntary",
        invited=["polres", "kejari"],
        scheduled_for=(first + timedelta(days=115)).isoformat(),
        expert="expert",
        expert_until=until.isoformat(),
        excerpt=[submitted.position],
    )
    days.takes(112, "expert", "ExpertEngaged", **{**ENGAGED, "until": until.isoformat()})
    minutes = held(form="voluntary", articles_agreed=["UU-21-2007:10", "UU-21-2007:11"])
    days.takes(115, "polres", "CaseConferenceHeld", **minutes)
    stream = days.stream
    minuted = stream.events[-1]
    for event in (submitted, minuted):
        assert seen_by(stream, "expert", event, until - timedelta(seconds=1)).level == 2
        assert seen_by(stream, "expert", event, until) == NOTHING
    assert seen_by(stream, "expert", stream.events[0], first + timedelta(days=116)) == NOTHING


def test_sc_12_articles_that_differ_are_disputed_and_agreed() -> None:
    days = Days(datetime(2026, 3, 2, 8, 0, tzinfo=WITA))
    on = {"on": "article", "file": FILE, "holds": "met"}
    order = {"ordered_on": "2026-03-06", "articles": ["UU-18-2017:81"]}
    days.takes(4, "polres", "InvestigationOrdered", file=FILE, **order)
    days.takes(5, "polres", "SpdpSent", file=FILE, prosecutor="kejari")
    days.takes(11, "kejari", "PositionRecorded", articles=["UU-21-2007:4"], role="primary", cites=[1], **on)
    days.takes(11, "polres", "PositionRecorded", articles=["UU-18-2017:81"], **on)
    differing = of_kind(days, "articles_differ")
    named_so = {"kind": differing.kind, "ref": differing.ref}
    opening = {"dispute": DISPUTE, "sides": ["kejari", "polres"], "discrepancy": named_so}
    days.takes(12, "kejari", "DisputeOpened", **opening)
    proposal = {"dispute": DISPUTE, "proposal": PROPOSAL}
    days.takes(18, "polres", "DisputeOutcomeProposed", outcome="articles_agreed", **proposal)
    days.takes(19, "kejari", "DisputeOutcomeAccepted", **proposal)
    assert not of_kind(days, "articles_differ").settled
    days.takes(19, "polres", "DisputeOutcomeAccepted", **proposal)
    assert days.stream.now.disputes[DISPUTE].status == "agreed"
    assert of_kind(days, "articles_differ").settled
    again = {"dispute": DISPUTE, "proposal": named("another proposal"), "outcome": "termination"}
    assert isinstance(days.on(20, "polres", "DisputeOutcomeProposed", **again), Refusal)
