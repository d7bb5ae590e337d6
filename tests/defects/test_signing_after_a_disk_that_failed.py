"""No checkpoint is served while its file may still be lost: no failed flush is believed afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.evidence import signed_file
from server.evidence.keystore import sync_directory
from tests.server.api.founding import Founding
from tests.server.evidence.sealing import Sealing, sealing
from tests.servers import DatabaseServer


@pytest.fixture
async def site(postgres_server: DatabaseServer, founding: Founding, tmp_path: Path) -> AsyncIterator[Sealing]:
    async with sealing(postgres_server, founding, tmp_path) as found:
        yield found


async def test_a_checkpoint_is_served_only_when_its_file_was_flushed_after_all(
    site: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.seal()
    before, flushed = await site.served(), 0

    def fail(_: Path) -> None:
        raise OSError(5, "Input/output error")

    def flush(directory: Path) -> None:
        nonlocal flushed
        flushed += 1
        sync_directory(directory)

    monkeypatch.setattr(signed_file, "sync_directory", fail)
    await site.append(3)
    for _ in range(2):  # the name is in the directory from the first time on, and may be lost by a power cut
        assert await site.seal() == {"log": "evidence_file", "reads": None}
        assert await site.served() == before
    monkeypatch.setattr(signed_file, "sync_directory", flush)
    assert await site.seal() == {"log": None, "reads": None}
    assert (flushed, (await site.newest()).size) == (1, before[-1].size + 3)
