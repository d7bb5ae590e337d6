"""Suspects after their events: at large, detained, moved."""

from datetime import timedelta

import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from tests.domain.filing import POLICE, PROSECUTOR, given_detention, given_investigation, moment
from tests.domain.given import FILE, SUSPECT, named

OF = {"suspect": SUSPECT, "file": FILE}


def test_a_suspect_is_at_large_until_apprehended_in_the_order_in_which_it_happened() -> None:
    """reference/domain.md 2.5 no. 49."""
    stream = given_investigation()
    stream.records("SuspectAtLarge", POLICE, at=moment(5), suspect=SUSPECT, file=FILE)
    assert stream.now.suspects_at_large == {SUSPECT}
    assert SUSPECT in stream.now.files[FILE].suspects
    stage = stream.now.files[FILE].stage
    stream.records("SuspectApprehended", POLICE, at=moment(9), suspect=SUSPECT)
    stream.records("SuspectAtLarge", POLICE, at=moment(7), suspect=SUSPECT)
    assert stream.now.suspects_at_large == frozenset()
    stream.records("SuspectAtLarge", POLICE, at=moment(12), suspect=SUSPECT)
    assert stream.now.suspects_at_large == {SUSPECT}
    assert stream.now.files[FILE].stage == stage


def test_a_detention_holds_the_days_of_its_order_and_of_every_extension_kuhap_2025_arts_102_107() -> None:
    stream = given_detention()
    stream.records("DetentionExtended", PROSECUTOR, **OF, stage="investigation", days=40)
    stream.records("DetentionExtended", "pn", **OF, stage="investigation", days=30, ground="nine_years")
    (detention,) = stream.now.detentions
    assert (detention.by, detention.days, detention.days_ordered) == (POLICE, 20, 90)
    assert [(each.by, each.ground) for each in detention.extensions] == [
        (PROSECUTOR, "examination"),
        ("pn", "nine_years"),
    ]
    assert detention.ended_at is None


def test_a_detention_counts_from_the_moment_stated_not_from_its_recording() -> None:
    stream = given_investigation()
    stream.records(
        "DetentionStarted", POLICE, **OF, stage="investigation", days=20, started_at=moment(4, 17).isoformat()
    )
    assert stream.now.detentions[0].started_at == moment(4, 17)


def test_the_next_stage_ends_the_detention_before_it_kuhap_1981_art_25() -> None:
    stream = given_detention()
    stream.records("DetentionStarted", PROSECUTOR, at=moment(20), **OF, stage="prosecution", days=20)
    earlier, later = stream.now.detentions
    assert (earlier.ended_at, earlier.ended_reason, earlier.ended_position) == (moment(20), "next_stage", 7)
    assert (later.stage, later.ended_at) == ("prosecution", None)


def test_a_detention_ends_by_its_own_event_and_of_this_suspect_alone() -> None:
    stream = given_detention()
    other = named("another suspect")
    stream.records("DetentionStarted", POLICE, suspect=other, file=FILE, stage="investigation", days=20)
    stream.records("DetentionEnded", POLICE, at=moment(15), **OF, reason="suspended")
    first, second = stream.now.detentions
    assert (first.ended_at, first.ended_reason) == (moment(15), "suspended")
    assert second.ended_at is None


@pytest.mark.parametrize("type_name", ["DetentionExtended", "DetentionEnded"])
def test_what_is_said_of_a_detention_that_is_not_on_record_changes_none(type_name: str) -> None:
    stream = given_detention()
    before = stream.now.detentions
    data = {"DetentionExtended": {"stage": "trial", "days": 30}, "DetentionEnded": {"stage": "trial"}}
    more = {"reason": "released"} if type_name == "DetentionEnded" else {}
    stream.records(type_name, "pn", **OF, **data[type_name], **more)
    assert stream.now.detentions == before


def test_the_state_knows_in_what_kind_of_place_a_suspect_is_and_not_where_sc_9() -> None:
    stream = given_detention()
    stream.records("CustodyTransferred", POLICE, at=moment(9), **OF, with_agencies=[], to_kind="rutan")
    stream.records("CustodyTransferred", POLICE, at=moment(8), **OF, with_agencies=[], to_kind="police_cell")
    assert stream.now.custody[SUSPECT].kind == "rutan"
    stream.records("DetentionEnded", POLICE, at=moment(9) + timedelta(days=2), **OF, reason="released")
    assert stream.now.custody == {}


@pytest.mark.parametrize(
    "type_name", [name for name, entry in REGISTRY.items() if entry.person_field == "suspect"]
)
def test_who_a_suspect_is_and_where_it_is_kept_never_stands_in_the_clear(type_name: str) -> None:
    fields = REGISTRY[type_name].fields
    for name in ("name", "nik", "birth_date", "address", "recruiting_firm", "place", "order_number"):
        assert name not in fields or fields[name].data_class is not DataClass.CASE, name


def test_those_who_guard_the_victim_learn_of_a_move_and_not_the_place_sc_9() -> None:
    moved = REGISTRY["CustodyTransferred"]
    assert moved.audience == "suspect"
    assert moved.fields["place"].data_class is DataClass.LEGAL_FILE
    assert DataClass.LOCATION not in {field.data_class for field in moved.fields.values()}
