import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.server.clockwork.works import Works, seat_task_force
from tests.servers import DatabaseServer


async def register_and_seat(deployment: Deployment) -> None:
    await deployment.register()
    await seat_task_force(deployment)


@pytest.fixture(scope="session")
def seated(
    postgres_server: DatabaseServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Founding]:
    """A deployment with its task force, to be copied."""
    keys_dir = tmp_path_factory.mktemp("seated") / "keys"
    with postgres_server.fresh_database(migrated_template) as url:
        yield asyncio.run(Founding.make(url, keys_dir, register_and_seat))


@pytest.fixture
async def deployment(
    postgres_server: DatabaseServer, seated: Founding, tmp_path: Path
) -> AsyncIterator[Deployment]:
    """A deployment of this test alone, with its task force."""
    async with seated.copy(postgres_server, tmp_path / "keys") as found:
        yield found


@pytest.fixture
def works(deployment: Deployment) -> Works:
    """Its clockwork, run by the test."""
    return Works(deployment)
