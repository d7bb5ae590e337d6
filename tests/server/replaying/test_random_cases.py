"""Of random cases: what steps and differences tell turns the rows of one moment into those of another."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projections.sandbox import sandbox
from server.replaying import deployment
from server.replaying.lines import DifferenceLine, Page, StepLine
from server.replaying.replayed import Replayed, Rows, replayed_in
from server.replaying.things import Difference
from tests.projections.logs import write
from tests.projections.moves import CASE, log_of
from tests.projections.moves import stories as random_stories
from tests.projections.running import all_views
from tests.server.replaying.conftest import silent
from tests.servers import DatabaseServer

Plain = dict[str, dict[str, Any]]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random_stories, st.data())
def test_steps_and_differences_lead_from_one_moment_to_the_other(
    postgres_server: DatabaseServer, migrated_template: str, story: Any, data: st.DataObject
) -> None:
    log = log_of(story)
    start = data.draw(st.integers(0, len(log)), label="start")
    with postgres_server.fresh_database(migrated_template) as database:
        write(database, log)
        before, after, steps, differing = asyncio.run(between(database, start, len(log)))
    assert moved(before, steps) == after
    assert moved(before, differing) == after


async def between(
    database: str, start: int, end: int
) -> tuple[Plain, Plain, list[Difference], list[Difference]]:
    """The rows of the case at both moments, what the steps between them tell, and what differs."""
    states = []
    for position in (start, end):
        async with sandbox(database) as box:
            replayed = await replayed_in(box, all_views(), end, silent)
            await replayed.fill(position)
            states.append(plain((await replayed.rows([CASE]))[CASE]))
    async with sandbox(database) as box:
        steps = await told(deployment.steps(await copies(box, end), start, end))
    async with sandbox(database) as box:
        differing = await told(deployment.differing(await copies(box, end), start, end))
    return states[0], states[1], steps, differing


async def copies(box: Any, end: int) -> Replayed:
    return await replayed_in(box, all_views(), end, silent)


async def told(pages: AsyncIterator[Page]) -> list[Difference]:
    found: list[Difference] = []
    async for page in pages:
        for line in page.lines:
            if isinstance(line, StepLine) and line.case == CASE:
                found += line.changes
            elif isinstance(line, DifferenceLine) and line.case == CASE:
                found.append(line.difference)
    return found


def plain(rows: Rows) -> Plain:
    return {key(of, dict(which)): msgspec.to_builtins(fields) for (of, which), fields in rows.items()}


def moved(rows: Plain, changes: list[Difference]) -> Plain:
    after = {name: dict(row) for name, row in rows.items()}
    for each in changes:
        name = key(each.of, each.which)
        if each.change == "went":
            assert after.pop(name) == msgspec.to_builtins(each.before)
        elif each.change == "came":
            assert name not in after
            after[name] = msgspec.to_builtins(each.after)
        else:
            assert msgspec.to_builtins(each.before).items() <= after[name].items()
            after[name] |= msgspec.to_builtins(each.after)
    return after


def key(of: str, which: dict[str, Any]) -> str:
    return json.dumps([of, msgspec.to_builtins(which)])
