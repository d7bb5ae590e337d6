"""A lapsed time of one agency is not ended by what another did in a matter of its own."""

from typing import Any

from tests.domain.disagreeing import POLICE, given_file, records, the_one
from tests.domain.discrepancies.test_silence import lapses
from tests.domain.given import CASE, VICTIM, Stream

SERVICE = {"service": "social_rehabilitation", "person": VICTIM}


def test_another_agency_s_service_of_the_same_kind_ends_no_silence() -> None:
    opened = {**SERVICE, "planned_end": "2026-03-05"}
    stream = given_file(("ServiceOpened", "dinsos", opened), ("ServiceOpened", "ngo", opened))
    ref = f"{VICTIM}/social_rehabilitation/dinsos"
    _lapsed(stream, rule="SOP.service", ref_kind="service", ref=ref, owner="dinsos", started=("dinsos", "e6"))
    records(stream, ("ServiceCompleted", "ngo", {**SERVICE, "outcome": "goals_reached"}))
    assert not the_one(stream, "silence").settled
    records(stream, ("ServiceCompleted", "dinsos", {**SERVICE, "outcome": "goals_reached"}))
    assert the_one(stream, "silence").settled_by == 10


def test_the_review_of_another_emergency_opening_ends_no_silence() -> None:
    opening = {
        "person": VICTIM,
        "classes": ["location"],
        "reason": "danger_to_life",
        "until": "2026-03-20T10:00:00+07:00",
        "second": CASE,
    }
    stream = given_file(("BreakGlassOpened", POLICE, opening), ("BreakGlassOpened", "uptdppa", opening))
    ref = f"{CASE}/{POLICE}/6"
    _lapsed(
        stream, rule="SOP.break_glass_review", ref_kind="event", ref=ref, owner=None, started=(POLICE, "e6")
    )
    records(stream, ("BreakGlassReviewed", "dpo", _review("uptdppa", "e7")))
    assert not the_one(stream, "silence").settled
    records(stream, ("BreakGlassReviewed", "dpo", _review(POLICE, "e6")))
    assert the_one(stream, "silence").settled_by == 10


def _lapsed(stream: Stream, *, started: tuple[str, str], **data: Any) -> None:
    agency, event = started
    lapses(stream, started_source=f"/agencies/{agency}", started_id=event, **data)


def _review(agency: str, event: str) -> dict[str, str]:
    return {"opened_source": f"/agencies/{agency}", "opened_id": event, "finding": "justified"}
