from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

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


@pytest.fixture(scope="module")
def shared_database(postgres_server: DatabaseServer, migrated_template: str) -> Iterator[str]:
    """The URL of a migrated database of this module."""
    with postgres_server.fresh_database(migrated_template) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    postgres_server: DatabaseServer, founding: Founding, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Deployment]:
    """A deployment that the tests of one module share; each works on cases of its own."""
    async with founding.copy(postgres_server, tmp_path_factory.mktemp("shared") / "keys") as found:
        yield found
