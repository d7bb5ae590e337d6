"""What is so in a case after a fact was corrected or an entry taken back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case import fold
from domain.events import EventHead, Marks, RecordedEvent
from domain.fold.corrections import heads_that_count
from tests.domain.given import FILE, HASH, REFERRAL, START, VICTIM, Stream, named

UPTD = "/agencies/uptdppa"
POLRES = "/agencies/polres"


def given_case() -> Stream:
    stream = Stream()
    stream.records("ReportReceived", "disdik", channel="school", routed_to=["uptdppa", "polres"])
    return stream


def given_registered() -> Stream:
    """Sc-8: police register a victim of 19. The entry is e2."""
    stream = given_case()
    registers(stream)
    return stream


def registers(stream: Stream) -> None:
    stream.records("VictimRegistered", "polres", person=VICTIM, sex="female", age_band="18-20", child=False)


def corrects(stream: Stream, by: str = "uptdppa", **data: Any) -> RecordedEvent:
    told: dict[str, Any] = {
        "event_id": "e2",
        "event_source": POLRES,
        "person": VICTIM,
        "reason": "register_extract",
    }
    return stream.records("FactCorrected", by, **{**told, **data})


def withdraws(stream: Stream, by: str, event_id: str, reason: str = "wrong_case") -> RecordedEvent:
    return stream.records("EntryWithdrawn", by, event_id=event_id, reason=reason)


def corrects_age(stream: Stream, by: str = "uptdppa", **data: Any) -> RecordedEvent:
    return corrects(stream, by, fields=["child", "age_band"], child=True, age_band="9-17", **data)


# FactCorrected


def test_a_corrected_age_turns_the_child_regime_on_sc_8_uu_21_2007_art_17() -> None:
    stream = given_registered()
    epoch = stream.now.access_epoch
    corrects_age(stream)
    person = stream.now.persons[VICTIM]
    assert (person.child, person.age_band) == (True, "9-17")
    assert stream.now.access_epoch > epoch


def test_a_correction_counts_against_an_entry_of_the_same_agency_or_of_another() -> None:
    for by in ("polres", "uptdppa"):
        stream = given_registered()
        corrects_age(stream, by, reason="typing_error")
        assert stream.now.persons[VICTIM].child is True


def test_the_old_value_stays_as_it_was_known_sc_8_day_3() -> None:
    stream = given_registered()
    corrects_age(stream)
    before = fold(stream.events[:2])
    assert before is not None
    assert before.persons[VICTIM].child is False
    assert stream.now.events[1] == stream.events[1].head
    assert stream.now.entries[1].data == stream.events[1].data
    (correction,) = stream.now.corrections
    assert (correction.of, correction.by, correction.position) == (("polres", "e2"), ("uptdppa", "e3"), 3)
    assert correction.fields == ("child", "age_band")


def test_a_correction_leaves_what_it_does_not_name() -> None:
    stream = given_registered()
    corrects(stream, fields=["sex"], sex="male")
    person = stream.now.persons[VICTIM]
    assert (person.sex, person.child, person.age_band) == ("male", False, "18-20")


def test_a_correction_of_what_was_merely_stated_does_not_undo_a_verified_age() -> None:
    stream = given_registered()
    stream.records("IdentityVerified", "disdukcapil", person=VICTIM, matched=True, child=True)
    corrects(stream, fields=["child"], child=False, reason="misunderstanding")
    assert stream.now.persons[VICTIM].child is True


def test_a_verified_age_can_itself_be_corrected() -> None:
    stream = given_registered()
    stream.records("IdentityVerified", "disdukcapil", person=VICTIM, matched=True, child=True)
    told: dict[str, Any] = {"event_id": "e3", "event_source": "/agencies/disdukcapil"}
    corrects(stream, "disdukcapil", fields=["child"], child=False, **told)
    assert stream.now.persons[VICTIM].child is False


def test_the_last_of_several_corrections_counts_back_and_forth() -> None:
    stream = given_registered()
    corrects_age(stream)
    corrects(stream, fields=["child", "age_band"], child=False, age_band="18-20")
    assert stream.now.persons[VICTIM].child is False
    corrects_age(stream)
    assert stream.now.persons[VICTIM].child is True


def test_a_correction_taken_back_leaves_the_entry_as_it_was() -> None:
    stream = given_registered()
    corrects_age(stream)
    withdraws(stream, "uptdppa", "e3", "wrong_person")
    assert stream.now.persons[VICTIM].child is False
    assert stream.now.corrections == ()


def test_a_corrected_time_counts_for_what_happened_last() -> None:
    stream = given_registered()
    assess: dict[str, Any] = {"person": VICTIM, "decided_by": "Police"}
    stream.records("TraffickingStatusAssessed", "polres", status="ActualVictimOfTrafficking", **assess)
    stream.records("TraffickingStatusAssessed", "ngo", status="NotAVictimOfTrafficking", **assess)
    assert stream.now.persons[VICTIM].status == "NotAVictimOfTrafficking"
    told: dict[str, Any] = {"event_id": "e4", "event_source": "/agencies/ngo", "reason": "clock_wrong"}
    corrects(stream, "ngo", fields=["time"], time=START.isoformat(), **told)
    assert stream.now.persons[VICTIM].status == "ActualVictimOfTrafficking"
    assert stream.now.events[3].occurred != START


def test_a_corrected_time_takes_the_place_of_a_clock_that_was_wrong() -> None:
    stream = given_registered()
    far = START + timedelta(days=400)
    stream.records(
        "ReportTriaged", "uptdppa", at=far, marks=Marks.CLOCK_SUSPECT, person=VICTIM, urgency="urgent"
    )
    told: dict[str, Any] = {"event_id": "e3", "event_source": UPTD, "reason": "clock_wrong"}
    corrects(stream, fields=["time"], time=START.isoformat(), **told)
    head = counted(stream, 3)
    assert (head.occurred, head.marks) == (START, 0)


def test_a_corrected_date_is_read_by_clocks_and_by_the_file() -> None:
    stream = given_case()
    stream.records(
        "InvestigationOrdered", "polres", file=FILE, ordered_on="2026-03-03", articles=["KUHP:455"]
    )
    corrects(stream, "polres", person=None, fields=["ordered_on"], date="2025-12-30", reason="typing_error")
    assert str(stream.now.files[FILE].ordered_on) == "2025-12-30"
    assert counted(stream, 2).facts != stream.events[1].head.facts


def test_a_correction_of_an_entry_that_a_reader_does_not_see_still_states_the_age() -> None:
    stream = given_case()
    corrects_age(stream)
    assert stream.now.persons[VICTIM].child is True


# EntryWithdrawn


def test_a_withdrawn_registration_no_longer_counts() -> None:
    stream = given_registered()
    withdraws(stream, "polres", "e2", "wrong_case")
    assert VICTIM not in stream.now.persons
    assert stream.now.withdrawn == {("polres", "e2")}
    assert [head.type for head in stream.now.events] == [
        "ReportReceived",
        "VictimRegistered",
        "EntryWithdrawn",
    ]


def test_an_entry_is_taken_back_by_its_publisher_alone() -> None:
    stream = given_registered()
    withdraws(stream, "uptdppa", "e2")
    assert VICTIM in stream.now.persons
    assert stream.now.withdrawn == frozenset()


def test_the_entry_that_opened_the_case_counts_for_good() -> None:
    stream = given_case()
    withdraws(stream, "disdik", "e1")
    assert set(stream.now.parties) == {"disdik", "uptdppa", "polres"}
    assert stream.now.withdrawn == frozenset()


def test_a_withdrawal_cannot_be_taken_back() -> None:
    stream = given_registered()
    withdraws(stream, "polres", "e2")
    withdraws(stream, "polres", "e3")
    assert VICTIM not in stream.now.persons


def test_an_interview_entered_twice_is_counted_once() -> None:
    stream = given_case()
    for _ in range(2):
        stream.records("IdentificationInterviewHeld", "uptdppa", person=VICTIM, interview_number=1)
    assert stream.now.persons[VICTIM].interviews == 2
    withdraws(stream, "uptdppa", "e3", "entered_twice")
    person = stream.now.persons[VICTIM]
    assert (person.interviews, [each.position for each in person.interviews_held]) == (1, [2])


def test_a_file_sent_to_the_wrong_case_is_not_submitted() -> None:
    stream = given_case()
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("FileSubmitted", "polres", file=FILE, sha256=HASH)
    assert stream.now.legal_stage == "Tahap I"
    withdraws(stream, "polres", "e3")
    file = stream.now.files[FILE]
    assert (file.submissions, file.submitted_at, file.stage) == (0, 0, "SPDP")
    assert stream.now.legal_stage == "SPDP"


def test_access_that_rested_on_an_entry_taken_back_ends_and_stays_named() -> None:
    stream = given_case()
    stream.records("ReferralOffered", "uptdppa", referral=REFERRAL, to="rsud", service="legal_aid")
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    epoch = stream.now.access_epoch
    withdraws(stream, "uptdppa", "e2", "wrong_person")
    assert stream.now.parties["rsud"].ended
    assert REFERRAL not in stream.now.referrals
    assert stream.now.access_epoch > epoch
    assert not stream.now.parties["uptdppa"].ended


def test_a_consent_entered_for_the_wrong_person_opens_nothing_any_more() -> None:
    stream = given_case()
    stream.records(
        "ConsentGranted",
        "uptdppa",
        person=VICTIM,
        purposes=["health"],
        recipients=["rsud"],
        classes=["health"],
    )
    withdraws(stream, "uptdppa", "e2", "wrong_person")
    assert stream.now.consents == ()


def test_a_reporter_who_asked_to_stay_unknown_stays_so_when_the_report_is_taken_back() -> None:
    stream = given_case()
    stream.records("ReportReceived", "uptdppa", channel="phone", reporter_confidential=True)
    withdraws(stream, "uptdppa", "e2")
    assert stream.now.reporter_confidential


def test_a_joint_act_taken_back_is_awaited_of_nobody() -> None:
    stream = given_case()
    stream.records("CoordinationHeld", "polres", file=FILE, with_agencies=["kejari"])
    stream.records("RecordContested", "kejari", event_id="e2", event_source=POLRES, reason="not_held")
    withdraws(stream, "polres", "e2", "did_not_happen")
    assert stream.now.joint_acts == {}


def test_a_closing_taken_back_leaves_the_case_open() -> None:
    stream = given_case()
    stream.records("CaseClosed", "uptdppa", reason="services_completed")
    withdraws(stream, "uptdppa", "e2")
    assert (stream.now.closed, stream.now.closed_at) == (False, None)


# An entry that comes later than what points at it


def counts_anew(stream: Stream) -> None:
    """Something else is taken back, so that the case is counted anew from all its entries."""
    entry = stream.records("ReportTriaged", "uptdppa", person=named("other"), urgency="urgent")
    withdraws(stream, "uptdppa", entry.head.id)
    assert stream.now.withdrawn == {("uptdppa", entry.head.id)}


def test_an_entry_recorded_after_its_withdrawal_counts_however_the_case_is_counted() -> None:
    stream = given_case()
    withdraws(stream, "polres", "e3")
    registers(stream)
    assert VICTIM in stream.now.persons
    counts_anew(stream)
    assert VICTIM in stream.now.persons
    assert counted(stream, 3) == stream.events[2].head


def test_an_entry_recorded_after_its_correction_counts_as_recorded_however_the_case_is_counted() -> None:
    stream = given_case()
    told: dict[str, Any] = {"event_id": "e3", "person": None, "reason": "typing_error"}
    corrects(stream, "polres", fields=["sex", "time"], sex="male", time=START.isoformat(), **told)
    registers(stream)
    assert stream.now.persons[VICTIM].sex == "female"
    counts_anew(stream)
    assert stream.now.persons[VICTIM].sex == "female"
    assert counted(stream, 3) == stream.events[2].head


def test_latest_date_and_versions_of_the_case_go_on_past_what_no_longer_counts() -> None:
    stream = given_case()
    far = START + timedelta(days=20)
    stream.records("ReportTriaged", "uptdppa", at=far, person=VICTIM, urgency="urgent")
    withdraws(stream, "uptdppa", "e2")
    assert (stream.now.version, stream.now.position) == (3, 3)
    assert stream.now.latest_occurred == far


def counted(stream: Stream, position: int) -> EventHead:
    return next(head for head in heads_that_count(stream.now) if head.position == position)


@pytest.mark.parametrize("at", [None, START - timedelta(days=3)])
def test_heads_that_count_are_the_events_where_nothing_was_undone(at: datetime | None) -> None:
    stream = given_case()
    stream.records("ReportTriaged", "uptdppa", at=at, person=VICTIM, urgency="urgent")
    assert heads_that_count(stream.now) is stream.now.events
    stream.records("ReportTriaged", "uptdppa", person=named("other"), urgency="urgent")
    withdraws(stream, "uptdppa", "e2")
    assert [head.id for head in heads_that_count(stream.now)] == ["e1", "e3", "e4"]
