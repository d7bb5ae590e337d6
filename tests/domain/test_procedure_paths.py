"""Whole ways of a file through both codes, each step decided before it is recorded (Sc-1, 3, 4, 9, 10)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.case_state import CaseState
from domain.decisions import Accepted, decide
from domain.events import Marks
from domain.problems import Refusal
from tests.domain.deciding import DIRECTORY, LIMITS, MATRIX
from tests.domain.filing import OTHER_POLICE, POLICE, PROSECUTOR, asked, returning
from tests.domain.given import FILE, HASH, START, SUSPECT, VICTIM, Stream, named, proposed

COURT, NGO, EXPERT = "pn", "ngo", "expert"
CONFERENCE, NEW_FILE = named("conference"), named("new file")
TRAFFICKING, PLACEMENT, LESSER = "UU-21-2007:2", "UU-18-2017:81", "UU-18-2017:86"
FIVE = [
    {"role": "investigator", "agency": POLICE},
    {"role": "investigator_supervisor", "agency": POLICE},
    {"role": "prosecutor", "agency": PROSECUTOR},
    {"role": "prosecutor_supervisor", "agency": PROSECUTOR},
    {"role": "expert", "agency": EXPERT},
]
NOBODY: Mapping[Any, CaseState | None] = {}


class Story:
    """A case that is told from day 0, each step as its agency proposes it having seen all before."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.stream = Stream()

    def proposes(self, day: float, by: str, type_name: str, **data: Any) -> Accepted | Refusal:
        """What is decided of a step on that day, and recorded where it is accepted."""
        at, state = self.start + timedelta(days=day), self.stream.state
        basedon = state.version if state else None
        event = proposed(type_name, by, at=at, basedon=basedon, **data)
        verdict = decide(state, DIRECTORY, event, at, NOBODY, LIMITS, MATRIX)
        if isinstance(verdict, Accepted):
            self.stream.records(type_name, by, at=at, **data)
        return verdict

    def goes(self, day: float, by: str, type_name: str, **data: Any) -> None:
        """A step that the rules let through without a mark."""
        verdict = self.proposes(day, by, type_name, **data)
        assert verdict == Accepted(Marks(0)), (type_name, verdict)

    def of_file(self, day: float, by: str, type_name: str, **data: Any) -> None:
        """A step about the file."""
        self.goes(day, by, type_name, file=FILE, **data)

    @property
    def file(self) -> Any:
        """The file as it stands."""
        return self.stream.now.files[FILE]


def investigated(start: datetime = START) -> Story:
    story = Story(start)
    story.of_file(0, POLICE, "PoliceReportFiled", person=VICTIM)
    story.of_file(
        0.1, POLICE, "InvestigationOrdered", ordered_on=start.date().isoformat(), articles=[TRAFFICKING]
    )
    return story


def test_a_file_under_kuhap_2025_goes_from_report_to_verdict_sc_1() -> None:
    story = investigated()
    story.of_file(3, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(4, PROSECUTOR, "SpdpReceived")
    story.of_file(4.1, PROSECUTOR, "ProsecutorAppointed")
    story.of_file(6, POLICE, "CoordinationHeld", with_agencies=[PROSECUTOR])
    story.of_file(42, POLICE, "FileSubmitted", sha256=HASH)
    story.of_file(42.1, PROSECUTOR, "FileReceived", sha256=HASH)
    story.of_file(49, PROSECUTOR, "FileComplete")
    story.of_file(57, POLICE, "HandedOver", with_agencies=[PROSECUTOR])
    story.of_file(60, PROSECUTOR, "IndictmentFiled", articles=[TRAFFICKING])
    story.of_file(62, PROSECUTOR, "SentToCourt", court=COURT)
    story.of_file(77, COURT, "HearingHeld")
    story.of_file(117, COURT, "VerdictGiven", outcome="convicted", articles=[TRAFFICKING])
    assert story.file.stage == "Putusan PN"


def test_a_file_under_kuhap_1981_comes_back_three_times_and_is_complete_after_a_conference_sc_3() -> None:
    story = investigated(datetime(2025, 3, 3, 9, 0, tzinfo=START.tzinfo))
    story.of_file(9, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(40, POLICE, "FileSubmitted", sha256=HASH)
    story.of_file(40.1, PROSECUTOR, "FileReceived", sha256=HASH)
    story.of_file(47, PROSECUTOR, "FileFoundIncomplete")
    story.goes(53, PROSECUTOR, "FileReturned", **returning(1, asked(1, "M1"), asked(2, "M6"), asked(3, "F2")))
    story.of_file(70, POLICE, "FileResubmitted", return_number=1, sha256=HASH)
    story.goes(80, PROSECUTOR, "FileReturned", **returning(2, asked(1, "M1", continues=(1, 1))))
    story.of_file(
        90, POLICE, "InstructionAnswered", return_number=2, number=1, answer="contested", reason="in_the_file"
    )
    story.of_file(94, POLICE, "FileResubmitted", return_number=2, sha256=HASH)
    story.goes(105, PROSECUTOR, "FileReturned", **returning(3, asked(1, "M4")))
    story.of_file(116, POLICE, "ArticleChanged", articles=["UU-21-2007:10"], reason="conference")
    story.of_file(120, POLICE, "FileResubmitted", return_number=3, sha256=HASH)
    story.of_file(129, PROSECUTOR, "InstructionSatisfied", return_number=3, number=1)
    story.of_file(130, PROSECUTOR, "FileComplete")
    story.of_file(140, POLICE, "HandedOver", with_agencies=[PROSECUTOR])
    assert [len(each.items) for each in story.file.rounds] == [3, 1, 1]
    assert story.file.regime == "KUHAP1981"


def test_the_second_return_under_kuhap_2025_leads_over_the_conference_to_a_disputed_handover_sc_4() -> None:
    story = investigated()
    story.of_file(3, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(4, POLICE, "FileSubmitted", sha256=HASH)
    story.goes(10, PROSECUTOR, "FileReturned", **returning(1))
    story.of_file(23, POLICE, "FileResubmitted", return_number=1, sha256=HASH)
    story.goes(29, PROSECUTOR, "FileReturned", **returning(2, asked(1, "M1", continues=(1, 1))))
    held = {"conference": CONFERENCE, "form": "statutory", "with_agencies": [PROSECUTOR, EXPERT]}
    without_expert = story.proposes(37, POLICE, "CaseConferenceHeld", file=FILE, present=FIVE[:4], **held)
    assert isinstance(without_expert, Refusal)
    assert "Ahli" in without_expert.rule
    until = (START + timedelta(days=60)).isoformat()
    engaged = {"fields": ["trafficking"], "qualification": "certificate", "conflict_of_interest": False}
    story.of_file(37, POLICE, "ExpertEngaged", expert=EXPERT, until=until, **engaged)
    story.of_file(37, POLICE, "CaseConferenceHeld", present=FIVE, **held)
    story.of_file(37.1, POLICE, "ConferenceUndecided", conference=CONFERENCE)
    story.of_file(40, POLICE, "DisputedHandoverMade")
    story.of_file(53, PROSECUTOR, "ContinuationDecided", decision="continued", articles=[TRAFFICKING])
    story.of_file(59, PROSECUTOR, "IndictmentFiled", articles=[TRAFFICKING])
    assert story.file.articles_held["prosecutor"].articles == (TRAFFICKING,)


def test_a_file_under_kuhap_1981_is_deemed_complete_by_silence_and_handed_over() -> None:
    """KUHAP 1981 art 110(4)."""
    story = investigated(datetime(2025, 11, 3, 9, 0, tzinfo=START.tzinfo))
    story.of_file(3, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(20, POLICE, "FileSubmitted", sha256=HASH)
    story.of_file(21, PROSECUTOR, "FileReceived", sha256=HASH)
    assert isinstance(story.proposes(35, POLICE, "FileDeemedComplete", file=FILE), Refusal)
    story.of_file(36, "deployment", "FileDeemedComplete")
    assert not story.file.completed_at
    story.of_file(37, POLICE, "FileDeemedComplete")
    story.of_file(40, POLICE, "HandedOver", with_agencies=[PROSECUTOR])
    assert story.file.completed_at


def test_an_spdp_goes_back_after_two_requests_and_the_file_starts_anew_b_310() -> None:
    story = investigated()
    story.of_file(3, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(4, PROSECUTOR, "SpdpReceived")
    story.of_file(8, PROSECUTOR, "CoordinationOverdueReported", to="head_of_office")
    story.of_file(34, PROSECUTOR, "ProgressRequested", request_number=1)
    story.of_file(64, PROSECUTOR, "ProgressRequested", request_number=2)
    story.of_file(94, PROSECUTOR, "SpdpReturned", reason="stale")
    story.of_file(95, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(96, PROSECUTOR, "SpdpReceived")
    story.of_file(99, POLICE, "FileSubmitted", sha256=HASH)
    story.goes(105, PROSECUTOR, "FileReturned", **returning(1))
    story.of_file(120, PROSECUTOR, "SupplementaryOverdue", return_number=1)
    assert [each.reason for each in story.file.returned_spdp] == ["stale", "supplementary_overdue"]


def test_a_suspect_is_transferred_with_the_file_and_detention_follows_it_sc_9() -> None:
    story = investigated()
    of = {"suspect": SUSPECT, "stage": "investigation"}
    story.of_file(0.2, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.of_file(0.3, POLICE, "SuspectDesignated", suspect=SUSPECT)
    story.of_file(0.4, POLICE, "DetentionStarted", **of, days=20)
    story.of_file(18, PROSECUTOR, "DetentionExtended", **of, days=40)
    story.goes(
        24, POLICE, "AccessGranted", agency=OTHER_POLICE, classes=["narrative"], history="all", reason="task"
    )
    passes = {"from_agency": POLICE, "to_agency": OTHER_POLICE, "reason": "network"}
    story.of_file(25, OTHER_POLICE, "JurisdictionTransferred", **passes)
    story.of_file(25.1, POLICE, "TransferAcknowledged")
    assert isinstance(story.proposes(26, POLICE, "SuspectAtLarge", suspect=SUSPECT), Refusal)
    story.goes(26, OTHER_POLICE, "CustodyTransferred", suspect=SUSPECT, with_agencies=[], to_kind="rutan")
    story.goes(40, OTHER_POLICE, "PretrialFiled", court=COURT, filed_by="suspect", ground="coercive_measure")
    story.of_file(58, COURT, "DetentionExtended", **of, days=30, ground="nine_years")
    story.of_file(60, OTHER_POLICE, "ArticleChanged", articles=[LESSER], reason="new_evidence")
    story.of_file(61, OTHER_POLICE, "ArticleChanged", articles=[TRAFFICKING], reason="coordination")
    (detention,) = story.stream.now.detentions
    assert detention.days_ordered == 90
    assert [each.articles for each in story.file.article_history] == [
        (TRAFFICKING,),
        (LESSER,),
        (TRAFFICKING,),
    ]
    assert story.file.investigated_by == OTHER_POLICE


def test_a_terminated_investigation_is_voided_and_the_case_goes_on_under_a_new_file_sc_10() -> None:
    story = investigated()
    story.of_file(3, POLICE, "SpdpSent", prosecutor=PROSECUTOR)
    story.goes(4, POLICE, "ReferralOffered", referral=named("r"), to=NGO, service="legal_aid")
    story.goes(5, NGO, "ReferralAccepted", referral=named("r"))
    story.of_file(30, POLICE, "InvestigationTerminated", ground="not_a_crime")
    story.of_file(70, NGO, "EvidenceReceived", kind="accounts", victims=[named("second victim")])
    story.of_file(72, NGO, "PretrialFiled", court=COURT, filed_by="victim", ground="termination")
    story.of_file(80, COURT, "TerminationVoided")
    story.goes(
        81, POLICE, "InvestigationOrdered", file=NEW_FILE, ordered_on="2026-05-22", articles=[TRAFFICKING]
    )
    assert not story.file.stands_terminated
    assert story.stream.now.files[NEW_FILE].regime == "KUHAP2025"
