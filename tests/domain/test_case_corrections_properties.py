"""Promises of taking back: a case without an entry is the case in which it was never made."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.case import evolve
from domain.case_state import CaseState
from domain.events import RecordedEvent
from tests.domain.given import Stream
from tests.domain.stories import stories

UNDOING = {"EntryWithdrawn", "FactCorrected"}


@given(stories(), st.integers(1, 24))
def test_a_case_with_an_entry_taken_back_is_the_case_without_it(stream: Stream, place: int) -> None:
    if place >= len(stream.events) or stream.events[place].type in UNDOING:
        return
    if any(each.type in UNDOING for each in stream.events):
        return
    gone = stream.events[place]
    without = fold_renumbered([each for each in stream.events if each is not gone])
    stream.records("EntryWithdrawn", gone.agency, event_id=gone.id, reason="wrong_case")
    assert told(stream.now) == told(without)
    for agency, party in without.parties.items():
        standing = [each for each in stream.now.parties[agency].relations if not each.ended]
        expected = [each for each in party.relations if not each.ended]
        assert [(each.kind, each.since_position) for each in standing] == [
            (each.kind, each.since_position) for each in expected
        ]


@given(stories())
def test_a_case_counted_anew_with_nothing_taken_back_is_the_same_case(stream: Stream) -> None:
    if any(each.type in UNDOING for each in stream.events):
        return
    before = stream.now
    stream.records("EntryWithdrawn", "polres", event_id="nothing", reason="wrong_case")
    assert told(stream.now) == told(before)
    assert stream.now.parties == before.parties


UNLIKE = {
    *("access_epoch", "corrections", "entries", "events", "latest_occurred", "parties", "position"),
    *("version", "withdrawn", "opened_at", "opened_by", "reporter_confidential"),
}


def told(state: CaseState) -> dict[str, Any]:
    """What the state says of the case, without what counts events."""
    names = (each.name for each in msgspec.structs.fields(state))
    return {name: getattr(state, name) for name in names if name not in UNLIKE}


def fold_renumbered(events: list[RecordedEvent]) -> CaseState:
    state: CaseState | None = None
    for version, event in enumerate(events, 1):
        head = event.head._replace(version=version)
        state = evolve(state, msgspec.structs.replace(event, head=head))
    assert state is not None
    return state
