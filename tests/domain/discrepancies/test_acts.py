"""Joint acts contested, acts on paper overtaken by the log, and the same act dated differently."""

from datetime import timedelta
from typing import Any

from domain.events import Marks
from tests.domain.disagreeing import (
    COMPLETE,
    POLICE,
    PROSECUTOR,
    found,
    given_file,
    received,
    records,
    resubmitted,
    returned,
    submitted,
    the_one,
)
from tests.domain.given import FILE, START, Stream, named

HELD = ("CoordinationHeld", POLICE, {"file": FILE, "with_agencies": [PROSECUTOR, "uptdppa"]})
NAMED = {"event_id": "e6", "event_source": f"/agencies/{POLICE}"}


def contests(stream: Stream, agency: str, reason: str = "not_held") -> None:
    stream.records("RecordContested", agency, reason=reason, **NAMED)


def test_a_joint_act_is_contested_with_its_reason_until_the_same_party_confirms_it() -> None:
    stream = given_file(HELD)
    assert found(stream, "joint_act_contested") == []
    contests(stream, PROSECUTOR)
    contested = the_one(stream, "joint_act_contested")
    assert (contested.positions, contested.since_position, contested.settled) == ((6, 7), 7, False)
    assert [side.says for side in contested.sides] == [("CoordinationHeld",), ("contested", "not_held")]
    assert (contested.ref, contested.file) == (f"6/{PROSECUTOR}", FILE)
    stream.records("RecordConfirmed", "uptdppa", **NAMED)
    assert not the_one(stream, "joint_act_contested").settled
    stream.records("RecordConfirmed", PROSECUTOR, **NAMED)
    assert the_one(stream, "joint_act_contested").settled_by == 9


def test_each_party_that_contests_is_a_discrepancy_of_its_own() -> None:
    stream = given_file(HELD)
    contests(stream, PROSECUTOR)
    contests(stream, "uptdppa", "content_differs")
    assert [each.positions for each in found(stream, "joint_act_contested")] == [(6, 7), (6, 8)]


def paper(stream: Stream, type_name: str, **data: Any) -> None:
    """A decision already taken on paper on the second day, that the case had moved on from."""
    attributes = {"effectedon": (START + timedelta(days=1)).date().isoformat(), "effecteddoc": "R-12"}
    stream.records(type_name, PROSECUTOR, marks=Marks.CONFLICTING, attributes=attributes, file=FILE, **data)


def test_an_act_on_paper_that_the_case_had_moved_on_from_rests_on_what_it_did_not_know() -> None:
    stream = given_file(submitted(), received(), returned(1))
    stream.records("FileResubmitted", POLICE, at=START + timedelta(days=2), **resubmitted(1)[2])
    paper(stream, "FileComplete")
    overtaken = the_one(stream, "act_conflicting")
    assert (overtaken.positions, overtaken.since_position, overtaken.settled) == ((9, 10), 10, False)
    act, moved_on = overtaken.sides
    assert (act.agency, act.says, str(act.on)) == (PROSECUTOR, ("FileComplete",), "2026-03-03")
    assert (moved_on.agency, moved_on.says, str(moved_on.on)) == (POLICE, ("FileResubmitted",), "2026-03-04")
    assert overtaken.file == FILE


def test_it_ends_when_its_agency_decides_anew_on_the_case_as_it_is() -> None:
    stream = given_file(submitted(), received())
    paper(stream, "FileComplete")
    assert not the_one(stream, "act_conflicting").settled
    stream.records("FileComplete", PROSECUTOR, **COMPLETE[2])
    assert the_one(stream, "act_conflicting").settled_by == 9


def test_an_act_without_the_mark_is_none() -> None:
    assert found(given_file(submitted(), received(), COMPLETE), "act_conflicting") == []


def handed(by: str, other: str, day: int) -> tuple[str, str, dict[str, Any]]:
    return ("HandedOver", by, {"file": FILE, "with_agencies": [other], "at": START + timedelta(days=day)})


def test_the_same_handover_dated_differently_by_the_two_sides() -> None:
    stream = given_file(handed(POLICE, PROSECUTOR, 10), handed(PROSECUTOR, POLICE, 12))
    differing = the_one(stream, "dates_differ")
    assert (differing.positions, differing.since_position) == ((6, 7), 7)
    assert [str(side.on) for side in differing.sides] == ["2026-03-12", "2026-03-14"]


def test_it_ends_when_one_side_states_the_day_of_the_other() -> None:
    stream = given_file(handed(POLICE, PROSECUTOR, 10), handed(PROSECUTOR, POLICE, 12))
    records(stream, handed(POLICE, PROSECUTOR, 12))
    assert the_one(stream, "dates_differ").settled_by == 8


def test_the_same_conference_held_on_two_days() -> None:
    held = {
        "conference": named("conference"),
        "file": FILE,
        "form": "voluntary",
        "present": [{"role": "investigator", "agency": POLICE}],
    }
    stream = given_file(
        ("CaseConferenceHeld", POLICE, {**held, "with_agencies": [PROSECUTOR], "held_on": "2026-03-20"}),
        ("CaseConferenceHeld", PROSECUTOR, {**held, "with_agencies": [POLICE], "held_on": "2026-03-21"}),
    )
    differing = the_one(stream, "dates_differ")
    assert [str(side.on) for side in differing.sides] == ["2026-03-20", "2026-03-21"]
    assert (differing.ref, differing.file) == (f"{named('conference')}/CaseConferenceHeld", FILE)


def test_the_same_handover_on_the_same_day_is_in_order() -> None:
    stream = given_file(handed(POLICE, PROSECUTOR, 10), handed(PROSECUTOR, POLICE, 10))
    assert found(stream, "dates_differ") == []
