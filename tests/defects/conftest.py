from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.deployment import Deployment, deployed


@pytest.fixture
async def deployment(database: str, tmp_path: Path) -> AsyncIterator[Deployment]:
    """A deployment of this test alone."""
    async with deployed(database, tmp_path / "keys") as found:
        yield found
