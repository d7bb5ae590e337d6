from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import pytest_asyncio

from tests.attacks.canaries import Flock
from tests.attacks.site import POLICE, Site, founded, served
from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer, NatsServer, directory_without_a_disk


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory in memory: a witness waits for the disk at every step."""
    with directory_without_a_disk() as found:
        yield found


@pytest.fixture(scope="session")
def founded_site(
    postgres_server: DatabaseServer,
    migrated_template: str,
    nats_server: NatsServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    with postgres_server.fresh_database(migrated_template) as url:
        superuser = urlsplit(postgres_server.admin_url)._replace(path=urlsplit(url).path).geturl()
        yield founded(url, superuser, tmp_path_factory.mktemp("attacked"), nats_server)


@pytest.fixture(scope="session")
def site(founded_site: Site) -> Iterator[Site]:
    """The server that the attacks of a session share; each works on cases of its own."""
    with served(founded_site) as running:
        yield running


@pytest.fixture(scope="session")
def bounded(founded_site: Site) -> Iterator[Site]:
    """A second server of the same deployment that waits for a request a tenth of the time."""
    with served(replace(founded_site), "impatient") as running:
        yield running


@pytest.fixture(scope="session")
def blind(founded_site: Site, site: Site) -> Iterator[Site]:
    """A second server of the same deployment in which every check of the application says yes."""
    with served(replace(founded_site), "blind") as running:
        yield running


@pytest.fixture(scope="module")
def flock() -> Flock:
    return Flock()


@pytest.fixture(scope="module")
def case(site: Site, flock: Flock) -> UUID:
    """A case of the UPTD PPA and the police, with a file and canaries; nobody else is on it."""
    case = site.open_case(victim_name=flock.name(), victim_phone=flock.phone(), statement=flock.name())
    site.record(
        POLICE, "PoliceReportFiled", case, {"articles": ["UU-21-2007:2"], "report_number": flock.name()}
    )
    site.settled()
    return case


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def attacked(
    postgres_server: DatabaseServer, founding: Founding, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Deployment]:
    """A deployment in this process that attacks on signatures and keys share; a test says when it seals."""
    async with founding.copy(postgres_server, tmp_path_factory.mktemp("attacked") / "keys") as deployment:
        yield deployment
