import asyncio
import gc
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import hypothesis
import pytest

from ops.embedded_nats import EmbeddedNats
from ops.embedded_postgres import DEBIAN, EmbeddedPostgres, find_binaries
from tests.servers import DatabaseServer, NatsServer, directory_without_a_disk

if TYPE_CHECKING:
    from tests.server.api.founding import Founding

hypothesis.settings.register_profile("short", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.option.markexpr == "long" else "short")
    gc.disable()  # until all is collected: nothing of it is garbage


def pytest_collection_finish() -> None:
    """Modules and thousands of collected tests stay: no search for garbage goes through them again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[DatabaseServer]:
    """JEJAK_DATABASE_URL's server (its role must be allowed to create databases), else an embedded one."""
    if outside := os.environ.get("JEJAK_DATABASE_URL"):
        yield DatabaseServer(outside, outside, unquote(urlsplit(outside).username or ""))
        return
    # The tests of durability start servers of their own, on disk.
    fast = {"fsync": "off", "max_connections": "200", "max_wal_size": "256MB"}
    if DEBIAN not in find_binaries().parents:  # Debian's may be older than PostgreSQL 16, which refuses it
        # Each deployment connects anew several times: its password is stretched no further than to log in.
        fast["scram_iterations"] = "1"
    with directory_without_a_disk() as place, EmbeddedPostgres(place / "postgres", settings=fast) as server:
        yield DatabaseServer(server.superuser_url, server.database_url)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: DatabaseServer) -> Iterator[str]:
    """The name of a database that has every migration and no row."""
    with postgres_server.fresh_database() as url:
        if importlib.util.find_spec("server.migrate"):
            from server.migrate import migrate

            migrate(url)
        yield urlsplit(url).path[1:]


@pytest.fixture(scope="session")
def founding(
    postgres_server: DatabaseServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Founding"]:
    """A deployment with its agencies registered, to be copied."""
    from tests.server.api.deployment import Deployment
    from tests.server.api.founding import Founding

    keys_dir = tmp_path_factory.mktemp("founding") / "keys"
    with postgres_server.fresh_database(migrated_template) as url:
        yield asyncio.run(Founding.make(url, keys_dir, Deployment.register))


@pytest.fixture
def database(postgres_server: DatabaseServer, migrated_template: str) -> Iterator[str]:
    """The URL of a migrated database of this test alone, as the product's role."""
    with postgres_server.fresh_database(migrated_template) as url:
        yield url


@pytest.fixture
def empty_database(postgres_server: DatabaseServer) -> Iterator[str]:
    """The URL of a database without any migration, as the product's role."""
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """JEJAK_NATS_URL's server, else an embedded one."""
    if outside := os.environ.get("JEJAK_NATS_URL"):
        yield NatsServer(outside, None)
        return
    with EmbeddedNats(tmp_path_factory.mktemp("nats-server")) as server:
        yield NatsServer(server.url, server.seed_file)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return Path(__file__).parent.parent
