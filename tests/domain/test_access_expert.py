"""What is open to an expert: an excerpt, for a time, and nothing after it (domain.md 3.2, cell T)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import NOTHING
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from tests.domain.disputing import (
    CONFERENCE,
    DISPUTE,
    ENGAGED,
    accepts,
    given_dispute,
    proposes,
)
from tests.domain.given import FILE, START, Stream, named
from tests.domain.seeing import BODY, EVERYTHING, event_about, seen_by

END = START + timedelta(days=30)
DURING, AFTER = END - timedelta(seconds=1), END
TIMED = DataClass.LEGAL_FILE | DataClass.EVIDENCE


def given_engagement(**data: Any) -> Stream:
    """Version 6 opens the dispute, version 7 engages the expert and opens the submission of the file."""
    stream = given_dispute()
    fields = {**ENGAGED, "until": END.isoformat(), "dispute": DISPUTE, "excerpt": [5]}
    stream.records("ExpertEngaged", "polres", **{**fields, **data})
    return stream


def seen(stream: Stream, event: RecordedEvent, at: Any = DURING) -> Any:
    return seen_by(stream, "expert", event, at)


def full(stream: Stream, version: int) -> RecordedEvent:
    """The event of that version as if it disclosed every class of data."""
    event = stream.events[version - 1]
    return event_about(event, EVERYTHING, event.head.person)


def test_an_excerpt_the_dispute_and_what_comes_after_are_open_and_no_other_event() -> None:
    stream = given_engagement()
    stream.records("ArticleChanged", "polres", file=FILE, articles=["UU-21-2007:4"], reason="conference")
    levels = [seen(stream, event).level for event in stream.events]
    assert levels == [0, 0, 0, 0, 2, 2, 2, 2]


def test_the_excerpt_opens_the_legal_file_and_evidence_and_no_identity() -> None:
    stream = given_engagement()
    assert seen(stream, full(stream, 5)).classes == TIMED
    assert seen(stream, full(stream, 2)) == NOTHING


def test_after_the_time_nothing_new_and_nothing_old_is_open() -> None:
    stream = given_engagement()
    stream.records("ArticleChanged", "polres", file=FILE, articles=["UU-21-2007:4"], reason="conference")
    assert [seen(stream, event, AFTER) for event in stream.events] == [NOTHING] * 8


def test_what_the_expert_recorded_itself_stays_its_own() -> None:
    stream = given_engagement()
    own = stream.records(
        "PositionRecorded", "expert", on="element", element="purpose", holds="met", file=FILE, dispute=DISPUTE
    )
    assert seen(stream, own, AFTER) == BODY
    assert ("purpose", "police") not in stream.now.files[FILE].elements


def test_an_expert_that_states_a_conflict_of_interest_is_opened_nothing() -> None:
    stream = given_engagement(conflict_of_interest=True)
    assert "expert" not in stream.now.parties
    assert stream.now.disputes[DISPUTE].expert is not None
    assert seen(stream, stream.events[4]) == NOTHING


def settled(stream: Stream) -> None:
    proposes(stream, "expert")
    accepts(stream, "polres")
    accepts(stream, "kejari")


def escalated(stream: Stream) -> None:
    stream.records("DisputeEscalated", "kejari", dispute=DISPUTE, to="both_superiors", reason="no_agreement")


def withdrawn(stream: Stream) -> None:
    stream.records("DisputeWithdrawn", "polres", dispute=DISPUTE, reason="settled")


def revoked(stream: Stream) -> None:
    stream.records("AccessRevoked", "polres", agency="expert", reason="conflict_of_interest")


@pytest.mark.parametrize("ends", [settled, escalated, withdrawn, revoked])
def test_what_is_open_to_the_expert_is_closed_at_once_when_its_task_ends(ends: Any) -> None:
    stream = given_engagement()
    ends(stream)
    theirs = [event for event in stream.events if event.agency != "expert"]
    assert {seen(stream, event) for event in theirs} == {NOTHING}
    assert not stream.now.parties["expert"].stands(DURING)


def test_the_end_of_a_dispute_leaves_the_expert_of_another_one() -> None:
    stream = given_engagement()
    other = named("other dispute")
    stream.records("DisputeOpened", "kejari", dispute=other, sides=["polres", "kejari"])
    stream.records("ExpertEngaged", "kejari", **{**ENGAGED, "until": END.isoformat(), "dispute": other})
    withdrawn(stream)
    assert stream.now.parties["expert"].stands(DURING)
    assert seen(stream, stream.events[4]) == NOTHING
    assert seen(stream, stream.events[7]).level == 2


def given_invitation() -> Stream:
    """Version 7 invites the expert, with the submission of the file as excerpt, for twenty days."""
    stream = given_dispute()
    stream.records(
        "CaseConferenceInvited",
        "coordinator",
        conference=CONFERENCE,
        file=FILE,
        form="voluntary",
        dispute=DISPUTE,
        invited=["polres", "kejari"],
        scheduled_for=END.isoformat(),
        expert="expert",
        expert_until=(END - timedelta(days=10)).isoformat(),
        excerpt=[5],
    )
    return stream


def test_an_invited_expert_sees_the_invitation_alone() -> None:
    stream = given_invitation()
    at = START + timedelta(days=1)
    assert [seen(stream, event, at).level for event in stream.events] == [0, 0, 0, 0, 0, 0, 2]
    assert seen(stream, stream.events[6], END) == NOTHING


def test_an_expert_that_engages_itself_opens_no_more_and_no_longer_than_it_was_invited_to() -> None:
    stream = given_invitation()
    stream.records(
        "ExpertEngaged", "expert", **{**ENGAGED, "until": END.isoformat(), "excerpt": [1, 2, 3, 4]}
    )
    at = START + timedelta(days=1)
    assert [seen(stream, event, at).level for event in stream.events] == [0, 0, 0, 0, 2, 2, 2, 2]
    assert seen(stream, stream.events[4], END - timedelta(days=10)) == NOTHING
    assert stream.now.engagements[0].until == END - timedelta(days=10)
