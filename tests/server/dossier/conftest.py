"""A deployment whose checkpoints witnesses cosign, shared by the tests of a module."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.auth.principal import Role
from tests.server.api.deployment import Deployment, opened
from tests.server.api.founding import Founding
from tests.server.dossier.telling import Dispute, Dossier, Fetch, dossier
from tests.server.dossier.witnesses import Witnesses, seal_finally
from tests.servers import DatabaseServer


@pytest.fixture(scope="session")
def witnesses(tmp_path_factory: pytest.TempPathFactory) -> Witnesses:
    """Three witnesses of which two are a quorum, and the policy that says so."""
    return Witnesses.make(tmp_path_factory.mktemp("witnesses") / "policy")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def witnessed(
    postgres_server: DatabaseServer,
    founding: Founding,
    witnesses: Witnesses,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Deployment]:
    """A deployment with that policy; a test says when it seals and when witnesses cosign."""
    keys_dir = tmp_path_factory.mktemp("witnessed") / "keys"
    shutil.copytree(founding.keys_dir, keys_dir)
    with postgres_server.fresh_database(founding.database) as database:
        async with opened(database, keys_dir, policy_file=witnesses.policy_file) as deployment:
            deployment.keys.update(founding.keys)
            deployment.roots.update(founding.roots)
            yield deployment


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(witnessed: Deployment, witnesses: Witnesses) -> Dispute:
    """The whole story of a dispute, sealed and cosigned."""
    story = await Dispute(witnessed).tells()
    await seal_finally(witnessed, witnesses)
    return story


@pytest.fixture(scope="module")
def of_told(witnessed: Deployment, told: Dispute) -> Fetch:
    """The dossier of that dispute as an agency is given it, fetched once for each."""
    fetched: dict[tuple[str, Role], Dossier] = {}

    async def fetch(agency: str, role: Role = "reader") -> Dossier:
        if (agency, role) not in fetched:
            fetched[agency, role] = await dossier(witnessed, agency, told.dispute, role)
        return fetched[agency, role]

    return fetch
