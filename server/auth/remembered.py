"""What the database said of a token or a session, remembered for a moment: it is asked for at every call."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from server.auth.endings import REMEMBERED_SECONDS

CACHE_SIZE = 10_000

T = TypeVar("T")

Monotonic = Callable[[], float]


class _Held(NamedTuple, Generic[T]):
    found: T
    until: float


class Remembered(Generic[T]):
    """Answers of `look_up` by the hash of a secret, each for at most REMEMBERED_SECONDS.

    `id_of`: the id under which an answer is told to have ended. What is not found is not remembered.
    """

    def __init__(
        self,
        look_up: Callable[[bytes], Awaitable[T | None]],
        id_of: Callable[[T], UUID],
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._look_up = look_up
        self._id_of = id_of
        self._monotonic = monotonic
        self._held: dict[bytes, _Held[T]] = {}
        self._asked: dict[bytes, asyncio.Task[T | None]] = {}
        self._endings = 0

    async def find(self, digest: bytes) -> T | None:
        """What stands under this hash now, or stood a moment ago."""
        held = self._held.get(digest)
        if held is not None and held.until > self._monotonic():
            return held.found
        return await self._asked_once(digest)

    def forget(self, ended: UUID | None) -> None:
        """Asks anew for whatever has this id, or for all; also for what is being asked for now."""
        self._endings += 1
        self._asked.clear()
        if ended is None:
            self._held.clear()
            return
        for digest in [each for each, held in self._held.items() if self._id_of(held.found) == ended]:
            del self._held[digest]

    async def _asked_once(self, digest: bytes) -> T | None:
        """The answer of the database, asked once for all who wait for it: an agency's calls come together."""
        asked = self._asked.get(digest)
        if asked is None:
            asked = self._asked[digest] = asyncio.create_task(self._ask(digest))
            asked.add_done_callback(lambda done: self._answered(digest, done))
        return await asyncio.shield(asked)

    def _answered(self, digest: bytes, done: asyncio.Task[T | None]) -> None:
        if self._asked.get(digest) is done:
            del self._asked[digest]

    async def _ask(self, digest: bytes) -> T | None:
        self._held.pop(digest, None)
        began = self._endings
        found = await self._look_up(digest)
        if found is not None and began == self._endings:  # else it may be what was told to have ended
            if len(self._held) >= CACHE_SIZE:
                self._held.clear()
            self._held[digest] = _Held(found, self._monotonic() + REMEMBERED_SECONDS)
        return found
