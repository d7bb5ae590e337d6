"""A replay from the wish to the lines: what is told is on record before, and nothing else of it stays."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import NamedTuple
from uuid import UUID

from domain.events import LogRow
from domain.read_purposes import ReadReason
from projections.directories import load_directories
from projections.filling import Progress
from projections.sandbox import Sandbox, sandbox
from projections.view import View
from server.ledger.known import Basis
from server.readlog.reader import operator_at
from server.replaying import deployment, of_agency, of_case
from server.replaying.knowledge import Asked, OneLedger, make_ledger
from server.replaying.lines import Line, MomentLine, Page
from server.replaying.moments import BEGINNING, Moment, NoMoment, moment_of
from server.replaying.of_case import Story, story_of
from server.replaying.opening import CLOSED, Opening, opening
from server.replaying.replayed import replayed_in
from server.services import Services
from server.start import projections_under

CALL = "replay"
MOST = 500  # events in one read on record

Pages = AsyncGenerator[Page]


class Wish(NamedTuple):
    """What to replay. `upto`: a later moment, for what differs then. `step`: event by event, from the first
    one or between the two moments. `reason`: why values are opened; without one none are."""

    as_of: str
    upto: str | None = None
    case: UUID | None = None
    known_to: str | None = None
    basis: Basis = "fetched"
    step: bool = False
    reason: ReadReason | None = None


class NothingToReplay(Exception):
    """What is asked for was not there by then. The message is a sentence."""


class Replay(NamedTuple):
    """A replay under way. `other`: the later moment, where there is one."""

    services: Services
    box: Sandbox
    wish: Wish
    one: Moment
    other: Moment | None
    progress: Progress

    @property
    def last(self) -> Moment:
        """The last moment asked for."""
        return self.other or self.one

    @property
    def start(self) -> int:
        """From which position on steps are told."""
        return self.one.position if self.other else 0


async def replay(services: Services, wish: Wish, progress: Progress) -> AsyncGenerator[Line]:
    """The lines, each on record before it is told. Raises NoMoment, NothingToReplay, and ProblemError where
    the read cannot be recorded."""
    one = await moment_of(services.reader, wish.as_of)
    other = await moment_of(services.reader, wish.upto) if wish.upto is not None else None
    if other is not None and other.position < one.position:
        raise NoMoment("The other moment is a later one.")
    async with sandbox(services.settings.database_url) as box:
        under_way = Replay(services, box, wish, one, other, progress)
        async with aclosing(_pages(under_way)) as pages:
            async for page in pages:
                await _record(services, wish, page)
                for line in page.lines:
                    yield line


async def _record(services: Services, wish: Wish, page: Page) -> None:
    reader = operator_at(services.settings.deployment_agency)
    for start in range(0, max(len(page.served), 1), MOST):
        served = page.served[start : start + MOST]
        await services.reads.record(reader, CALL, served, case=page.case, reason=wish.reason, required=True)


async def _pages(replay: Replay) -> Pages:
    yield Page([MomentLine(each.position, each.at) for each in (replay.one, replay.other) if each])
    if replay.wish.known_to is not None:
        parts = await _of_agency(replay, replay.wish.known_to)
    elif replay.wish.case is not None:
        parts = await _of_case(replay, replay.wish.case)
    else:
        parts = await _of_all(replay)
    async with aclosing(parts) as pages:
        async for page in pages:
            yield page


async def _of_all(replay: Replay) -> Pages:
    replayed = await replayed_in(replay.box, _views(replay), replay.last.position, replay.progress)
    if replay.wish.step:
        return deployment.steps(replayed, replay.start, replay.last.position)
    if replay.other is not None:
        return deployment.differing(replayed, replay.one.position, replay.other.position)
    return deployment.state(replayed, await replayed.fill(replay.one.position))


async def _of_case(replay: Replay, case: UUID) -> Pages:
    one, last = replay.one.position, replay.last.position
    replayed = await replayed_in(replay.box, _views(replay), last, replay.progress)
    story = await story_of(replayed.conn, replayed.directories, case, last)
    _require(story)
    if replay.wish.step:
        parked = await replayed.take_in([case], replay.start)
        return of_case.steps(replayed, parked, story, replay.start, last)
    parked = await replayed.take_in([case], one)
    if replay.other is not None:
        return of_case.differing(replayed, story, one, last)
    opened = await _opened(replay, [(row, row.classes) for row in story.rows])
    return of_case.state(replayed, parked, story, one, opened)


async def _of_agency(replay: Replay, agency: str) -> Pages:
    wish, last = replay.wish, replay.last
    directories = await load_directories(replay.box.conn, last.position)
    if directories.at(last.position).kind_of(agency) is None:
        raise NothingToReplay("No agency of this id was registered by then.")
    only = wish.case if wish.basis == "owed" else None
    ledger = OneLedger(replay.services.rules.matrix, agency)
    reader = await make_ledger(replay.box, ledger, last.position, replay.progress, only)
    knower = of_agency.Knower(replay.box.conn, reader, Asked(agency, wish.basis), directories)
    if wish.case is None:
        return of_agency.all_cases(knower, replay.one, replay.other)
    story = await story_of(replay.box.conn, directories, wish.case, last.position)
    _require(story)
    return await _of_agency_and_case(replay, knower, story)


async def _of_agency_and_case(replay: Replay, knower: of_agency.Knower, story: Story) -> Pages:
    one, other = replay.one, replay.other
    if replay.wish.step:
        return of_agency.steps(knower, story, one if other else BEGINNING, other or one)
    if other is not None:
        return of_agency.differing(knower, story, one, other)
    found = await knower.of(story.rows, one)
    return of_agency.state(story, found, await _opened(replay, found.bodies))


async def _opened(replay: Replay, asked: Sequence[tuple[LogRow, int]]) -> Opening:
    return await opening(replay.services, asked) if replay.wish.reason is not None else CLOSED


def _require(story: Story) -> None:
    if not story.rows:
        raise NothingToReplay("The log has no event of this case by then.")


def _views(replay: Replay) -> list[View]:
    return [each for each in projections_under(replay.services.rules) if isinstance(each, View)]
