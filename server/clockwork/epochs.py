"""The rule that keeps the months' keys: what is alive moves on, what is over ends. Nothing goes on record."""

import asyncio

from server.clockwork.round import Turn
from server.vault.rewrap import ended, rewrap

EVERY = 3600.0  # seconds


class EpochCare:
    """Wraps data keys of past months anew and destroys the keys of months that are over, once an hour."""

    name = "epochs"

    def __init__(self) -> None:
        self._next = 0.0

    async def run(self, turn: Turn) -> int:
        """Records nothing."""
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            await rewrap(turn.conn, turn.services.epochs, turn.services.vault)
            await ended(turn.conn, turn.services.epochs, turn.now.date())
            self._next = now + EVERY
        return 0
