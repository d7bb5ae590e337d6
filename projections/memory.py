"""What a lane keeps at hand in memory, and how seldom it lets the collector of cycles look at it."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar
from uuid import UUID

from domain.case_state import CaseState

# Case states are trees without cycles: the collector finds nothing in them, and looking took a sixth of the
# time of a lane and of a rebuild.
SELDOM = (1_000_000, 20, 100)
KEPT = 5_000  # cases of which a view remembers something: they move again soon

Derived = TypeVar("Derived")


class Remembered(Generic[Derived]):
    """What was last derived from each case. A state never changes, so what was said of `after` of one step is
    true of `before` of the next."""

    def __init__(self, capacity: int = KEPT) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[UUID, tuple[CaseState, Derived]] = OrderedDict()

    def of(self, state: CaseState, derive: Callable[[CaseState], Derived]) -> Derived:
        """What is derived from this very state, remembered or derived now."""
        known = self.known(state)
        return self.keep(state, derive(state)) if known is None else known

    def known(self, state: CaseState) -> Derived | None:
        """What is remembered of this very state."""
        known = self._kept.get(state.id)
        return known[1] if known is not None and known[0] is state else None

    def take(self, state: CaseState) -> Derived | None:
        """What is remembered of this very state, and from now on no more: for what is changed in place."""
        known = self.known(state)
        self._kept.pop(state.id, None)
        return known

    def keep(self, state: CaseState, derived: Derived) -> Derived:
        """Remembers for a state what somebody knows to be derived from it."""
        self._kept[state.id] = state, derived
        self._kept.move_to_end(state.id)
        if len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        return derived

    def forget(self) -> None:
        """Lets go of everything."""
        self._kept.clear()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Lets the collector of this process run seldom, until the block ends."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
