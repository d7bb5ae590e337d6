"""What a decision rests on: closed cases, both clocks, staleness, acts already done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.decisions import Accepted
from domain.events import Marks
from domain.problems import Refusal
from tests.domain.deciding import (
    LIMITS,
    NOW,
    RETURN,
    deciding,
    given_case,
    given_file,
    given_offer,
    marks,
    refused,
)
from tests.domain.given import (
    FILE,
    HASH,
    REFERRAL,
    START,
    VICTIM,
    WIB,
    Stream,
    named,
    proposed,
)

# Closed cases


def given_closed() -> Stream:
    stream = given_offer()
    stream.records("CaseClosed", "uptdppa", reason="services_completed")
    return stream


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("CaseClosed", "uptdppa", {"reason": "died", "basedon": 3}),
        ("ReferralAccepted", "rsud", {"referral": REFERRAL, "basedon": 3}),
        ("AccessGranted", "uptdppa", {"agency": "lpsk", "reason": "task"}),
        ("CaseManagerAssigned", "uptdppa", {"agency": "dinsos"}),
        ("ReferralOffered", "uptdppa", {"referral": named("r2"), "to": "dinsos", "service": "legal_aid"}),
    ],
)
def test_a_closed_case_takes_no_new_decision_and_no_new_undertaking(
    type_name: str, by: str, data: dict[str, Any]
) -> None:
    assert refused(deciding(proposed(type_name, by, **data), given_closed())) == ("case_closed", None)


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("PoliceReportFiled", "polres", {"file": FILE}),
        ("ConsentWithdrawn", "uptdppa", {"person": VICTIM}),
        ("AccessRevoked", "uptdppa", {"agency": "lpsk", "reason": "task_ended"}),
        ("CaseReopened", "uptdppa", {"reason": "new_evidence", "basedon": 3}),
        ("ReferralDeclined", "rsud", {"referral": REFERRAL, "reason": "no_capacity", "basedon": 3}),
        ("ReferralWithdrawn", "uptdppa", {"referral": REFERRAL, "basedon": 3}),
    ],
)
def test_a_closed_case_takes_facts_and_what_ends_or_reopens_something(
    type_name: str, by: str, data: dict[str, Any]
) -> None:
    assert isinstance(deciding(proposed(type_name, by, **data), given_closed()), Accepted)


def test_an_act_already_done_is_recorded_on_a_closed_case_and_marked_conflicting() -> None:
    event = proposed(
        "ReferralAccepted", "rsud", referral=REFERRAL, effectedon=date(2026, 3, 1), effecteddoc="445/12"
    )
    assert marks(deciding(event, given_closed())) == Marks.CONFLICTING


def test_an_open_case_is_not_reopened() -> None:
    event = proposed("CaseReopened", "uptdppa", reason="new_evidence", basedon=1)
    assert refused(deciding(event, given_case())) == ("precondition", None)


# Time


def test_a_statement_dated_in_the_future_is_recorded_and_marked() -> None:
    late = NOW + LIMITS.future_tolerance
    statement = {"person": VICTIM, "urgency": "urgent"}
    on_time = proposed("ReportTriaged", "uptdppa", at=late, **statement)
    ahead = proposed("ReportTriaged", "uptdppa", at=late + timedelta(seconds=1), **statement)
    assert marks(deciding(on_time, given_case())) == Marks(0)
    assert marks(deciding(ahead, given_case())) == Marks.CLOCK_SUSPECT


def test_a_decision_dated_in_the_future_is_refused() -> None:
    late = NOW + LIMITS.future_tolerance
    event = proposed("CaseClosed", "uptdppa", at=late, reason="died", basedon=1)
    assert marks(deciding(event, given_case())) == Marks(0)
    event = proposed("CaseClosed", "uptdppa", at=late + timedelta(seconds=1), reason="died", basedon=1)
    assert refused(deciding(event, given_case())) == ("dated_in_future", "time")


def test_an_act_done_on_a_day_to_come_is_refused_by_the_calendar_of_its_publisher() -> None:
    now = datetime(2026, 4, 10, 18, 0, tzinfo=UTC)  # already 11 April in western Indonesia
    done = {"reason": "died", "effecteddoc": "B-12", "at": now.astimezone(WIB)}
    today = proposed("CaseClosed", "uptdppa", effectedon=date(2026, 4, 11), **done)
    tomorrow = proposed("CaseClosed", "uptdppa", effectedon=date(2026, 4, 12), **done)
    assert isinstance(deciding(today, given_case(), now=now), Accepted)
    assert refused(deciding(tomorrow, given_case(), now=now)) == ("dated_in_future", "effectedon")


def test_a_statement_that_happened_before_an_event_of_the_case_is_late_and_recorded() -> None:
    statement = {"person": VICTIM, "urgency": "urgent"}
    event = proposed("ReportTriaged", "uptdppa", at=START - timedelta(days=9), **statement)
    assert marks(deciding(event, given_case())) == Marks.LATE


# What a decision rests on


def test_a_decision_says_what_it_rests_on() -> None:
    assert refused(deciding(proposed("FileReturned", "kejari", **RETURN), given_file())) == (
        "basedon_missing",
        "basedon",
    )


def test_a_decision_does_not_rest_on_a_version_to_come() -> None:
    event = proposed("FileReturned", "kejari", basedon=5, **RETURN)
    assert refused(deciding(event, given_file())) == ("basedon_ahead", "basedon")


def test_a_decision_is_stale_when_another_agency_has_since_recorded_what_matters_to_it() -> None:
    stream = given_file()
    stream.records("ArticleChanged", "polres", file=FILE, articles=["KUHP:455"], reason="new_evidence")
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    verdict = deciding(proposed("FileReturned", "kejari", basedon=4, **RETURN), stream)
    assert refused(verdict) == ("stale", "basedon")
    assert isinstance(verdict, Refusal)
    assert verdict.status == 409
    assert [head.type for head in verdict.missed] == ["ArticleChanged"]
    assert marks(deciding(proposed("FileReturned", "kejari", basedon=5, **RETURN), stream)) == Marks(0)


def test_events_of_its_own_publisher_never_make_a_decision_stale() -> None:
    stream = given_file()
    stream.records("ArticleChanged", "kejari", file=FILE, articles=["KUHP:455"], reason="coordination")
    assert marks(deciding(proposed("FileReturned", "kejari", basedon=4, **RETURN), stream)) == Marks(0)


def test_events_of_the_deployment_never_make_a_decision_stale() -> None:
    stream = given_file()
    stream.records("ArticleChanged", "deployment", file=FILE, articles=["KUHP:455"], reason="coordination")
    assert marks(deciding(proposed("FileReturned", "kejari", basedon=4, **RETURN), stream)) == Marks(0)


def test_a_decision_on_one_file_is_not_stale_by_events_of_another() -> None:
    stream = given_file()
    other = named("another file")
    stream.records("FileSubmitted", "polres", file=other, sha256=HASH)
    assert marks(deciding(proposed("FileComplete", "kejari", file=FILE, basedon=4), stream)) == Marks(0)
    event = proposed("CaseClosed", "uptdppa", reason="died", basedon=4)
    assert refused(deciding(event, stream))[0] == "stale"


@pytest.mark.parametrize(("basedon", "conflicting"), [(4, True), (5, False)])
def test_an_act_already_done_is_recorded_and_marked_where_the_case_had_moved_on(
    basedon: int, conflicting: bool
) -> None:
    stream = given_file()
    stream.records("ArticleChanged", "polres", file=FILE, articles=["KUHP:455"], reason="new_evidence")
    event = proposed(
        "FileReturned", "kejari", basedon=basedon, effectedon=date(2026, 3, 20), effecteddoc="B-1", **RETURN
    )
    assert bool(marks(deciding(event, stream)) & Marks.CONFLICTING) is conflicting


@pytest.mark.parametrize(("done", "conflicting"), [(date(2026, 3, 2), True), (date(2026, 3, 3), False)])
def test_an_act_done_without_a_version_conflicts_with_what_happened_from_its_day_on(
    done: date, conflicting: bool
) -> None:
    stream = given_file()  # all of 2 March
    event = proposed("FileReturned", "kejari", effectedon=done, effecteddoc="B-1", **RETURN)
    assert bool(marks(deciding(event, stream)) & Marks.CONFLICTING) is conflicting


def test_an_act_already_done_is_late_like_a_statement() -> None:
    event = proposed(
        "FileReturned",
        "kejari",
        at=START,
        effectedon=date(2026, 3, 2),
        effecteddoc="B-1",
        basedon=4,
        **RETURN,
    )
    assert marks(deciding(event, given_file())) == Marks.LATE
