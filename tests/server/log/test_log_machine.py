"""The log under concurrent publishers, wrong expectations, repeated ids, cut connections and lost answers.

Two committers write to one database; one of them by a cable that can lose an answer after the commit.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from server.log.group_commit import GroupCommit
from server.log.units import CONFLICT, REGISTRY_MOVED, Exists, Place, Recorded, Unit, UnitOutcome
from tests.server.log.given import Cable, Watch, event, unit
from tests.servers import DatabaseServer

T = TypeVar("T")
STREAMS = 3


class Chain(NamedTuple):
    """What one publisher submits without waiting: units of one stream, each decided on the one before.

    `drift` is how wrong it is about the version; `sizes` how many events each unit has; `repeats` that the
    first unit has an id that is on record already; `moves` that the last one moves the registry.
    """

    committer: int
    stream: int
    drift: int
    sizes: tuple[int, ...]
    repeats: bool
    moves: bool
    knows_registry: bool


CHAINS = st.builds(
    Chain,
    committer=st.integers(0, 1),
    stream=st.integers(0, STREAMS - 1),
    drift=st.sampled_from([0, 0, 0, 0, -1, 1]),
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple),
    repeats=st.integers(0, 5).map(lambda n: n == 0),
    moves=st.integers(0, 9).map(lambda n: n == 0),
    knows_registry=st.integers(0, 9).map(lambda n: n != 0),
)
DISTURBANCES = st.sampled_from(["none", "none", "cut", "lose answer", "both"])


class LogMachine(RuleBasedStateMachine):
    """Checks every answer against the log as it then is."""

    def __init__(self, database: str) -> None:
        super().__init__()
        self.watch = Watch(database)
        self.loop = asyncio.new_event_loop()
        self.streams = [uuid4() for _ in range(STREAMS)]
        self.versions: dict[UUID, int] = dict.fromkeys(self.streams, 0)
        self.registry = 0
        self.acknowledged: dict[str, tuple[Place, bytes]] = {}
        self.seen: list[dict[str, Any]] = []
        self.cable = self.run(Cable(database).__aenter__())
        self.committers = [GroupCommit(database), GroupCommit(self.cable.dsn)]
        for committer in self.committers:
            self.run(committer.start())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for it, but not for ever."""
        return self.loop.run_until_complete(asyncio.wait_for(work, 60))

    @rule(chains=st.lists(CHAINS, min_size=1, max_size=8), disturbance=DISTURBANCES, delay=st.integers(0, 4))
    def publish(self, chains: list[Chain], disturbance: str, delay: int) -> None:
        """Several publishers at once, while something may go wrong."""
        sent = [self.units(chain) for chain in chains]
        answers = self.run(self.submit(chains, sent, disturbance, delay / 1000))
        rows = self.watch.sound_rows()
        assert rows[: len(self.seen)] == self.seen, "what was recorded has changed"
        self.seen = rows
        for units, outcomes in zip(sent, answers, strict=True):
            self.check(units, outcomes)
        self.learn()

    @rule(which=st.integers(0, 10_000), committer=st.integers(0, 1))
    def publish_again(self, which: int, committer: int) -> None:
        """A publisher that never got its answer sends the same event again, and hears of the first place.

        On a connection that was cut meanwhile the committer cannot tell this from its own lost commit, and
        calls the very same event recorded, there.
        """
        if (
            not self.acknowledged
        ):  # not a precondition: what is drawn must not hang on what the committers did
            return
        event_id = list(self.acknowledged)[which % len(self.acknowledged)]
        place, state = self.acknowledged[event_id]
        again = unit(self.streams[0], 0, event(event_id, state=state), registry=self.registry)
        outcome = self.run(self.one(committer, again))
        assert outcome in (Exists((place.position,)), Recorded((place,)))

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """Every place that was ever answered holds that event."""
        for event_id, (place, state) in self.acknowledged.items():
            row = self.seen[place.position - 1]
            assert (row["event_id"], bytes(row["state"])) == (event_id, state)
            assert (row["originator_version"], row["recorded_at"]) == (place.version, place.recordedat)

    def units(self, chain: Chain) -> list[Unit]:
        """The units of a chain, on what this publisher believes of the stream."""
        stream = self.streams[chain.stream]
        expected = max(0, self.versions[stream] + chain.drift)
        units = []
        for number, size in enumerate(chain.sizes):
            events = [event() for _ in range(size)]
            if chain.repeats and number == 0 and self.acknowledged:
                events[0] = event(next(iter(self.acknowledged)))
            if chain.moves and number == len(chain.sizes) - 1:
                events[-1] = events[-1]._replace(registry=True)
            registry = self.registry if chain.knows_registry else max(0, self.registry - 1)
            units.append(unit(stream, expected, *events, registry=registry))
            expected += size
        return units

    async def one(self, committer: int, proposal: Unit) -> UnitOutcome:
        return await self.committers[committer].submit(proposal)

    async def submit(
        self, chains: Sequence[Chain], sent: Sequence[list[Unit]], disturbance: str, delay: float
    ) -> list[list[UnitOutcome]]:
        if disturbance in ("lose answer", "both"):
            self.cable.lose_next_answer = True
        futures = [
            [self.committers[chain.committer].submit(proposal) for proposal in units]
            for chain, units in zip(chains, sent, strict=True)
        ]
        if disturbance in ("cut", "both"):
            await asyncio.sleep(delay)
            await asyncio.to_thread(self.watch.cut_connections)
        answers = [list(await asyncio.gather(*chain)) for chain in futures]
        self.cable.lose_next_answer = False
        return answers

    def check(self, units: Sequence[Unit], outcomes: Sequence[UnitOutcome]) -> None:
        """Each answer is true, and a unit was recorded only on top of the one it was decided on."""
        for proposal, outcome in zip(units, outcomes, strict=True):
            match outcome:
                case Recorded(places):
                    self.check_recorded(proposal, places)
                case Exists(positions):
                    assert any(positions)
                    assert all(
                        self.seen[position - 1]["event_id"] == each.event_id
                        for each, position in zip(proposal.events, positions, strict=True)
                        if position is not None
                    )
                    self.check_absent(proposal)
                case _:
                    assert outcome in (CONFLICT, REGISTRY_MOVED)
                    self.check_absent(proposal)
        recorded = [isinstance(outcome, Recorded) for outcome in outcomes]
        assert recorded == sorted(recorded, reverse=True), "recorded on top of what was refused"

    def check_recorded(self, proposal: Unit, places: Sequence[Place]) -> None:
        versions = range(proposal.expected + 1, proposal.expected + 1 + len(places))
        assert [place.version for place in places] == list(versions)
        for each, place in zip(proposal.events, places, strict=True):
            row = self.seen[place.position - 1]
            assert (row["originator_id"], bytes(row["state"])) == (proposal.stream, each.state)
            assert each.event_id not in self.acknowledged, "acknowledged twice"
            self.acknowledged[each.event_id] = place, each.state
            if each.registry:
                self.registry = max(self.registry, place.position)

    def check_absent(self, proposal: Unit) -> None:
        states = {bytes(row["state"]) for row in self.seen}
        assert not [each for each in proposal.events if each.state in states]

    def learn(self) -> None:
        """The publishers read the log."""
        for row in self.seen:
            self.versions[row["originator_id"]] = row["originator_version"]
        assert self.watch.head()["registry_position"] == self.registry

    def teardown(self) -> None:
        for committer in self.committers:
            self.run(committer.stop())
        self.run(self.cable.__aexit__())
        self.loop.close()
        self.watch.connection.close()


class LogMachineOnAFreshDatabase(LogMachine):
    """Positions begin at 1 for every example."""

    def __init__(self, server: DatabaseServer, template: str, held: list[int]) -> None:
        self._fresh = server.fresh_database(template)
        self._held = held
        super().__init__(self._fresh.__enter__())

    def teardown(self) -> None:
        self._held.append(len(self.acknowledged))
        super().teardown()
        self._fresh.__exit__(None, None, None)


FreshMachine = Callable[[list[int]], LogMachineOnAFreshDatabase]


@pytest.fixture
def fresh_machine(postgres_server: DatabaseServer, migrated_template: str) -> FreshMachine:
    """Makes a machine on a fresh database each time."""

    def made(held: list[int]) -> LogMachineOnAFreshDatabase:
        return LogMachineOnAFreshDatabase(postgres_server, migrated_template, held)

    return made


def test_the_log_holds_what_it_acknowledged_once_and_in_order(fresh_machine: FreshMachine) -> None:
    assert acknowledged_and_held(fresh_machine, histories=12, steps=8) > 0


@pytest.mark.long
def test_the_log_holds_what_it_acknowledged_over_many_histories(fresh_machine: FreshMachine) -> None:
    assert acknowledged_and_held(fresh_machine, histories=300, steps=40) > 0


def acknowledged_and_held(fresh_machine: FreshMachine, histories: int, steps: int) -> int:
    """How many events were acknowledged, all histories together; the machine fails where one is not held."""
    held: list[int] = []
    how = settings(max_examples=histories, stateful_step_count=steps)
    run_state_machine_as_test(lambda: fresh_machine(held), settings=how)
    return sum(held)
