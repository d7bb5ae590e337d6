"""One witness at one log: what it cosigned last, as far as is known, and when it may be asked again."""

import asyncio
from datetime import datetime, timedelta

from jejak_client.tlog.policy import Witness

from server.evidence.cosignatures import LastCosigned
from server.evidence.tree import Signed

PACE = 2.0  # seconds between two requests to one witness about one log, at least
LONGEST_REST = 60.0  # seconds between two requests to a witness that does not answer, or not as it should
# A quiet log is cosigned again, so that whoever reads it can tell that it is quiet and not withheld.
AGAIN = timedelta(minutes=5)


class Seat:
    """`task` is the request that is under way, or the last one."""

    def __init__(self, witness: Witness, last: LastCosigned) -> None:
        self.witness = witness
        self.size, self.at = last
        self.task: asyncio.Task[None] | None = None
        self._not_before = 0.0
        self._failures = 0

    def due(self, signed: Signed, now: datetime, tick: float) -> bool:
        """Whether it is to be asked for this checkpoint; `tick`: seconds of the loop's clock."""
        if tick < self._not_before or (self.task is not None and not self.task.done()):
            return False
        return signed.size != self.size or self.at is None or now - self.at >= AGAIN

    def has_cosigned(self, size: int, at: datetime, tick: float) -> None:
        """It may be asked again at its pace."""
        self.size, self.at = size, at
        self._failures, self._not_before = 0, tick + PACE

    def put_off(self, tick: float) -> None:
        """It is asked later, and later still the more often it failed."""
        self._failures += 1
        self._not_before = tick + min(LONGEST_REST, PACE * 2 ** min(self._failures, 10))
