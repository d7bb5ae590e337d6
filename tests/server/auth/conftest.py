from collections.abc import AsyncIterator, Iterator
from unittest.mock import patch

import msgspec
import pytest
import pytest_asyncio

from server.auth.rules import AccountRules, account_rules
from tests.server.api.deployment import Deployment, deployed
from tests.servers import DatabaseServer


def cheap() -> AccountRules:
    """The table with an argon2id that takes a millisecond, and an office that may fail often."""
    rules = account_rules()
    replace = msgspec.structs.replace
    return replace(
        rules,
        passwords=replace(rules.passwords, memory_kib=64, passes=1, lanes=1),
        lockout=replace(rules.lockout, network=replace(rules.lockout.network, free=10_000)),
    )


@pytest.fixture(scope="module")
def shared_database(postgres_server: DatabaseServer, migrated_template: str) -> Iterator[str]:
    """The URL of a migrated database of this module."""
    with postgres_server.fresh_database(migrated_template) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Deployment]:
    """A deployment that the tests of one module share; each has people of its own."""
    with patch("server.start.account_rules", cheap):
        async with deployed(shared_database, tmp_path_factory.mktemp("keys")) as found:
            yield found
