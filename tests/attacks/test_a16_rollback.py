"""A16: yesterday's database is restored, and the server is to go on from there (reference/evidence.md 6a)."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from server.evidence.sealer import Sealer
from tests.server.api.deployment import Deployment, opened
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer


async def ready(deployment: Deployment) -> dict[str, Any]:
    """What /health/ready says of the log of events."""
    state = (await deployment.http.get("/health/ready")).json()
    assert state["status"] == "ready"
    found: dict[str, Any] = next(each for each in state["evidence"] if each["log"].endswith("/log"))
    return found


async def checkpoint(deployment: Deployment) -> httpx.Response:
    reader = await deployment.caller("auditor", "auditor")
    answer: httpx.Response = await reader.get("/v1/log/checkpoint")
    return answer


async def test_a16_a_rolled_back_server_records_and_signs_nothing_and_says_why(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    keys_dir = tmp_path / "keys"
    shutil.copytree(founding.keys_dir, keys_dir)
    with postgres_server.fresh_database(founding.database) as live:
        async with opened(live, keys_dir) as deployment:
            await deployment.open_case()
            await Sealer(deployment.services).run_once()
        with postgres_server.fresh_database(urlsplit(live).path[1:]) as yesterday:
            async with opened(live, keys_dir) as deployment:
                await deployment.open_case()
                await deployment.open_case()
                await Sealer(deployment.services).run_once()
                lost = (await checkpoint(deployment)).text
            async with opened(yesterday, keys_dir) as deployment:
                before = (await checkpoint(deployment)).text
                assert await Sealer(deployment.services).run_once() == {
                    "log": "evidence_behind",
                    "reads": None,
                }
                assert (await ready(deployment))["problem"] == "evidence_behind"
                refused = 'jejak_evidence_refused{log="jejak.test/log",problem="evidence_behind"} 1.0'
                assert refused in (await deployment.http.get("/metrics")).text
                for _ in range(3):  # recorded all the same, until it is longer than what was signed
                    await deployment.open_case()
                    await Sealer(deployment.services).run_once()
                assert (await ready(deployment))["problem"] == "evidence_differs"
                assert (await checkpoint(deployment)).text == before != lost
    assert not_signed(keys_dir, lost)


def not_signed(keys_dir: Path, lost: str) -> bool:
    """The file outside the database still says what was signed before."""
    return lost.replace("\n", "\\n") in (keys_dir / "signed" / "log.json").read_text()
