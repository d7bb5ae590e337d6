"""The witnesses are asked beside everything else, and believed only as far as their keys and clocks go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import NAMES, Witnessed, witnessed
from tests.servers import DatabaseServer


@pytest.fixture
async def site(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Witnessed]:
    async with witnessed(postgres_server, founding, tmp_path) as found:
        yield found


async def test_a_checkpoint_is_pending_until_a_quorum_has_cosigned_it(site: Witnessed) -> None:
    signed = await site.seal()
    assert await site.final() == 0
    await site.ask()
    assert await site.cosigners(signed) == {*NAMES}
    assert await site.final() == signed.size
