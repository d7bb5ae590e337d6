"""Every commitment as its owner said last how far it is, and who sits on the task force it was made in."""

from bisect import bisect_left
from collections.abc import Iterator

from domain.case_state import CaseState, Commitment
from domain.events import EventHead
from projections.engine import Transition
from projections.tables import RowChange, Table
from projections.view import View

COMMITMENTS = Table(
    "commitments",
    (
        ("case_id", "uuid"),
        ("commitment", "uuid"),
        ("made_by", "text"),
        ("owner", "text"),
        ("with_agencies", "text"),
        ("topic", "text"),
        ("meeting", "uuid"),
        ("indicator", "text"),
        ("progress", "text"),
        ("due", "date"),
        ("first_due", "date"),
        ("fulfilled_on", "date"),
        ("made_position", "bigint"),
        ("made_at", "timestamptz"),
        ("last_position", "bigint"),
        ("last_at", "timestamptz"),
        ("settled", "boolean"),
        ("place", "bigint"),
    ),
    key=2,
)
MEMBERS = Table("members", (("case_id", "uuid"), ("agency", "text")), key=2)


class Commitments(View):
    """The view behind the board of commitments."""

    def __init__(self) -> None:
        super().__init__("commitments", (COMMITMENTS, MEMBERS))

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The commitments that moved, and the seats that were taken or left."""
        before, _, after, _ = transition
        if after.kind != "coordination":
            return []
        was = before.commitments if before else {}
        moved = [each for each in after.commitments.values() if was.get(each.id) != each]
        return [_row(after, each) for each in moved] + list(_seats(before, after))


def _row(state: CaseState, commitment: Commitment) -> RowChange:
    made = _head_at(state, commitment.position)
    last = _head_at(
        state, max(commitment.position, commitment.progress_position, commitment.fulfilled_position)
    )
    settled = not commitment.open
    values = (
        made.agency,
        commitment.owner,
        " ".join(commitment.with_agencies),
        str(commitment.topic),
        commitment.meeting,
        str(commitment.indicator) if commitment.indicator else None,
        str(commitment.status),
        commitment.due,
        commitment.first_due,
        commitment.fulfilled_on,
        made.position,
        made.recordedat,
        last.position,
        last.recordedat,
        settled,
        -last.position if settled else commitment.due.toordinal(),
    )
    return RowChange(COMMITMENTS, (state.id, commitment.id), values)


def _seats(before: CaseState | None, after: CaseState) -> Iterator[RowChange]:
    was, now = _members(before), _members(after)
    yield from (RowChange(MEMBERS, (after.id, agency), None) for agency in sorted(was - now))
    yield from (RowChange(MEMBERS, (after.id, agency), ()) for agency in sorted(now - was))


def _members(state: CaseState | None) -> set[str]:
    return {agency for agency, party in state.parties.items() if not party.ended} if state else set()


def _head_at(state: CaseState, position: int) -> EventHead:
    events = state.events
    return events[bisect_left(events, position, key=lambda head: head.position)]
