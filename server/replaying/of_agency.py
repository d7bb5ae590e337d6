"""What an agency knew, told: of one case or of all, what it knew later, and with which event that came."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import LogRow
from projections.directories import Directories
from projections.fold import by_case, earlier_rows
from server.ledger.queries import LedgerReader
from server.reads import Served
from server.replaying.deployment import COMPARED
from server.replaying.knowledge import Asked, Knowledge, knowledge
from server.replaying.lines import DifferenceLine, KnownLine, Line, Page, StateLine, step_line
from server.replaying.moments import Moment
from server.replaying.of_case import Story
from server.replaying.opening import Opening
from server.replaying.things import differences


class Knower(NamedTuple):
    """An agency whose ledger was made anew, up to the last moment asked for."""

    conn: AsyncConnection[Any]
    ledger: LedgerReader
    asked: Asked
    directories: Directories

    async def of(self, rows: Sequence[LogRow], moment: Moment) -> Knowledge:
        """What it knew of a case at a moment; `rows`: the events of the case."""
        return await knowledge(self.ledger, self.asked, self.directories, rows, moment)


async def state(story: Story, found: Knowledge, opening: Opening) -> AsyncGenerator[Page]:
    """The case as the agency knew it."""
    lines = [StateLine(story.case, found.view(opening))]
    yield Page(lines, opening.served(sorted(found.known)), story.case)


async def differing(knower: Knower, story: Story, one: Moment, other: Moment) -> AsyncGenerator[Page]:
    """What it knew of the case at the later moment otherwise than at the earlier."""
    before, after = await knower.of(story.rows, one), await knower.of(story.rows, other)
    found = differences(before.things(), after.things())
    yield Page([DifferenceLine(story.case, each) for each in found], _known(after), story.case)


async def steps(knower: Knower, story: Story, one: Moment, other: Moment) -> AsyncGenerator[Page]:
    """What the agency came to know of the case, told at the event by whose recording it knew it; what it came
    to know after the last event, at the end."""
    known = await knower.of(story.rows, one)
    lines = list[Line]()
    for transition in story.transitions:
        event = transition.event
        if one.position < event.position <= other.position:
            now = await knower.of(story.rows, Moment(event.position, event.recordedat))
            changes, known = differences(known.things(), now.things()), now
            lines += [step_line(event, changes)] if changes else []
    last = await knower.of(story.rows, other)
    lines += [DifferenceLine(story.case, each) for each in differences(known.things(), last.things())]
    yield Page(lines, _known(last), story.case)


async def all_cases(knower: Knower, one: Moment, other: Moment | None) -> AsyncGenerator[Page]:
    """Every case of which the agency knew anything; or, of all cases, what it knew at the later moment
    otherwise than at the earlier."""
    async for rows in _pages(knower, other or one):  # it holds nothing
        lines, served = list[Line](), list[Served]()
        for case, of_case in by_case(rows):
            known, told = await knower.of(of_case, one), list[Line]()
            if other is not None:
                known, before = await knower.of(of_case, other), known
                told += [DifferenceLine(case, each) for each in differences(before.things(), known.things())]
            elif known.known:
                told += [known_line(known)]
            lines += told
            served += _known(known) if told else []
        yield Page(lines, served)


def known_line(found: Knowledge) -> KnownLine:
    """The line that says how much an agency knew of a case."""
    assert found.case is not None, "something is known of it"
    view = found.view()
    return KnownLine(
        found.case,
        len(found.bodies),
        len(found.bare),
        sum(each.withdrawn for each in found.known.values()),
        max(found.known),
        view["legal_stage"] and view["legal_stage"]["code"],
        view.get("closed"),
    )


def _known(found: Knowledge) -> list[Served]:
    return [Served(position, 0) for position in sorted(found.known)]


async def _pages(knower: Knower, moment: Moment) -> AsyncGenerator[list[LogRow]]:
    """The events of every case that the ledger of the agency names, some cases at a time."""
    after: UUID | None = None
    while cases := await knower.ledger.owed_cases(knower.asked.agency, after, COMPARED):
        yield await earlier_rows(knower.conn, cases, moment.position)
        after = cases[-1]
