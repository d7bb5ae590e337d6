from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.works import Works, seat_task_force


@pytest.fixture
async def deployment(database: str, tmp_path: Path) -> AsyncIterator[Deployment]:
    """A deployment of this test alone, with its task force."""
    async with deployed(database, tmp_path / "keys") as found:
        await seat_task_force(found)
        yield found


@pytest.fixture
def works(deployment: Deployment) -> Works:
    """Its clockwork, run by the test."""
    return Works(deployment)
