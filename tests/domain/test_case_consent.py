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


def given_consent(**data: Any) -> Stream:
    return given(("ReportReceived", "ngo", REPORT), ("ConsentGranted", "ngo", consent(**data)))


def test_a_changed_scope_adds_and_removes_sc_2() -> None:
    stream = given_consent(purposes=["locate"], recipients=["mission"])
    epoch = stream.now.access_epoch
    stream.records(
        "ConsentScopeChanged",
        "uptdppa",
        person=VICTIM,
        added_purposes=["shelter", "legal"],
        added_recipients=["dinsos"],
        removed_recipients=["mission"],
        added_classes=["location"],
        removed_classes=["psychosocial"],
    )
    (changed,) = stream.now.consents
    assert changed.purposes == ("locate", "shelter", "legal")
    assert changed.recipients == {"dinsos"}
    assert (changed.classes, changed.granted_classes) == (8 | 64, 8 | 16 | 64)
    assert (changed.changed, changed.withdrawn) == (3, False)
    assert stream.now.access_epoch > epoch


def test_a_changed_end_is_the_end_and_none_leaves_the_old_one() -> None:
    stream = given_consent(expires="2026-03-31")
    stream.records("ConsentScopeChanged", "ngo", person=VICTIM, added_purposes=["legal"])
    assert str(stream.now.consents[0].expires) == "2026-03-31"
    stream.records("ConsentScopeChanged", "ngo", person=VICTIM, expires="2026-04-30")
    ends = stream.now.consents[0].ends
    assert ends is not None
    assert ends.isoformat() == "2026-05-01T00:00:00+07:00"


def test_a_change_brings_back_nothing_that_was_withdrawn_or_is_past_its_end() -> None:
    withdrawn = given_consent()
    withdrawn.records("ConsentWithdrawn", "ngo", person=VICTIM)
    expired = given_consent(expires="2026-03-01")
    for stream in (withdrawn, expired):
        before = stream.now.consents
        stream.records("ConsentScopeChanged", "ngo", person=VICTIM, added_classes=["location"])
        assert stream.now.consents == before


def test_a_consent_narrowed_to_nothing_is_withdrawn_uu_27_2022_art_9() -> None:
    stream = given_consent()
    stream.records("ConsentScopeChanged", "ngo", person=VICTIM, removed_classes=["health", "psychosocial"])
    assert (stream.now.consents[0].classes, stream.now.consents[0].withdrawn) == (0, True)


def test_a_change_on_the_word_of_another_guardian_rests_on_that_guardian_uu_27_2022_art_25() -> None:
    stream = given_consent(guardian_relation="mother")
    stream.records("ConsentScopeChanged", "ngo", person=VICTIM, added_purposes=["legal"])
    assert stream.now.consents[0].guardian == "mother"
    stream.records("ConsentScopeChanged", "ngo", person=VICTIM, guardian_relation="uncle_or_aunt")
    assert stream.now.consents[0].guardian == "uncle_or_aunt"


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
