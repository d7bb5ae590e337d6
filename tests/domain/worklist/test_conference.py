"""The case conference of KUHAP 2025 art 62: due with the second return, and what follows from it."""

from typing import Any

import pytest

from tests.domain.disagreeing import (
    POLICE,
    PROSECUTOR,
    Said,
    given_file,
    received,
    resubmitted,
    returned,
    submitted,
)
from tests.domain.given import FILE, Stream, named
from tests.domain.owing import owed, owes, when

CONFERENCE = named("conference")
SECOND = (submitted(), received(), returned(1), resubmitted(1), returned(2))


def conference(type_name: str, by: str = POLICE, **data: Any) -> Said:
    return (type_name, by, {"conference": CONFERENCE, "file": FILE, **data})


HELD = conference(
    "CaseConferenceHeld",
    form="statutory",
    present=[{"role": "investigator", "agency": POLICE}],
    with_agencies=[PROSECUTOR],
)


def given_second_return(*events: Said) -> Stream:
    """A file under KUHAP 2025 that came back for the second time, at position 10."""
    return given_file(*SECOND, *events)


def test_after_the_second_return_the_conference_is_due_and_no_third_sending() -> None:
    """KUHAP 2025 art 62(2)."""
    things = owed(given_second_return())[POLICE]
    assert ("hold_conference", 10) in things
    assert "resubmit_file" not in [kind for kind, _ in things]


def test_after_the_first_return_the_file_is_sent_again() -> None:
    stream = given_file(*SECOND[:3])
    assert owes(stream, POLICE, "resubmit_file")
    assert not owes(stream, POLICE, "hold_conference")


def test_under_kuhap_1981_a_second_return_calls_for_no_conference() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    stream.records("InvestigationOrdered", POLICE, file=FILE, ordered_on="2025-03-02", articles=["KUHP:455"])
    when(stream, ("SpdpSent", POLICE, {"file": FILE, "prosecutor": PROSECUTOR}), *SECOND)
    assert owes(stream, POLICE, "resubmit_file")
    assert not owes(stream, POLICE, "hold_conference")


def test_who_held_it_says_what_came_of_it() -> None:
    stream = given_second_return(HELD)
    assert not owes(stream, POLICE, "hold_conference")
    assert ("conclude_conference", 11) in owed(stream)[POLICE]


@pytest.mark.parametrize(
    ("outcome", "kind", "act"),
    [
        (conference("ConferenceDecidedComplete"), "resubmit_after_conference", resubmitted(2)),
        (
            conference("ConferenceDecidedTerminate", ground="not_a_crime"),
            "terminate_investigation",
            ("InvestigationTerminated", POLICE, {"file": FILE, "ground": "not_a_crime"}),
        ),
        (
            conference("ConferenceUndecided"),
            "go_on_undecided",
            ("DisputedHandoverMade", POLICE, {"file": FILE, "conference": CONFERENCE}),
        ),
    ],
    ids=["art 62(4)", "art 62(3)", "art 62(5)"],
)
def test_police_act_on_what_the_conference_came_to(outcome: Said, kind: str, act: Said) -> None:
    stream = given_second_return(HELD, outcome)
    assert (kind, 12) in owed(stream)[POLICE]
    assert not owes(stream, POLICE, "conclude_conference")
    assert not owes(when(stream, act), POLICE, kind)


def test_a_disputed_handover_waits_for_the_prosecutor_alone() -> None:
    """KUHAP 2025 art 62(6): within 14 days."""
    handover = ("DisputedHandoverMade", POLICE, {"file": FILE, "conference": CONFERENCE})
    stream = given_second_return(HELD, conference("ConferenceUndecided"), handover)
    assert ("decide_continuation", 13) in owed(stream)[PROSECUTOR]
    decided = ("ContinuationDecided", PROSECUTOR, {"file": FILE, "decision": "continued"})
    assert not owes(when(stream, decided), PROSECUTOR, "decide_continuation")


def test_an_expert_that_is_invited_answers_and_says_what_interests_it_has() -> None:
    invited = conference(
        "CaseConferenceInvited",
        form="statutory",
        invited=[PROSECUTOR],
        scheduled_for="2026-03-20T09:00:00+07:00",
        expert="expert",
    )
    stream = given_second_return(invited)
    assert owed(stream)["expert"] == [("answer_invitation", 11)]
    engaged = {
        "expert": "expert",
        "fields": ["trafficking"],
        "qualification": "certificate",
        "conflict_of_interest": False,
        "until": "2026-04-01T00:00:00+07:00",
        "conference": CONFERENCE,
    }
    assert "expert" not in owed(when(stream, ("ExpertEngaged", "expert", engaged)))
