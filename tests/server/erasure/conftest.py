from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.works import Works, seat_task_force
from tests.server.erasure.given import register_officer


@pytest.fixture
async def deployment(database: str, tmp_path: Path) -> AsyncIterator[Deployment]:
    """A deployment of this test alone, with its task force and its data protection officer."""
    async with deployed(database, tmp_path / "keys") as found:
        await seat_task_force(found)
        await register_officer(found)
        yield found


@pytest.fixture
def works(deployment: Deployment) -> Works:
    """Its clockwork, run by the test."""
    return Works(deployment)
