"""One case replayed: as it stood at a moment, what differs at a later one, and what each event changed."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import LogRow
from projections.case_file.case_view import Reading, case_view
from projections.directories import Directories
from projections.engine import Transition
from projections.fold import earlier_rows
from projections.parking import Parked
from projections.replay import transitions_of
from server.replaying.deployment import bodies, parked_line
from server.replaying.lines import DifferenceLine, Line, Page, RowLine, StateLine, step_line
from server.replaying.opening import CLOSED, Opening
from server.replaying.replayed import Replayed, Steps, rows_after
from server.replaying.things import Things, differences, things_of_view

NOBODY = ""  # who replays reads as no agency: nothing here is judged by what is open to one


class Story(NamedTuple):
    """A case from its first event up to the last moment asked for; `transitions`: as far as it can be read
    and folded."""

    case: UUID
    rows: Sequence[LogRow]
    transitions: Sequence[Transition]
    broken: Parked | None

    def upto(self, position: int) -> list[LogRow]:
        """Its rows up to a position."""
        return [row for row in self.rows if row.position <= position]

    def view(self, position: int, opening: Opening = CLOSED) -> dict[str, Any]:
        """The case after a position, with the values that were opened of it."""
        events = [each.event for each in self.transitions if each.event.position <= position]
        view = case_view(self.case, Reading(NOBODY, NOBODY, events, (), opening.fields))
        return {name: value for name, value in view.items() if name != "open_items"}


async def story_of(conn: AsyncConnection[Any], directories: Directories, case: UUID, upto: int) -> Story:
    """The case up to a position; without any row where it had no event by then."""
    rows = await earlier_rows(conn, [case], upto)
    transitions: list[Transition] = []
    try:
        for transition in transitions_of(rows, directories):
            transitions.append(transition)
    except Exception as error:
        at = rows[len(transitions)].position
        return Story(case, rows, transitions, Parked("*", case, at, type(error).__name__))
    return Story(case, rows, transitions, None)


async def state(
    replayed: Replayed, parked: Sequence[Parked], story: Story, position: int, opening: Opening
) -> AsyncGenerator[Page]:
    """The case at the position of the copies, and the rows that the views had of it."""
    rows = (await replayed.rows([story.case]))[story.case]
    lines: list[Line] = [StateLine(story.case, story.view(position, opening))]
    lines += [RowLine(story.case, of, dict(which), fields) for (of, which), fields in rows.items()]
    lines += [parked_line(each) for each in parked]
    told = [row.position for row in story.upto(position)]
    yield Page(lines, opening.served(told), story.case)


async def differing(replayed: Replayed, story: Story, start: int, upto: int) -> AsyncGenerator[Page]:
    """What of the case is at `upto` not as the copies have it, which stand at `start`."""
    before: Things = (await replayed.rows([story.case]))[story.case]
    found = differences(_things(story, start), _things(story, upto))
    found += differences(before, rows_after(replayed.views, story.upto(upto), replayed.directories))
    new = [row for row in story.upto(upto) if row.position > start]
    yield Page([DifferenceLine(story.case, each) for each in found], bodies(new), story.case)


async def steps(
    replayed: Replayed, parked: Sequence[Parked], story: Story, start: int, upto: int
) -> AsyncGenerator[Page]:
    """What each event of the case after `start` changed, of the case itself and of the rows of the views. The
    copies stand at `start`, and move on."""
    moving = Steps(replayed.views)
    moving.begin(await replayed.rows([story.case]), parked)
    before, lines = _things(story, start), list[Line]()
    for transition in story.transitions:
        event = transition.event
        if start < event.position <= upto:
            after = _things(story, event.position)
            lines.append(step_line(event, differences(before, after) + moving.take(transition)))
            before = after
    await replayed.write(moving.written)
    lines += [parked_line(each) for each in moving.failed]
    lines += [parked_line(story.broken)] if story.broken else []
    yield Page(lines, bodies([row for row in story.upto(upto) if row.position > start]), story.case)


def _things(story: Story, position: int) -> Things:
    return things_of_view(story.view(position))
