"""Break-glass (reference/domain.md 3.2, letter B; DESIGN section 6): who may, and what it opens, to whom."""

from datetime import UTC, timedelta
from typing import Any

import pytest

from domain.access import NOTHING, STAGE, Visibility
from domain.case_reads import Past, broken_glass, read_through
from domain.catalogue.fields import DataClass
from domain.catalogue.privacy.break_glass import BREAKS_GLASS, CONFIRMS_BROKEN_GLASS
from domain.events import Marks, RecordedEvent
from tests.domain.deciding import LIMITS, MATRIX, deciding, given_case, marks, refused
from tests.domain.emergencies import (
    AT,
    OPENED,
    OPENING,
    SECOND,
    breaks_glass,
    broken,
    confirming,
    confirms,
    reviewing,
    sheltered,
)
from tests.domain.given import VICTIM, Stream, named, proposed
from tests.domain.seeing import BODY, IDENTITY, event_about, seen_by

NOW = AT.astimezone(UTC)
LOCATION = Visibility(2, int(DataClass.LOCATION))
CORRECTION: dict[str, Any] = {
    "event_id": "e2",
    "event_source": "/agencies/polres",
    "fields": ["time"],
    "reason": "persons_papers",
}
LATER = AT + timedelta(hours=1)


def given_glass(**changes: Any) -> Stream:
    stream = given_case()
    breaks_glass(stream, **changes)
    return stream


def given_shelter(**opening: Any) -> tuple[Stream, RecordedEvent]:
    """Version 2: police open where a person is kept; then the placement that says it."""
    stream = given_glass(**opening)
    return stream, sheltered(stream)


# Who may


def test_glass_is_broken_by_two_persons_for_a_time_ahead() -> None:
    stream = given_case()
    assert marks(deciding(broken(), stream, now=NOW)) == Marks(0)
    for alone in (broken(actor=None), broken(actor=str(SECOND))):
        assert refused(deciding(alone, stream, now=NOW)) == ("precondition", "data.second")
    assert refused(deciding(broken(until=AT), stream, now=NOW)) == ("precondition", "data.until")


def test_glass_is_broken_for_the_minutes_of_the_table_and_no_longer() -> None:
    stream, longest = given_case(), LIMITS.break_glass.longest
    assert longest == timedelta(hours=3)
    assert marks(deciding(broken(until=AT + longest), stream, now=NOW)) == Marks(0)
    beyond = broken(until=AT + longest + timedelta(seconds=1))
    assert refused(deciding(beyond, stream, now=NOW)) == ("precondition", "data.until")


def test_a_clock_that_runs_ahead_opens_no_longer() -> None:
    tomorrow = AT + timedelta(days=1)
    ahead = broken(at=tomorrow, until=tomorrow + timedelta(minutes=1))
    assert refused(deciding(ahead, given_case(), now=NOW)) == ("precondition", "data.until")


@pytest.mark.parametrize("kind", ["uptdppa", "kejari", "rsud", "ngo"])
def test_a_kind_without_the_letter_b_breaks_no_glass(kind: str) -> None:
    stream = given_case()
    stream.records("AccessGranted", "uptdppa", agency=kind, reason="task")
    assert refused(deciding(broken(by=kind), stream, now=NOW)) == ("authority_missing", "type")


@pytest.mark.parametrize(
    ("by", "classes"),
    [
        ("polres", ["location", "psychosocial"]),
        ("polres", ["health"]),
        ("dpo", ["location"]),
        ("auditor", ["legal_file"]),
        ("dpo", ["narrative"]),
    ],
)
def test_a_class_without_the_letter_b_is_not_opened(by: str, classes: list[str]) -> None:
    event = broken(by=by, classes=classes)
    assert refused(deciding(event, given_case(), now=NOW)) == ("authority_missing", "data.classes")


def test_who_may_break_glass_is_who_has_the_letter_b() -> None:
    assert set(BREAKS_GLASS) == {
        kind for kind, row in MATRIX.cells.items() if any("B" in c for c in row.values())
    }


def test_an_agency_that_is_not_on_the_case_breaks_no_glass_in_it() -> None:
    stranger = broken(by="polres-ttu")
    assert refused(deciding(stranger, given_case(), now=NOW)) == ("case_unknown", None)
    assert marks(deciding(broken(by="dpo", classes=["victim_identity"]), given_case(), now=NOW)) == Marks(0)


def test_a_break_glass_is_not_taken_back() -> None:
    taken_back = proposed("EntryWithdrawn", "polres", event_id="e2", reason="wrong_case", at=AT)
    assert refused(deciding(taken_back, given_glass(), now=NOW)) == ("precondition", "data.event_id")
    wider = proposed("FactCorrected", "polres", **CORRECTION, at=AT)
    assert refused(deciding(wider, given_glass(), now=NOW)) == ("precondition", "data.event_id")


# Who confirms


@pytest.mark.parametrize("by", CONFIRMS_BROKEN_GLASS)
def test_another_agency_that_guards_the_person_or_the_data_confirms(by: str) -> None:
    stream = given_glass()
    stream.records("AccessGranted", "uptdppa", agency=by, reason="task")
    assert marks(deciding(confirming(by), stream, now=NOW)) == Marks(0)


@pytest.mark.parametrize("actor", [None, "u1", str(SECOND)])
def test_it_is_confirmed_by_a_third_person(actor: str | None) -> None:
    assert refused(deciding(confirming(actor=actor), given_glass(), now=NOW)) == ("precondition", "actor")


def test_nobody_confirms_what_is_not_there_has_run_out_or_waits_for_nobody() -> None:
    field = ("precondition", "data.opened_id")
    assert refused(deciding(confirming(opened_id="e1"), given_glass(), now=NOW)) == field
    over = (AT + timedelta(hours=3)).astimezone(UTC)
    assert refused(deciding(confirming(), given_glass(), now=over)) == field
    stream = given_glass()
    confirms(stream)
    assert refused(deciding(confirming("uptdppa"), stream, now=NOW)) == field
    identity = given_case()
    breaks_glass(identity, by="dpo", classes=["victim_identity"])
    own = confirming("uptdppa", opened_source="/agencies/dpo")
    assert refused(deciding(own, identity, now=NOW)) == field


def test_an_agency_does_not_confirm_its_own_by_another_of_its_people() -> None:
    assert refused(deciding(confirming("polres"), given_glass(), now=NOW)) == ("authority_missing", "type")


# Who reviews


def test_the_data_protection_officer_reviews_what_others_opened() -> None:
    stream = given_glass()
    assert marks(deciding(reviewing(), stream, now=NOW)) == Marks(0)
    for changes in ({"opened_id": "e1"}, {"opened_source": "/agencies/uptdppa"}):
        event = reviewing(**changes)
        assert refused(deciding(event, stream, now=NOW)) == ("precondition", "data.opened_id")
    finding = {"finding": "not_justified", "measures": ["authority_told"]}
    stream.records("BreakGlassReviewed", "dpo", **OPENED, **finding)
    opened = stream.now.break_glass["polres", "e2"]
    assert (opened.classes, opened.finding) == (DataClass.LOCATION, "not_justified")
    assert opened.measures == ("authority_told",)


def test_a_break_glass_of_another_case_is_not_reviewed_here() -> None:
    elsewhere = Stream(named("another case"), position=40)
    elsewhere.records("ReportReceived", "uptdppa", channel="phone", person=VICTIM)
    assert refused(deciding(reviewing(), elsewhere, now=NOW)) == ("precondition", "data.opened_id")


def test_an_officer_does_not_review_what_it_opened_itself() -> None:
    stream = given_glass(by="dpo", classes=["victim_identity"])
    event = reviewing(opened_source="/agencies/dpo", actor="u9")
    assert refused(deciding(event, stream, now=NOW)) == ("precondition", "data.opened_id")


def test_who_confirmed_it_does_not_review_it() -> None:
    stream = given_glass()
    confirms(stream)
    for actor in (None, "u3", "u1"):
        assert refused(deciding(reviewing(actor=actor), stream, now=NOW)) == ("precondition", "actor")
    assert marks(deciding(reviewing(actor="u4"), stream, now=NOW)) == Marks(0)


# What it opens


def test_where_a_person_is_kept_opens_by_two_agencies_and_not_by_one() -> None:
    stream, placed = given_shelter()
    assert seen_by(stream, "polres", placed, LATER) == STAGE
    confirms(stream)
    assert seen_by(stream, "polres", placed, LATER) == LOCATION
    assert seen_by(stream, "polres", placed, OPENING["until"]) == STAGE


@pytest.mark.parametrize("agency", ["polres-ttu", "kejari", "dpo", "uptdppa-ttu"])
def test_what_one_agency_opened_stays_closed_to_all_others(agency: str) -> None:
    stream, placed = given_shelter()
    before = seen_by(stream, agency, placed, LATER)
    confirms(stream)
    assert seen_by(stream, agency, placed, LATER) == before


def test_it_opens_the_person_named_alone_and_of_what_names_nobody_nothing() -> None:
    stream, placed = given_shelter()
    confirms(stream)
    for person in (named("another"), None):
        assert seen_by(stream, "polres", event_about(placed, DataClass.LOCATION, person), LATER) == STAGE


def test_without_a_person_it_is_of_the_whole_case() -> None:
    stream, placed = given_shelter(person=None)
    confirms(stream)
    for person in (VICTIM, named("another"), None):
        assert seen_by(stream, "polres", event_about(placed, DataClass.LOCATION, person), LATER) == LOCATION


def test_the_matrix_in_force_says_what_it_may_open_whatever_it_names() -> None:
    stream, placed = given_shelter(classes=["location", "psychosocial", "narrative"])
    confirms(stream)
    assert seen_by(stream, "polres", placed, LATER) == LOCATION


def test_an_officer_off_the_case_reads_an_identity_by_it_and_nothing_else() -> None:
    stream = given_case()
    told = event_about(stream.events[0], IDENTITY | DataClass.LOCATION | DataClass.NARRATIVE, VICTIM)
    assert seen_by(stream, "dpo", told, LATER) == STAGE
    breaks_glass(stream, by="dpo", classes=["victim_identity"])
    assert seen_by(stream, "dpo", told, LATER) == Visibility(2, int(IDENTITY))
    assert seen_by(stream, "auditor", told, LATER) == STAGE


def test_it_ends_with_the_place_on_the_case() -> None:
    stream = Stream()
    stream.records("ReportReceived", "uptdppa", channel="phone", person=VICTIM)
    stream.records("AccessGranted", "uptdppa", agency="polres", history="all", reason="task")
    placed = sheltered(stream)
    opening = breaks_glass(stream)
    confirms(stream, opened_id=opening.id)
    assert seen_by(stream, "polres", placed, LATER) == LOCATION
    stream.records("AccessRevoked", "uptdppa", agency="polres", reason="task_ended")
    assert seen_by(stream, "polres", placed, LATER) == NOTHING


def test_a_review_may_end_it_before_its_time() -> None:
    stream, placed = given_shelter()
    confirms(stream)
    found = {**OPENED, "finding": "not_justified"}
    stream.records("BreakGlassReviewed", "dpo", **found)
    assert seen_by(stream, "polres", placed, LATER) == LOCATION
    stream.records("BreakGlassReviewed", "dpo", **found, measures=["access_ended"])
    assert seen_by(stream, "polres", placed, LATER) == STAGE
    stream.records("BreakGlassReviewed", "dpo", **found)
    assert seen_by(stream, "polres", placed, LATER) == STAGE


def test_what_is_read_by_it_is_told_apart_from_what_is_open_anyway() -> None:
    stream, placed = given_shelter()
    confirms(stream)

    def marked(agency: str, classes: DataClass = DataClass.LOCATION) -> int | None:
        served, glass = [(placed.position, int(classes))], broken_glass(stream.now)
        return read_through(Past(stream.now), glass, (agency, agency), LATER, served, MATRIX)

    (opened,) = stream.now.break_glass.values()
    assert marked("polres") == opened.position
    assert (marked("polres", DataClass.VICTIM_IDENTITY), marked("dinsos"), marked("kejari")) == (None,) * 3


# Who is told


def test_every_party_sees_that_glass_was_broken_and_the_officer_what_was_opened() -> None:
    stream = given_case()
    event = breaks_glass(stream)
    assert seen_by(stream, "uptdppa", event) == BODY
    assert seen_by(stream, "dpo", event) == BODY
    assert seen_by(stream, "auditor", event) == STAGE
    assert seen_by(stream, "kejari", event) == NOTHING
