"""Token buckets: so many calls at once, so many a second in the long run, for each caller of this process."""

import time
from collections.abc import Callable, Hashable

from server.auth.rules import Rate

KEPT = 20_000  # callers remembered


class Buckets:
    """One bucket for each caller, full at first."""

    def __init__(self, rate: Rate, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._monotonic = monotonic
        self._held: dict[Hashable, tuple[float, float]] = {}  # what is in it, and since when

    def take(self, caller: Hashable) -> float:
        """Takes one call; the seconds until there is one again where the bucket is empty, else 0."""
        now = self._monotonic()
        left = self._left(caller, now)
        if left < 1:
            return (1 - left) / self.rate.per_second
        if len(self._held) >= KEPT and caller not in self._held:
            self._drop_full(now)
        self._held[caller] = (left - 1, now)
        return 0.0

    def _left(self, caller: Hashable, now: float) -> float:
        left, since = self._held.get(caller, (float(self.rate.burst), now))
        return min(self.rate.burst, left + (now - since) * self.rate.per_second)

    def _drop_full(self, now: float) -> None:
        """Forgets who has rested long enough to be like a new caller; everybody, if nobody has."""
        kept = {each: held for each, held in self._held.items() if self._left(each, now) < self.rate.burst}
        self._held = kept if len(kept) < KEPT else {}
