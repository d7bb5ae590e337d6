"""Consent, guardians and duplicate links after their events."""

from typing import Any

import pytest

from domain.case_state import Pair
from tests.domain.given import VICTIM, WIB, Stream, named

REPORT: dict[str, Any] = {"channel": "walk_in", "person": VICTIM}


def given(*events: tuple[str, str, dict[str, Any]]) -> Stream:
    stream = Stream()
    for type_name, by, data in events:
        stream.records(type_name, by, **data)
    return stream


def consent(**data: Any) -> dict[str, Any]:
    return {
        "person": VICTIM,
        "purposes": ["health"],
        "recipients": ["rsud"],
        "classes": ["health", "psychosocial"],
        **data,
    }


def test_a_consent_holds_to_the_end_of_its_last_day_where_it_was_given() -> None:
    stream = given(
        ("ReportReceived", "ngo", REPORT), ("ConsentGranted", "ngo", consent(expires="2026-03-31"))
    )
    ends = stream.now.consents[0].ends
    assert ends is not None
    assert ends.isoformat() == "2026-04-01T00:00:00+07:00"
    assert ends.utcoffset() == WIB.utcoffset(None)


def test_consent_is_withdrawn_in_part_or_wholly_uu_27_2022_art_9() -> None:
    one, two = named("consent one"), named("consent two")
    stream = given(
        ("ReportReceived", "ngo", REPORT),
        ("ConsentGranted", "ngo", consent(consent_id=one)),
        ("ConsentGranted", "ngo", consent(consent_id=two)),
    )
    stream.records("ConsentWithdrawn", "ngo", person=VICTIM, consent_id=one, classes=["health"])
    first, second = stream.now.consents
    assert (first.classes, first.withdrawn, second.classes) == (16, False, 8 | 16)
    stream.records("ConsentWithdrawn", "ngo", person=VICTIM)
    assert [(each.classes, each.withdrawn) for each in stream.now.consents] == [(0, True), (0, True)]
    assert [each.granted_classes for each in stream.now.consents] == [24, 24]


def test_a_withdrawal_leaves_the_consents_of_other_persons() -> None:
    stream = given(("ReportReceived", "ngo", REPORT), ("ConsentGranted", "ngo", consent()))
    stream.records("ConsentWithdrawn", "ngo", person=named("other"))
    assert stream.now.consents[0].classes == 24


@pytest.mark.parametrize(
    ("checks", "blocked"),
    [
        ([{"conflict": True, "blocked": ["uncle_or_aunt"]}], {"uncle_or_aunt"}),
        ([{"conflict": False, "blocked": ["uncle_or_aunt"], "checked": ["mother"]}], {"uncle_or_aunt"}),
        ([{"conflict": True}], {"*"}),
        ([{"conflict": True}, {"conflict": False}], set()),
        ([{"conflict": True, "blocked": ["mother"]}, {"conflict": False, "checked": ["father"]}], {"mother"}),
        ([{"conflict": True, "blocked": ["mother"]}, {"conflict": False, "checked": ["mother"]}], set()),
    ],
)
def test_a_guardian_in_conflict_is_blocked_uu_31_2014_art_29a(checks: Any, blocked: set[str]) -> None:
    stream = given(("ReportReceived", "ngo", REPORT))
    for check in checks:
        stream.records("GuardianConflictChecked", "ngo", person=VICTIM, **check)
    assert stream.now.persons[VICTIM].blocked_guardians == blocked


def pairs(*names: str) -> list[dict[str, str]]:
    return [{"case": str(named(f"case {name}")), "person": str(named(f"person {name}"))} for name in names]


def linked(*names: str) -> frozenset[Pair]:
    return frozenset(Pair(named(f"case {name}"), named(f"person {name}")) for name in names)


def test_duplicate_links_that_share_a_person_are_one_group_sc_7() -> None:
    stream = Stream(named("links"))
    stream.records("DuplicateLinked", "uptdppa", pairs=pairs("a", "b"), reason="same_contact")
    stream.records("DuplicateLinked", "uptdppa", pairs=pairs("c", "d"), reason="same_contact")
    stream.records("DuplicateLinked", "uptdppa", pairs=pairs("b", "e"), reason="same_contact")
    assert set(stream.now.links) == {linked("a", "b", "e"), linked("c", "d")}
    assert stream.now.kind == "duplicates"


def test_a_duplicate_link_can_be_undone_sc_7() -> None:
    stream = Stream(named("links"))
    stream.records("DuplicateLinked", "uptdppa", pairs=pairs("a", "b", "c"), reason="same_contact")
    stream.records("DuplicateUnlinked", "uptdppa", pairs=pairs("a", "b"), reason="different_persons")
    assert stream.now.links == ()
