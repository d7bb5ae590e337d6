"""The cache of case states under those who use it: what a call has asked for is there when it decides."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID, uuid4

from domain.events import LogRow
from server.case_states import CaseStates


class Rows:
    """A log without events, that lets something happen while it is read."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], None] = lambda: None

    async def many_cases(self, cases: Sequence[UUID], upto: int | None = None) -> list[LogRow]:
        self.meanwhile()
        return []

    async def case_versions(self, cases: Iterable[UUID]) -> dict[UUID, int]:
        return dict.fromkeys(cases, 0)


async def test_a_stream_that_is_dropped_while_another_is_read_is_read_again() -> None:
    rows, known, new = Rows(), uuid4(), uuid4()
    states = CaseStates(rows)
    await states.ensure([known])

    def refused() -> None:
        states.drop(known)
        rows.meanwhile = lambda: None

    rows.meanwhile = refused
    await states.ensure([known, new])
    assert (states.get(known).version, states.get(new).version) == (0, 0)


async def test_no_stream_of_a_call_is_evicted_for_another_stream_of_it() -> None:
    streams = [uuid4() for _ in range(5)]
    states = CaseStates(Rows(), capacity=2)
    await states.ensure(streams[:2])
    await states.ensure(streams)
    assert [states.get(stream).version for stream in streams] == [0] * 5
