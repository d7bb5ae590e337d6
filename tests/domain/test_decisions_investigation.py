"""Refusals around inquiry, investigation, its end, and files that pass to another office."""

from typing import Any

import pytest

from domain.events import Marks
from tests.domain.deciding import deciding, marks, refused
from tests.domain.filing import (
    LATE,
    NOT_NOW,
    ON_PAPER,
    OTHER_POLICE,
    OTHER_PROSECUTOR,
    POLICE,
    PROSECUTOR,
    WRONG_OFFICE,
    given_complete,
    given_investigation,
    given_returned,
    given_submitted,
    given_terminated,
    when,
)
from tests.domain.given import FILE, HASH, SUSPECT, VICTIM, Stream, named, proposed

NO_AUTHORITY = ("authority_missing", "type")
SP3: dict[str, Any] = {"file": FILE, "ground": "not_a_crime"}
OTHER_FILE = named("another file")


# Inquiry


def test_an_inquiry_is_decided_once_after_it_was_ordered_perkap_6_2019_art_9() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    decided = {"file": FILE, "outcome": "investigation"}
    assert refused(when(stream, "InquiryConferenceDecided", POLICE, **decided)) == NOT_NOW
    stream.records("InquiryOrdered", POLICE, file=FILE)
    assert (
        refused(when(stream, "InquiryConferenceDecided", POLICE, file=OTHER_FILE, outcome="closed"))
        == NOT_NOW
    )
    assert marks(when(stream, "InquiryConferenceDecided", POLICE, **decided)) == Marks(0)
    stream.records("InquiryConferenceDecided", POLICE, **decided)
    assert refused(when(stream, "InquiryConferenceDecided", POLICE, **decided)) == NOT_NOW
    stream.records("InquiryOrdered", POLICE, file=FILE)
    assert marks(when(stream, "InquiryConferenceDecided", POLICE, **decided)) == Marks(0)


def test_an_inquiry_without_a_file_yet_is_decided_for_the_case_kuhap_2025_art_19() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE)
    assert refused(when(stream, "InquiryConferenceDecided", POLICE, outcome="closed")) == NOT_NOW
    stream.records("InquiryOrdered", POLICE)
    assert marks(when(stream, "InquiryConferenceDecided", POLICE, outcome="closed")) == Marks(0)


# Termination (SP3)


def test_police_terminate_what_they_investigate_and_not_twice_kuhap_2025_art_24() -> None:
    unordered = Stream()
    unordered.records("PoliceReportFiled", POLICE, file=FILE)
    assert refused(when(unordered, "InvestigationTerminated", POLICE, **SP3)) == NOT_NOW
    assert marks(when(given_investigation(), "InvestigationTerminated", POLICE, **SP3)) == Marks(0)
    assert refused(when(given_terminated(), "InvestigationTerminated", POLICE, **SP3)) == NOT_NOW
    assert refused(when(given_investigation(), "InvestigationTerminated", PROSECUTOR, **SP3)) == NO_AUTHORITY


def test_another_unit_does_not_terminate_an_investigation_kuhap_1981_art_109_2() -> None:
    stream = given_investigation()
    stream.records("AccessGranted", POLICE, agency=OTHER_POLICE, classes=[], history="all", reason="task")
    assert refused(when(stream, "InvestigationTerminated", OTHER_POLICE, **SP3)) == WRONG_OFFICE
    assert refused(when(stream, "InvestigationTerminated", OTHER_POLICE, **SP3, **ON_PAPER)) == WRONG_OFFICE


def test_after_the_handover_police_terminate_no_more_kuhap_2025_art_59_8() -> None:
    stream = given_complete()
    stream.records("HandedOver", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    assert refused(when(stream, "InvestigationTerminated", POLICE, **SP3)) == NOT_NOW


@pytest.mark.parametrize("since", ["EvidenceReceived", "TraffickingStatusAssessed"])
def test_a_termination_is_stale_once_another_agency_recorded_evidence_or_a_status(since: str) -> None:
    """Scenario Sc-10: the ledger that an NGO brings, before the SP3 instead of after."""
    stream = given_investigation()
    known = stream.now.version
    data: dict[str, Any] = {
        "EvidenceReceived": {"kind": "accounts", "file": FILE},
        "TraffickingStatusAssessed": {
            "person": VICTIM,
            "status": "ActualVictimOfTrafficking",
            "decided_by": "NGO",
        },
    }
    stream.records(since, "ngo", **data[since])
    event = proposed("InvestigationTerminated", POLICE, at=LATE, basedon=known, **SP3)
    assert refused(deciding(event, stream))[0] == "stale"


def given_pretrial(*, by_conference: bool = False) -> Stream:
    """The court is asked about a termination: version 6."""
    stream = given_terminated(by_conference=by_conference)
    stream.records("PretrialFiled", POLICE, court="pn", filed_by="victim", ground="termination", file=FILE)
    return stream


def test_the_court_asked_voids_a_termination_that_stands_once_kuhap_2025_arts_27_158() -> None:
    assert refused(when(given_terminated(), "TerminationVoided", "pn", file=FILE)) == ("case_unknown", None)
    stream = given_pretrial()
    assert refused(when(stream, "TerminationVoided", PROSECUTOR, file=FILE)) == NO_AUTHORITY
    assert refused(when(stream, "TerminationVoided", "pn", file=OTHER_FILE)) == NOT_NOW
    assert marks(when(stream, "TerminationVoided", "pn", file=FILE)) == Marks(0)
    stream.records("TerminationVoided", "pn", file=FILE)
    assert refused(when(stream, "TerminationVoided", "pn", file=FILE)) == NOT_NOW
    assert marks(when(stream, "InvestigationTerminated", POLICE, **SP3)) == Marks(0)


def test_police_take_a_case_up_again_once_the_court_has_voided_the_sp3_kuhap_2025_art_27_sc_10() -> None:
    again = {"reason": "termination_voided", "file": OTHER_FILE}
    stream = given_pretrial()
    assert refused(when(stream, "CaseReopened", POLICE, **again)) == ("precondition", None)
    stream.records("TerminationVoided", "pn", file=FILE)
    assert marks(when(stream, "CaseReopened", POLICE, **again)) == Marks(0)
    other = when(stream, "CaseReopened", POLICE, reason="new_evidence")
    assert refused(other) == ("precondition", None)


def test_a_voided_termination_of_a_conference_makes_prosecution_mandatory_kuhap_2025_art_27() -> None:
    stream = given_pretrial(by_conference=True)
    stream.records("TerminationVoided", "pn", file=FILE)
    assert stream.now.files[FILE].prosecution_mandatory == stream.position
    assert refused(when(stream, "InvestigationTerminated", POLICE, **SP3)) == NOT_NOW
    ended = {"file": FILE, "reason": "suspect_died"}
    assert refused(when(stream, "ProsecutionTerminated", PROSECUTOR, **ended)) == NOT_NOW
    stream.records("DisputedHandoverMade", POLICE, file=FILE)
    decided = when(stream, "ContinuationDecided", PROSECUTOR, file=FILE, decision="not_continued")
    assert refused(decided) == NOT_NOW
    goes_on = when(stream, "ContinuationDecided", PROSECUTOR, file=FILE, decision="continued")
    assert marks(goes_on) == Marks(0)


def test_a_conference_that_decided_on_termination_counts_though_the_sp3_does_not_say_so_art_62_3() -> None:
    stream = given_returned(2)
    conference = {"conference": named("conference"), "file": FILE}
    stream.records("ConferenceDecidedTerminate", POLICE, **conference, ground="not_a_crime")
    assert not stream.now.files[FILE].stands_terminated
    stream.records("InvestigationTerminated", POLICE, **SP3)
    terminated = stream.now.files[FILE].terminated
    assert terminated is not None
    assert terminated.by_conference


def test_only_those_at_work_on_the_case_bring_a_court_into_it_kuhap_2025_art_158() -> None:
    asks = {"court": "pn", "filed_by": "victim", "ground": "delay"}
    stream = given_investigation()
    stream.records("AccessGranted", POLICE, agency="ngo", classes=[], history="all", reason="task")
    assert refused(when(stream, "PretrialFiled", "ngo", **asks)) == NO_AUTHORITY
    stream.records("ReferralOffered", POLICE, referral=named("r"), to="ngo", service="legal_aid")
    stream.records("ReferralAccepted", "ngo", referral=named("r"))
    assert Marks.CONFLICTING not in marks(when(stream, "PretrialFiled", "ngo", **asks))
    assert refused(when(stream, "PretrialFiled", "ngo", **{**asks, "court": "kejari"})) == (
        "invalid_field",
        "data.court",
    )


# Transfer (KUHAP 2025 art 19(4); reference/domain.md 2.5 no. 50)


def passing(to: str = OTHER_POLICE, frm: str = POLICE, **more: Any) -> dict[str, Any]:
    return {"file": FILE, "from_agency": frm, "to_agency": to, "reason": "network", **more}


def test_a_file_passes_from_the_office_that_has_it_to_one_of_its_kind_kuhap_2025_art_19_4() -> None:
    stream = given_investigation()
    assert marks(when(stream, "JurisdictionTransferred", POLICE, **passing())) == Marks(0)
    for to, field in (
        (PROSECUTOR, "data.to_agency"),
        (POLICE, "data.to_agency"),
        ("uptdppa", "data.to_agency"),
    ):
        assert refused(when(stream, "JurisdictionTransferred", POLICE, **passing(to))) == (
            "invalid_field",
            field,
        )
    not_theirs = passing("polres-ttu", PROSECUTOR)
    assert refused(when(stream, "JurisdictionTransferred", POLICE, **not_theirs))[0] == "authority_missing"
    prosecutors = passing(OTHER_PROSECUTOR, PROSECUTOR)
    assert marks(when(stream, "JurisdictionTransferred", PROSECUTOR, **prosecutors)) == Marks(0)


def test_a_third_office_transfers_nothing_also_not_on_paper_kuhap_2025_art_19_4() -> None:
    stream = given_investigation()
    for more in ({}, ON_PAPER):
        verdict = when(stream, "JurisdictionTransferred", PROSECUTOR, **passing(), **more)
        assert refused(verdict) == ("authority_missing", "data.from_agency")


def test_a_file_passes_on_once_the_transfer_before_is_acknowledged() -> None:
    stream = given_investigation()
    stream.records("JurisdictionTransferred", POLICE, **passing())
    assert refused(when(stream, "JurisdictionTransferred", POLICE, **passing())) == NOT_NOW


@pytest.mark.parametrize(("by", "other"), [(POLICE, OTHER_POLICE), (OTHER_POLICE, POLICE)])
def test_a_transfer_is_acknowledged_once_by_the_side_that_did_not_state_it(by: str, other: str) -> None:
    """Scenario Sc-9: the unit that takes over states it, the one that gives up acknowledges."""
    stream = given_investigation()
    stream.records("AccessGranted", POLICE, agency=OTHER_POLICE, classes=[], history="all", reason="task")
    assert refused(when(stream, "TransferAcknowledged", other, file=FILE)) == WRONG_OFFICE
    stream.records("JurisdictionTransferred", by, **passing())
    assert refused(when(stream, "TransferAcknowledged", by, file=FILE)) == WRONG_OFFICE
    assert refused(when(stream, "TransferAcknowledged", PROSECUTOR, file=FILE)) == WRONG_OFFICE
    assert Marks.CONFLICTING not in marks(when(stream, "TransferAcknowledged", other, file=FILE))
    stream.records("TransferAcknowledged", other, file=FILE)
    assert refused(when(stream, "TransferAcknowledged", OTHER_POLICE, file=FILE)) == WRONG_OFFICE


def test_the_old_unit_writes_until_the_acknowledgement_and_no_more_after_it_sc_9() -> None:
    stream = given_submitted()
    stream.records("JurisdictionTransferred", POLICE, **passing())
    statement = {"file": FILE, "articles": ["UU-21-2007:2"], "reason": "new_evidence"}
    assert Marks.CONFLICTING not in marks(when(stream, "ArticleChanged", POLICE, **statement))
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    assert refused(when(stream, "ArticleChanged", POLICE, **statement)) == ("case_unknown", None)
    assert marks(when(stream, "ArticleChanged", OTHER_POLICE, **statement)) in (Marks(0), Marks.LATE)


def test_a_unit_that_keeps_another_file_of_the_case_writes_about_that_one_alone_sc_9() -> None:
    stream = given_submitted()
    stream.records(
        "InvestigationOrdered", POLICE, file=OTHER_FILE, ordered_on="2026-03-03", articles=["KUHP:455"]
    )
    stream.records("JurisdictionTransferred", POLICE, **passing())
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    about_the_other = when(stream, "SuspectDesignated", POLICE, suspect=SUSPECT, file=OTHER_FILE)
    assert Marks.CONFLICTING not in marks(about_the_other)
    about_this_one = when(stream, "SuspectDesignated", POLICE, suspect=SUSPECT, file=FILE)
    assert refused(about_this_one) == WRONG_OFFICE
    resubmitted = when(stream, "FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    assert refused(resubmitted) == WRONG_OFFICE
