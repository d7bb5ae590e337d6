"""asyncio.wait_for (Python 3.11) swallows a cancellation that arrives as its wait ends: the follower then
went on for ever, and the server never stopped."""

import asyncio

import pytest

from projections.applied import Applied
from server.follow import Follower


@pytest.mark.parametrize("steps", range(6))
async def test_a_stop_beside_a_ring_is_not_lost(steps: int) -> None:
    follower = Follower("", [], Applied())
    waiting = asyncio.create_task(follower._wait())
    await asyncio.sleep(0.01)
    follower.ring()
    for _ in range(steps):
        await asyncio.sleep(0)
    ended = waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting], timeout=1)
    assert waiting.cancelled() or ended
