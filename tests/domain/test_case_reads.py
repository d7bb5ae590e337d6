"""Which agency answers for a case, and which reads are those under broken glass."""

from datetime import timedelta

import pytest

from domain.case_reads import Past, broken_glass, case_owner, read_through
from domain.catalogue.fields import DataClass
from tests.domain.deciding import MATRIX, given_case
from tests.domain.given import START, VICTIM, Stream, named

PLACE, NAME = int(DataClass.LOCATION), int(DataClass.VICTIM_IDENTITY)
UNTIL = START + timedelta(days=60)


def given_glass(**changes: object) -> tuple[Stream, int]:
    """A case with glass that police have broken for the location of its victim; the position of that."""
    stream = given_case()
    opening = {"person": VICTIM, "classes": ["location"], "reason": "danger_to_life", "until": UNTIL}
    opened = stream.records("BreakGlassOpened", "polres", **{**opening, "second": named("second"), **changes})
    named_so = {"opened_id": opened.id, "opened_source": "/agencies/polres"}
    stream.records("BreakGlassConfirmed", "uptdppa", at=START, **named_so)
    return stream, opened.position


def marked(stream: Stream, agency: str, classes: int, **after: float) -> int | None:
    """Whether a read of the event about the victim, so long after a second agency confirmed it, is marked."""
    state = stream.now
    about = next(head.position for head in state.events if head.person == VICTIM)
    (glass,) = broken_glass(state)
    at, reader = state.events[-1].recordedat + timedelta(**after), (agency, agency)
    return read_through(Past(state), [glass], reader, at, [(about, classes)], MATRIX)


def test_a_read_of_a_class_that_was_opened_is_marked_with_the_opening() -> None:
    stream, position = given_glass()
    assert marked(stream, "polres", PLACE, minutes=1) == position
    assert marked(stream, "polres", PLACE | NAME, minutes=1) == position


@pytest.mark.parametrize(
    ("agency", "classes", "after"),
    [
        ("polres", NAME, {"minutes": 1}),
        ("polres", 0, {"minutes": 1}),
        ("polres", -1, {"minutes": 1}),
        ("kejari", PLACE, {"minutes": 1}),
        ("polres", PLACE, {"days": 300}),
        ("polres", PLACE, {"minutes": -1}),
        ("polres", PLACE, {"hours": -2}),
    ],
    ids=[
        "another class",
        "no class",
        "bare row",
        "another agency",
        "after its time",
        "not confirmed",
        "before",
    ],
)
def test_no_other_read_is_marked(agency: str, classes: int, after: dict[str, float]) -> None:
    assert marked(given_glass()[0], agency, classes, **after) is None


def test_glass_for_one_person_marks_no_read_about_another() -> None:
    assert marked(given_glass(person=named("another"))[0], "polres", PLACE, minutes=1) is None
    assert marked(given_glass(person=None)[0], "polres", PLACE, minutes=1) is not None


def test_the_case_manager_answers_for_a_case_in_place_of_the_one_that_opened_it() -> None:
    stream = given_case()
    assert case_owner(stream.state) == stream.state.opened_by
    stream.records("CaseManagerAssigned", "uptdppa", agency="dinsos")
    assert case_owner(stream.state) == "dinsos"
