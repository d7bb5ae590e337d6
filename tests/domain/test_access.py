"""The rules that narrow the access matrix: history, consent, narrative, stage."""

from datetime import date, datetime, timedelta

import pytest

from domain.access import NOTHING, STAGE, Visibility, stage_row
from domain.catalogue.fields import DataClass
from domain.events import EventHead, Marks, RecordedEvent
from domain.ids import agency_stream
from tests.domain.given import FILE, ORIGIN, REFERRAL, SUSPECT, VICTIM, WIB, Stream, named
from tests.domain.seeing import AT, BODY, EVERYTHING, IDENTITY, consents, event_about, given_victim, seen_by

# History


def given_referral(history: str) -> tuple[Stream, list[RecordedEvent]]:
    stream = Stream()
    stream.records("ReportReceived", "uptdppa", channel="walk_in", person=VICTIM, child=False)
    stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent")
    stream.records(
        "ReferralOffered", "uptdppa", referral=REFERRAL, to="dinsos", service="legal_aid", history=history
    )
    stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="routine")
    return stream, stream.events


def levels(stream: Stream, agency: str) -> list[int]:
    return [seen_by(stream, agency, event).level for event in stream.events]


def test_an_agency_asked_sees_the_offer_alone_and_none_of_its_disclosures() -> None:
    stream, events = given_referral("all")
    assert levels(stream, "dinsos") == [0, 0, 2, 0]
    assert seen_by(stream, "dinsos", event_about(events[2], EVERYTHING, VICTIM)) == BODY


@pytest.mark.parametrize(
    ("history", "expected"),
    [("all", [2, 2, 2, 2, 2]), ("from_referral", [0, 0, 2, 2, 2]), ("from_now", [0, 0, 2, 0, 2])],
)
def test_an_accepted_referral_opens_the_history_offered_and_always_the_offer(
    history: str, expected: list[int]
) -> None:
    stream, _ = given_referral(history)
    stream.records("ReferralAccepted", "dinsos", referral=REFERRAL)
    assert levels(stream, "dinsos") == expected


def test_a_completed_referral_leaves_the_agency_its_own_events() -> None:
    stream, _ = given_referral("all")
    stream.records("ReferralAccepted", "dinsos", referral=REFERRAL)
    stream.records("ReferralCompleted", "uptdppa", referral=REFERRAL)
    assert levels(stream, "dinsos") == [0, 0, 0, 0, 2, 0]


def test_of_several_relations_each_opens_what_it_opens() -> None:
    stream, _ = given_referral("from_now")
    stream.records("ReferralAccepted", "dinsos", referral=REFERRAL)
    stream.records("AccessGranted", "uptdppa", agency="dinsos", history="all", until=AT, reason="task")
    assert [seen_by(stream, "dinsos", each, AT - timedelta(1)).level for each in stream.events] == [2] * 6
    assert levels(stream, "dinsos") == [0, 0, 2, 0, 2, 2]


def test_a_grant_opens_from_its_own_event_on_unless_it_says_all() -> None:
    stream, _ = given_victim(child=False)
    stream.records("AccessGranted", "uptdppa", agency="ngo", history="from_now", reason="task")
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    assert levels(stream, "ngo") == [0, 0, 0, 2, 2]


# Consent


@pytest.mark.parametrize("recipient", ["bp3mi-ttu", "bp3mi"])
def test_consent_names_an_agency_or_a_kind_of_agency(recipient: str) -> None:
    stream, event = given_victim(child=False, routed_to=("uptdppa", "bp3mi-ttu"))
    assert seen_by(stream, "bp3mi-ttu", event) == BODY
    consents(stream, recipient)
    assert seen_by(stream, "bp3mi-ttu", event) == Visibility(2, int(IDENTITY))


def test_consent_for_another_recipient_class_or_person_opens_nothing() -> None:
    stream, event = given_victim(child=False, routed_to=("uptdppa", "bp3mi"))
    consents(stream, "ngo")
    consents(stream, "bp3mi", classes=["health"])
    assert seen_by(stream, "bp3mi", event) == BODY
    consents(stream, "bp3mi")
    assert seen_by(stream, "bp3mi", event_about(event, IDENTITY, named("another victim"))) == BODY
    assert seen_by(stream, "bp3mi", event_about(event, IDENTITY, None)) == BODY


def test_consent_lapses_at_the_end_of_its_last_day() -> None:
    stream, event = given_victim(child=False, routed_to=("uptdppa", "bp3mi"))
    consents(stream, "bp3mi", expires="2026-03-31")
    last = datetime(2026, 3, 31, 23, 59, 59, tzinfo=WIB)
    assert seen_by(stream, "bp3mi", event, last).classes == IDENTITY
    assert seen_by(stream, "bp3mi", event, last + timedelta(seconds=1)).classes == 0


def test_withdrawn_consent_closes_at_once_uu_27_2022_art_9() -> None:
    stream, event = given_victim(child=False, routed_to=("uptdppa", "bp3mi"))
    consents(stream, "bp3mi")
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    assert seen_by(stream, "bp3mi", event) == BODY


def test_consent_without_a_relation_to_the_case_opens_nothing() -> None:
    stream, event = given_victim(child=False)
    consents(stream, "bp3mi")
    assert seen_by(stream, "bp3mi", event) == NOTHING


# Narrative, stage, other streams


def test_a_narrative_is_judged_as_the_class_its_type_names() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", file=FILE)
    held = stream.records(
        "IdentificationInterviewHeld",
        "polres",
        person=VICTIM,
        interview_number=1,
        disclosing=DataClass.NARRATIVE,
    )
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("CaseManagerAssigned", "polres", agency="uptdppa")
    assert seen_by(stream, "uptdppa", held).classes == DataClass.NARRATIVE  # judged as psychosocial: F
    assert seen_by(stream, "kejari", held).classes == 0  # psychosocial: S, and no summary here


def test_a_suspect_is_named_to_those_who_guard_the_victim_and_the_particulars_are_not() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", file=FILE)
    stream.records("CaseManagerAssigned", "polres", agency="uptdppa")
    designated = stream.records(
        "SuspectDesignated",
        "polres",
        suspect=SUSPECT,
        file=FILE,
        disclosing=DataClass.SUSPECT_IDENTITY | DataClass.LEGAL_FILE,
    )
    assert seen_by(stream, "uptdppa", designated).classes == DataClass.SUSPECT_IDENTITY


def test_the_prosecutor_reads_the_whole_file_from_the_spdp_on_and_nothing_before() -> None:
    stream = Stream()
    filed = stream.records("PoliceReportFiled", "polres", file=FILE, disclosing=DataClass.LEGAL_FILE)
    assert seen_by(stream, "kejari", filed) == NOTHING
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    assert seen_by(stream, "kejari", filed) == Visibility(2, int(DataClass.LEGAL_FILE))


def test_service_agencies_see_the_legal_file_as_stage_and_date() -> None:
    stream = Stream()
    stream.records("ReportReceived", "uptdppa", channel="walk_in", routed_to=["uptdppa", "polres"])
    ordered = stream.records(
        "InvestigationOrdered",
        "polres",
        file=FILE,
        ordered_on="2026-03-03",
        articles=["KUHP:455"],
        disclosing=DataClass.LEGAL_FILE,
    )
    assert seen_by(stream, "uptdppa", ordered) == STAGE
    assert stage_row(ordered.head) == ("Sprin.Sidik", date(2026, 3, 2), 2)


def test_a_stage_row_is_dated_where_the_agency_is_and_by_its_recording_where_its_clock_is_wrong() -> None:
    night = datetime(2026, 3, 3, 0, 30, tzinfo=WIB)
    head = EventHead(7, 1, "SpdpSent", "polres", "e", night, night - timedelta(hours=3), 0, 0, None)
    assert stage_row(head) == ("SPDP", date(2026, 3, 3), 7)
    suspect = head._replace(occurred=night + timedelta(days=90), marks=int(Marks.CLOCK_SUSPECT))
    assert stage_row(suspect) == ("SPDP", date(2026, 3, 2), 7)


def test_streams_of_the_registry_answer_nothing_here() -> None:
    stream = Stream(agency_stream(ORIGIN, "rsud"))
    event = stream.records("AgencyRegistered", "host", agency="rsud", kind="rsud", name="RSUD")
    assert seen_by(stream, "rsud", event) == NOTHING
    assert seen_by(stream, "auditor", event) == NOTHING


def test_a_duplicate_link_is_its_publisher_s_alone_sc_7() -> None:
    stream = Stream(named("links"))
    pairs = [{"case": str(named(each)), "person": str(VICTIM)} for each in ("one", "two")]
    event = stream.records("DuplicateLinked", "uptdppa", pairs=pairs, reason="same_contact")
    assert seen_by(stream, "uptdppa", event).level == 2
    assert [seen_by(stream, each, event) for each in ("sbmi", "bp3mi", "coordinator")] == [NOTHING] * 3
