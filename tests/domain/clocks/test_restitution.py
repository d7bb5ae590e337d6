"""Restitution: two clocks side by side, and the steps for children; scenario Sc-11."""

from datetime import datetime
from typing import Any

from domain.clocks.clock import status
from domain.clocks.engine import clocks_of
from domain.clocks.place import Places
from domain.directory import Agency, Directory
from tests.domain.clocks.telling import OF_FILE, TABLES, WITA, clock, clocks, day, investigated, rules
from tests.domain.given import REFERRAL, VICTIM, Stream, named

REQUEST = {"restitution": named("restitution"), "person": VICTIM}


def judged(awarded: int | None = 60_000_000) -> Stream:
    """Sc-11 as far as the final judgment."""
    stream = investigated()
    verdict: dict[str, Any] = {"outcome": "convicted", "restitution_awarded": awarded, **OF_FILE}
    stream.records("VerdictGiven", "pn", at=day(150), **verdict)
    stream.records("JudgmentFinal", "pn", at=day(170), **OF_FILE)
    return stream


def night(number: float) -> datetime:
    """The last second of the day so many days after day 0."""
    return day(number).replace(hour=23, minute=59, second=59)


def child(known: bool = True) -> Stream:
    stream = investigated()
    stream.records(
        "VictimRegistered",
        "uptdppa",
        at=day(0.1),
        person=VICTIM,
        sex="female",
        age_band="9-17" if known else "21-23",
        child=known,
    )
    stream.records("RestitutionRightsNotified", "polres", at=day(1), person=VICTIM, told=["victim"])
    return stream


def test_uu_21_2007_and_kuhap_2025_run_side_by_side_fourteen_and_thirty_days() -> None:
    stream = judged()
    stream.records(
        "JudgmentCopySent", "kejari", at=day(177), to=["convict"], received_on="2026-08-27", **OF_FILE
    )
    minimum, general = clock(stream, "UU21_2007.restitution_pay"), clock(stream, "KUHAP2025.restitution_pay")
    assert minimum.due_at == datetime(2026, 9, 10, 23, 59, 59, tzinfo=WITA)
    assert general.due_at == datetime(2026, 9, 26, 23, 59, 59, tzinfo=WITA)
    assert (minimum.presumed, general.presumed) == (False, False)


def test_before_a_copy_is_sent_the_final_judgment_implies_the_start() -> None:
    found = clock(judged(), "KUHAP2025.restitution_pay")
    assert (found.presumed, found.due_at) == (True, day(200))


def test_art_181_2_the_prosecutor_sends_the_copy_within_seven_days() -> None:
    stream = judged()
    assert clock(stream, "KUHAP2025.restitution_copy").due_at == day(177)
    stream.records("JudgmentCopySent", "kejari", at=day(177), to=["convict"], **OF_FILE)
    assert status(clock(stream, "KUHAP2025.restitution_copy"), day(400)) == "met"


def test_a_payment_in_part_meets_neither_clock_and_the_rest_meets_both() -> None:
    stream = judged()
    stream.records("RestitutionPaid", "kejari", at=day(180), amount=10_000_000, **OF_FILE)
    assert clock(stream, "UU21_2007.restitution_pay").stopped_at is None
    stream.records("RestitutionPaid", "kejari", at=day(190), amount=50_000_000, in_full=True, **OF_FILE)
    assert status(clock(stream, "UU21_2007.restitution_pay"), day(300)) == "met_late"
    assert status(clock(stream, "KUHAP2025.restitution_pay"), day(300)) == "met"


def test_uu_21_2007_art_50_fourteen_days_more_after_the_warning_of_the_court() -> None:
    stream = judged()
    default = {"balance": 50_000_000, "warned_on": "2026-09-10"}
    stream.records("RestitutionDefaulted", "kejari", at=day(208), **default, **OF_FILE)
    found = clock(stream, "UU21_2007.restitution_warned")
    assert found.due_at == datetime(2026, 9, 24, 23, 59, 59, tzinfo=WITA)


def test_a_verdict_without_restitution_starts_no_restitution_clock() -> None:
    assert not [rule for rule in rules(judged(None)) if "restitution" in rule]


def test_a_file_of_1981_has_the_thirty_days_of_pp_7_2018() -> None:
    zero = datetime(2025, 3, 3, 10, 0, tzinfo=WITA)
    stream = investigated(zero)
    stream.records(
        "VerdictGiven", "pn", at=day(150, zero), outcome="convicted", restitution_awarded=1, **OF_FILE
    )
    stream.records("JudgmentFinal", "pn", at=day(170, zero), **OF_FILE)
    assert {"PP7_2018.restitution_pay", "UU21_2007.restitution_pay"} <= rules(stream).keys()
    assert "KUHAP2025.restitution_pay" not in rules(stream)


def test_pp_43_2017_arts_10_to_12_three_seven_three_seven_days() -> None:
    stream = child()
    assert clock(stream, "PP43_2017.restitution_request").due_at == night(4)
    request = {**REQUEST, "claimant": "guardian", "route": "investigator"}
    stream.records("RestitutionRequested", "uptdppa", at=day(3), **request)
    assert clock(stream, "PP43_2017.restitution_check").due_at == night(10)
    stream.records("RestitutionRequestChecked", "polres", at=day(8), complete=False, **REQUEST)
    assert clock(stream, "PP43_2017.restitution_completion").due_at == night(11)
    stream.records("RestitutionRequestCompleted", "uptdppa", at=day(10), **REQUEST)
    found = clock(stream, "PP43_2017.restitution_assessment")
    assert (found.due_at, found.owner_kind) == (night(17), "lpsk")
    stream.records("RestitutionAssessed", "lpsk", at=day(17), amount=86_400_000, **REQUEST)
    done = [each for each in clocks(stream) if each.rule.startswith("PP43")]
    assert {status(each, day(99)) for each in done} == {"met"}


def test_pp_43_2017_art_16_the_prosecutor_checks_within_three_days() -> None:
    stream = child()
    request = {**REQUEST, "claimant": "guardian", "route": "prosecutor"}
    stream.records("RestitutionRequested", "uptdppa", at=day(3), **request)
    assert clock(stream, "PP43_2017.restitution_check_prosecution").due_at == night(6)
    assert "PP43_2017.restitution_check" not in rules(stream)


def test_pp_43_2017_is_for_children_alone() -> None:
    assert not [rule for rule in rules(child(known=False)) if rule.startswith("PP43")]


def test_uu_31_2014_art_29_lpsk_decides_within_seven_days_of_the_application() -> None:
    stream = investigated()
    offer = {"referral": REFERRAL, "service": "legal_aid", "person": VICTIM}
    stream.records("ReferralOffered", "uptdppa", at=day(1), to="lpsk", **offer)
    lpsk = Agency("lpsk", "lpsk", "LPSK", (), None)
    place = Places(TABLES).of(Directory(agencies={"lpsk": lpsk}), stream.now)
    found = {each.rule: each for each in clocks_of(stream.now, TABLES, place)}
    due = found["UU31_2014.decision"].due_at
    assert due is not None
    assert due.isoformat() == "2026-03-10T23:59:59+07:00"
    assert "UU31_2014.decision" not in rules(stream)
