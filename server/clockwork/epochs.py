"""The rule that keeps the months' keys: what is alive moves on, what is over ends. Nothing goes on record."""

from datetime import UTC, datetime, timedelta

from server.clockwork.round import Turn
from server.vault.matches import move_matches
from server.vault.rewrap import ended, rewrap

EVERY = timedelta(hours=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


async def match_by_this_month(turn: Turn) -> None:
    """Moves the entries of the match index on, also those that a process whose clock is behind has made."""
    await move_matches(turn.conn, turn.services.epochs, turn.services.match_index)


class EpochCare:
    """Once an hour: wraps data keys of past months anew, moves what is matched on, and destroys the keys of
    months that are over."""

    name = "epochs"

    def __init__(self) -> None:
        self._next = LONG_AGO

    async def run(self, turn: Turn) -> int:
        """Records nothing."""
        if turn.now >= self._next:
            await rewrap(turn.conn, turn.services.epochs, turn.services.vault)
            await match_by_this_month(turn)
            await ended(turn.conn, turn.services.epochs, turn.now.date())
            self._next = turn.now + EVERY
        return 0
