"""A witness that did not answer when the signer began was told of as unreachable for as long as it signed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from server.evidence import sealer
from server.evidence.sealer import Sealer
from server.evidence.witnessing import OutsideWitnesses
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import NAMES, Witnessed, down, witnessed
from tests.servers import DatabaseServer


async def until(told: Callable[[], Awaitable[list[str]]], wanted: list[str]) -> None:
    """Waits until it is told so."""
    async with asyncio.timeout(10):
        while True:
            if await told() == wanted:
                return
            await asyncio.sleep(0.05)


@pytest.fixture
async def late(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Witnessed]:
    """Its witnesses hold a checkpoint, and do not answer when the signer begins."""
    monkeypatch.setattr(sealer, "ASK_AGAIN", 0.1)
    async with witnessed(postgres_server, founding, tmp_path) as found:
        await found.grow()
        found.wire.faults.update(dict.fromkeys(NAMES, down))
        yield found


async def test_it_is_asked_again_until_it_has_answered(late: Witnessed) -> None:
    services, reader = late.deployment.services, await late.deployment.caller("polres-ttu", "reader")

    async def told() -> list[str]:
        logs = (await reader.get("/health/ready")).json()["evidence"]
        return [each["held_outside"] for each in logs if each["log"].endswith("/log")]

    signing = Sealer(services, OutsideWitnesses(services, late.wire))
    signing.start()
    try:
        await until(told, ["unreachable"])
        late.wire.faults.clear()
        await until(told, ["held"])
        evidence = (await reader.get("/health/ready")).json()["evidence"]
        assert {each["problem"] for each in evidence} == {None}
    finally:
        await signing.stop()
