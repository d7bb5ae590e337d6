"""A case as one agency may see it: nothing but what follows from the events it may see."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.access import visible
from domain.events import EventHead, RecordedEvent, read_event
from domain.matrix import BODY_LEVEL, STAGE_LEVEL
from projections.case_file.case_view import Reading, case_view
from tests.projections.logs import ids
from tests.projections.moves import CASE, MATRIX, OTHERS, log_of, transitions_of
from tests.projections.moves import stories as random_stories
from tests.projections.stories import stories

STORY_CASE = ids("view", 1)[0]


def events() -> list[RecordedEvent]:
    log = stories([STORY_CASE], 1)
    return [read_event(row) for row in log.rows if row.case == STORY_CASE]


def reading(agency: str, opened: dict[int, dict[str, Any]] | None = None) -> Reading:
    """What `visible` gives an agency of its own kind at the end of the story."""
    steps = transitions_of(stories([STORY_CASE], 1).rows, STORY_CASE)
    state = steps[-1].after
    level = {
        head.position: visible(state, agency, agency, head, MATRIX, head.recordedat).level
        for head in state.events
    }
    bodies = [event for event in events() if level[event.position] == BODY_LEVEL]
    bare = [event.head for event in events() if level[event.position] == STAGE_LEVEL]
    return Reading(agency, agency, bodies, bare, opened or {})


def view(agency: str, opened: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    return case_view(STORY_CASE, reading(agency, opened))


def test_every_fact_names_the_event_it_comes_from() -> None:
    by_type = {event.type: event.position for event in events()}
    (file,) = view("polres")["files"]
    assert file["positions"]["ordered_on"] == by_type["InvestigationOrdered"]
    assert file["positions"]["prosecutor"] == by_type["SpdpSent"]
    assert file["positions"]["stage"] == by_type["FileComplete"]
    (person,) = view("uptdppa")["persons"]
    assert person["positions"]["sex"] == by_type["VictimRegistered"]
    assert person["positions"]["urgency"] == by_type["ReportTriaged"]


def test_the_steps_of_a_file_stand_as_each_side_states_them() -> None:
    (file,) = view("kejari")["files"]
    assert [(step["agency"], step["legal_code"]) for step in file["steps"]][-5:] == [
        ("polres", "Tahap I"),
        ("kejari", "P-1B"),
        ("kejari", "P-19"),
        ("polres", None),
        ("kejari", "P-21"),
    ]
    assert (file["submissions"], file["receipts"], file["returns"]) == (2, 1, 1)


def test_an_agency_outside_the_legal_file_sees_its_stage_and_the_suspect_and_nothing_else_of_it() -> None:
    seen = view("uptdppa")
    (file,) = seen["files"]
    assert [step["type"] for step in file["steps"]] == ["SuspectDesignated"]
    assert (file["articles"], file["prosecutor"], file["stage"]) == ([], None, None)
    assert seen["legal_stage"]["code"] == "P-21"
    assert "UU-21-2007" not in json.dumps(seen)


def test_the_hospital_sees_the_person_it_treats_and_no_file() -> None:
    seen = view("rsud")
    assert seen["files"] == []
    assert [referral["status"] for referral in seen["referrals"]] == ["accepted"]
    assert [service["agency"] for service in seen["services"]] == ["rsud"]


def test_one_who_came_later_does_not_pass_for_the_one_who_opened_the_case() -> None:
    seen = case_view(STORY_CASE, Reading("polres", "polres", events()[8:]))
    assert seen["opened"] is None
    assert {party["agency"]: party["relation"] for party in seen["parties"]} == {
        "polres": "assigned",
        "kejari": "statutory",
    }


def test_disclosed_fields_stand_with_the_step_or_the_person_they_are_about() -> None:
    by_type = {event.type: event.position for event in events()}
    opened = {
        by_type["VictimRegistered"]: {"name": "N"},
        by_type["SpdpSent"]: {"number": "B/1"},
        by_type["SuspectDesignated"]: {"name": "S"},
    }
    seen = case_view(STORY_CASE, Reading("polres", "polres", events(), (), opened))
    (person,) = seen["persons"]
    assert person["disclosed"] == [
        {"position": by_type["VictimRegistered"], "type": "VictimRegistered", "fields": {"name": "N"}}
    ]
    (file,) = seen["files"]
    disclosed = {step["type"]: step["disclosed"] for step in file["steps"] if step["disclosed"]}
    assert disclosed == {"SpdpSent": {"number": "B/1"}, "SuspectDesignated": {"name": "S"}}
    assert seen["disclosed"] == []


def test_open_items_are_those_of_the_reader() -> None:
    assert [item["kind"] for item in view("polres")["open_items"]] == ["hand_over"]
    assert view("rsud")["open_items"] == []


def test_a_moment_in_the_past_is_the_same_question_about_fewer_events() -> None:
    then = case_view(STORY_CASE, Reading("polres", "polres", events()[:18]))
    (file,) = then["files"]
    assert (file["stage"], file["returns"]) == ("P-19", 1)
    assert then["last_position"] == events()[17].position


def test_of_no_visible_event_nothing_is_told() -> None:
    seen = case_view(STORY_CASE, Reading("ngo", "ngo", ()))
    assert (seen["opened"], seen["legal_stage"], seen["last_position"]) == (None, None, 0)
    assert all(seen[name] == [] for name in ("parties", "persons", "files", "bare"))


@given(random_stories, st.randoms(use_true_random=False), st.sampled_from(OTHERS))
def test_any_part_of_a_case_in_any_order_can_be_shown_and_says_only_what_that_part_says(
    story: Any, random: Any, agency: str
) -> None:
    every = [step.event for step in transitions_of(log_of(story))]
    part = random.sample(every, random.randint(0, len(every)))
    bare: list[EventHead] = [event.head for event in every if event not in part]
    told = json.loads(json.dumps(case_view(CASE, Reading(agency, agency, part, bare))))
    shown = {event.position for event in part}
    for group in (
        "parties",
        "persons",
        "services",
        "referrals",
        "files",
        "consents",
        "reports",
        "joint_acts",
    ):
        for thing in told[group]:
            assert set(thing["positions"].values()) <= shown
    assert len(told["bare"]) == len(bare)
