"""Defects of the case conference (KUHAP 2025 art 62), each named by what must hold."""

from typing import Any

from domain.decisions import Accepted
from tests.domain.disputing import CONFERENCE, QUORUM, UNTIL, given_conference, held
from tests.domain.filing import POLICE, PROSECUTOR, when
from tests.domain.given import FILE, Stream, named

CALLED = {"file": FILE, "form": "voluntary", "invited": [POLICE], "scheduled_for": UNTIL}


def accepted(stream: Stream, type_name: str, by: str = POLICE, **data: Any) -> bool:
    return isinstance(when(stream, type_name, by, file=FILE, **data), Accepted)


def test_minutes_of_another_office_do_not_take_the_place_of_those_that_are_on_record() -> None:
    stream = given_conference()
    alone = [{"role": "prosecutor", "agency": PROSECUTOR}]
    other = held(form="voluntary", present=alone, with_agencies=[POLICE])
    stream.records("CaseConferenceHeld", PROSECUTOR, **other)
    (conference,) = stream.now.conferences
    assert conference.form == "statutory"
    assert {each.role for each in conference.present} == set(QUORUM)
    assert accepted(stream, "ConferenceDecidedComplete", conference=CONFERENCE)


def test_an_invitation_after_a_conference_does_not_make_another_one_of_it() -> None:
    stream = given_conference()
    stream.records("CaseConferenceInvited", PROSECUTOR, conference=CONFERENCE, **CALLED)
    assert stream.now.conferences[0].form == "statutory"


def test_minutes_that_were_taken_back_are_replaced_by_those_of_another_office() -> None:
    stream = given_conference()
    stream.records(
        "CaseConferenceHeld", PROSECUTOR, **held(form="voluntary", with_agencies=[POLICE, "expert"])
    )
    minutes = next(each for each in stream.events if each.type == "CaseConferenceHeld")
    stream.records("EntryWithdrawn", POLICE, event_id=minutes.id, reason="did_not_happen")
    assert stream.now.conferences[0].form == "voluntary"


def test_a_meeting_called_later_does_not_bar_the_handover_after_a_conference_without_agreement() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    stream.records("CaseConferenceInvited", PROSECUTOR, conference=named("later"), **CALLED)
    assert accepted(stream, "DisputedHandoverMade")
