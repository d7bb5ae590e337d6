"""The rule that keeps the months' keys: what is alive moves on, what is over ends. Nothing goes on record."""

from datetime import UTC, datetime, timedelta

from server.clockwork.round import Turn
from server.vault.rewrap import ended, rewrap

EVERY = timedelta(hours=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class EpochCare:
    """Wraps data keys of past months anew and destroys the keys of months that are over, once an hour."""

    name = "epochs"

    def __init__(self) -> None:
        self._next = LONG_AGO

    async def run(self, turn: Turn) -> int:
        """Records nothing."""
        if turn.now >= self._next:
            await rewrap(turn.conn, turn.services.epochs, turn.services.vault)
            await ended(turn.conn, turn.services.epochs, turn.now.date())
            self._next = turn.now + EVERY
        return 0
