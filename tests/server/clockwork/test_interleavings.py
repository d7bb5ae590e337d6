"""Whatever happens, in whatever order, with two clockworks that die and come back: each cause stands once.

On a real log. The causes are counted by the test itself, from what it published.
"""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import RecordedEvent
from server.database import connect
from server.publish import Publisher
from server.services import Services
from server.start import open_services
from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.test_deadlines import SPDP, investigation, send_spdp
from tests.server.clockwork.works import NGO, PHONE, RSUD, UPTD, Works, on_record, seat_task_force
from tests.servers import DatabaseServer

ACTIONS = st.one_of(
    st.tuples(st.just("grant"), st.integers(1, 5)),
    st.tuples(st.just("withdraw"), st.just(0)),
    st.tuples(st.just("report"), st.integers(0, 1)),
    st.tuples(st.just("order"), st.just(0)),
    st.tuples(st.just("meet"), st.just(0)),
    st.tuples(st.just("pass"), st.sampled_from([1, 2, 4, 80, 200])),
    st.tuples(st.just("run"), st.integers(0, 1)),
    st.tuples(st.just("die"), st.integers(0, 1)),
    st.tuples(st.just("restart"), st.integers(0, 1)),
    st.tuples(st.just("both"), st.just(0)),
)
STORIES = st.lists(ACTIONS, min_size=4, max_size=14)


@dataclass
class World:
    """Two processes with a clockwork each, and the causes there were."""

    deployment: Deployment
    processes: list[Works]
    case: UUID
    person: UUID
    grants: list[datetime] = field(default_factory=list)
    withdrawals: int = 0
    orders: list[tuple[UUID, str, datetime]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    reported: Counter[int] = field(default_factory=Counter)

    async def act(self, action: str, number: int) -> None:
        await getattr(self, action)(number)

    async def grant(self, hours: int) -> None:
        await self.processes[0].grant(self.case, hours=hours)
        self.grants.append(self.deployment.time() + timedelta(hours=hours))

    async def withdraw(self, _: int) -> None:
        await self.processes[0].publish(UPTD, "ConsentWithdrawn", self.case, {"person": str(self.person)})
        self.withdrawals += 1

    async def report(self, which: int) -> None:
        """A person by one of two phones; the third of one phone is met by two, and so on."""
        agency = (NGO, RSUD)[self.reported.total() % 2]
        same = {"victim_phone": f"{PHONE}{which}", "victim_birth_year": 2001}
        await self.processes[0].report(agency, routed_to=[UPTD], **same)
        self.reported[which] += 1

    async def order(self, _: int) -> None:
        """An investigation: its SPDP is due in seven days."""
        case, file = await investigation(self.processes[0])
        self.orders.append((case, file, self.deployment.time()))

    async def meet(self, _: int) -> None:
        """The SPDP of the oldest order, sent on its second day, whenever that is recorded."""
        for case, file, ordered in self.orders:
            if file not in self.met:
                await send_spdp(self.processes[0], case, file, ordered + timedelta(days=1))
                self.met.add(file)
                return

    async def run(self, which: int) -> None:
        await self._round(self.processes[which])

    async def both(self, _: int) -> None:
        await asyncio.gather(*map(self._round, self.processes))

    async def die(self, which: int) -> None:
        """Between the commit and the answer: what follows of that round never happens."""
        publish = Publisher.publish

        async def publish_and_die(publisher: Publisher, *arguments: Any) -> Any:
            await publish(publisher, *arguments)
            raise ConnectionResetError

        with mock.patch.object(Publisher, "publish", publish_and_die):
            await self._round(self.processes[which])
        await self.restart(which)

    async def restart(self, which: int) -> None:
        """What the process remembered is gone."""
        self.processes[which] = Works(self.deployment, self.processes[which].services)

    async def _round(self, works: Works) -> None:
        """Without the lock, which would keep the two apart."""
        await self.deployment.settled()
        async with await connect(works.services.settings.database_url) as conn:
            await works.clockwork.round(conn, self.deployment.time())

    # "pass" is a word of the language
    async def _pass(self, hours: int) -> None:
        self.deployment.time.pass_by(hours=hours)


async def story(url: str, keys: Path, actions: list[tuple[str, int]]) -> None:
    async with AsyncExitStack() as stack:
        deployment = await stack.enter_async_context(deployed(url, keys))
        await seat_task_force(deployment)
        here = deployment.services
        other: Services = await stack.enter_async_context(open_services(here.settings, deployment.time))
        works = Works(deployment)
        case, person = await works.report(UPTD)
        world = World(deployment, [works, Works(deployment, other)], case, person)
        for action, number in actions:
            await world.act("_pass" if action == "pass" else action, number)
        for which in (0, 1):
            await world.restart(which)
            await world.run(which)
        holds(world, await on_record(deployment))


def holds(world: World, events: list[RecordedEvent]) -> None:
    """As many records as causes, and no two of one cause."""
    now, counted = world.deployment.time(), Counter(event.type for event in events)
    assert counted["AccessExpired"] == sum(until <= now for until in world.grants)
    assert counted["ProcessingStopped"] == world.withdrawals
    pairs = sum(count * (count - 1) // 2 for count in world.reported.values())
    assert counted["DuplicateSuspected"] == pairs
    lapsed = [event.data for event in events if event.type == "DeadlineLapsed"]
    spdp = Counter(each.ref for each in lapsed if each.rule == SPDP)
    for _, file, ordered in world.orders:
        if file in world.met:
            assert spdp[file] <= 1, "where it had lapsed before the late act came in, both stand"
        else:
            assert spdp[file] == (now > ordered + timedelta(days=7))
    causes = [(each.rule, each.ref, each.started_source, each.started_id, each.due) for each in lapsed]
    assert len({*causes}) == len(causes)
    moved = [event.data for event in events if event.type == "ClockRecomputed"]
    changes = [(each.rule, each.ref, each.because_id, each.due_before, each.due_after) for each in moved]
    assert len({*changes}) == len(changes)
    granted = [(event.data.granted_id, event.data.until) for event in events if event.type == "AccessExpired"]
    suspected = [
        frozenset(map(str, event.data.pairs)) for event in events if event.type == "DuplicateSuspected"
    ]
    assert len({*granted}) == len(granted)
    assert len({*suspected}) == len(suspected)
    assert [event.position for event in events] == list(range(1, len(events) + 1))


@settings(max_examples=12)
@given(actions=STORIES)
def test_any_interleaving_of_restarts_and_two_clockworks_records_each_cause_once(
    postgres_server: DatabaseServer, migrated_template: str, actions: list[tuple[str, int]]
) -> None:
    with postgres_server.fresh_database(migrated_template) as url, TemporaryDirectory() as keys:
        asyncio.run(story(url, Path(keys) / "keys", actions))
