"""A decision rests on what counts: an entry taken back or corrected since is as new as one recorded since."""

from datetime import date, timedelta
from typing import Any

from domain.decisions import Accepted
from domain.events import Marks
from domain.problems import Refusal
from tests.domain.deciding import deciding, marks
from tests.domain.filing import LATE, ON_PAPER, POLICE, given_submitted, when
from tests.domain.given import FILE, START, VICTIM, Stream, proposed

ASSESSED: dict[str, Any] = {
    "person": VICTIM,
    "status": "NotAVictimOfTrafficking",
    "decided_by": "NonPoliceGovernmentalOrganization",
}
SP3: dict[str, Any] = {"file": FILE, "ground": "not_a_crime"}


def given_assessment() -> Stream:
    """A service unit holds that the person is no victim: what an SP3 may rest on."""
    stream = given_submitted()
    stream.records("TraffickingStatusAssessed", "uptdppa", **ASSESSED)
    return stream


def terminating(stream: Stream, basedon: int) -> Accepted | Refusal:
    return deciding(proposed("InvestigationTerminated", POLICE, at=LATE, basedon=basedon, **SP3), stream)


def test_an_entry_that_matters_and_was_taken_back_since_makes_a_decision_stale() -> None:
    stream = given_assessment()
    known, assessed = stream.now.version, stream.events[-1]
    stream.records("EntryWithdrawn", "uptdppa", event_id=assessed.id, reason="wrong_person")
    verdict = terminating(stream, known)
    assert isinstance(verdict, Refusal)
    assert verdict.type == "stale"
    assert [head.type for head in verdict.missed] == ["EntryWithdrawn"]
    assert isinstance(terminating(stream, stream.now.version), Accepted)


def test_an_entry_that_matters_and_was_corrected_since_makes_a_decision_stale() -> None:
    stream = given_assessment()
    known, assessed = stream.now.version, stream.events[-1]
    corrected = {"fields": ["destination_country"], "destination_country": "MY", "reason": "misunderstanding"}
    source = {"event_id": assessed.id, "event_source": "/agencies/uptdppa"}
    stream.records("FactCorrected", "dinsos", person=VICTIM, **source, **corrected)
    verdict = terminating(stream, known)
    assert isinstance(verdict, Refusal)
    assert verdict.type == "stale"


def test_an_entry_that_does_not_matter_and_was_taken_back_since_makes_nothing_stale() -> None:
    stream = given_submitted()
    stream.records("RightsExplained", "uptdppa", person=VICTIM, rights=["restitution"])
    known = stream.now.version
    stream.records("EntryWithdrawn", "uptdppa", event_id=stream.events[-1].id, reason="wrong_person")
    assert isinstance(terminating(stream, known), Accepted)


def test_an_act_on_paper_does_not_conflict_with_an_entry_that_was_taken_back() -> None:
    stream = given_submitted()
    changed = {"file": FILE, "articles": ["KUHP:455"], "reason": "new_evidence"}
    at = START + timedelta(days=25)
    stream.records("ArticleChanged", POLICE, at=at, **changed)
    paper = {**ON_PAPER, "effectedon": date(2026, 3, 20)}
    assert Marks.CONFLICTING in marks(when(stream, "FileComplete", "kejari", file=FILE, **paper))
    changed_by = stream.events[-1].id
    stream.records("EntryWithdrawn", POLICE, at=at, event_id=changed_by, reason="wrong_case")
    assert Marks.CONFLICTING not in marks(when(stream, "FileComplete", "kejari", file=FILE, **paper))
