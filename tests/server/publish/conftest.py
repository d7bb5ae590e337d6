from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer


@pytest.fixture
async def deployment(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Deployment]:
    """A deployment of this test alone."""
    async with founding.copy(postgres_server, tmp_path / "keys") as found:
        yield found
