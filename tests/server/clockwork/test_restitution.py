"""Restitution that was not paid in its time, put on record by the deployment; scenario Sc-11."""

from datetime import date
from typing import Any

from server.clockwork.finding import Finding
from server.clockwork.restitution import restitution_defaulted
from tests.domain.clocks.telling import OF_FILE, clock, day, investigated
from tests.domain.given import VICTIM, Stream, named

REQUEST = named("restitution")
GENERAL, MINIMUM = "KUHAP2025.restitution_pay", "UU21_2007.restitution_pay"


def judged() -> Stream:
    stream = investigated()
    awards = [{"person": VICTIM, "restitution": REQUEST, "amount": 60_000_000}]
    verdict: dict[str, Any] = {"outcome": "convicted", "restitution_awarded": 60_000_000, "awards": awards}
    stream.records("VerdictGiven", "pn", at=day(150), **verdict, **OF_FILE)
    stream.records("JudgmentFinal", "pn", at=day(170), **OF_FILE)
    return stream


def found(stream: Stream, rule: str = GENERAL) -> list[Finding]:
    lapsed = clock(stream, rule)
    assert lapsed.due_at is not None
    return restitution_defaulted(stream.now, lapsed, lapsed.due_at)


def test_what_is_left_after_the_general_time_to_pay_is_in_default_kuhap_2025_art_181() -> None:
    stream = judged()
    stream.records("RestitutionPaid", "kejari", at=day(180), amount=10_000_000, **OF_FILE)
    (default,) = found(stream)
    assert (default.type, default.time) == ("RestitutionDefaulted", clock(stream, GENERAL).due_at)
    assert (default.data["balance"], default.data["due_on"]) == (50_000_000, date(2026, 9, 18))
    assert (default.data["restitution"], default.data["victim"]) == (REQUEST, VICTIM)


def test_the_minimum_of_uu_21_2007_lapses_without_a_default_of_its_own() -> None:
    assert found(judged(), MINIMUM) == []


def test_what_payments_and_sales_cover_is_in_no_default() -> None:
    stream = judged()
    stream.records("RestitutionPaid", "kejari", at=day(180), amount=40_000_000, **OF_FILE)
    stream.records("AssetAuctioned", "kejari", at=day(181), proceeds=20_000_000, **OF_FILE)
    assert found(stream) == []
