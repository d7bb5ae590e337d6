"""Servers and databases die under those who publish: nothing acknowledged is lost, nothing is twice."""

import asyncio
import os
import signal
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from ops.embedded_postgres import EmbeddedPostgres
from server.migrate import migrate
from tests.faults.running import UPTD, Publishers, founded, must_hold, served
from tests.server.api.agencies import event


async def test_an_event_whose_answer_died_with_the_server_is_recorded_exactly_once(
    database: str, tmp_path: Path
) -> None:
    async with founded(database, tmp_path) as site:
        data = {"person": str(uuid4()), "urgency": "urgent"}
        sent = event(UPTD, "ReportTriaged", site.cases[0], data, id=str(uuid4()))
        headers = {"authorization": f"Bearer {site.token}", "content-type": "application/cloudevents+json"}
        async with httpx.AsyncClient(timeout=20) as http:
            with served(site, tmp_path, "die") as (url, process):
                with pytest.raises(httpx.TransportError):
                    await http.post(f"{url}/v1/events", json=sent, headers=headers)
                assert await asyncio.to_thread(process.wait, 10) == -signal.SIGKILL
            with served(site, tmp_path) as (url, _):
                told = await http.post(f"{url}/v1/events", json=sent, headers=headers)
                asked = await http.get(f"{url}/v1/submissions/{sent['id']}", headers=headers)
    assert (told.status_code, told.json()["status"]) == (200, "already_recorded")
    assert asked.json()["position"] == told.json()["position"]
    assert asked.json()["receipt"] == told.json()["receipt"]
    must_hold(site, {sent["id"]: told.json()})


async def test_two_server_processes_on_one_database_keep_one_gapless_log(
    database: str, tmp_path: Path
) -> None:
    async with founded(database, tmp_path, cases=2) as site:
        with served(site, tmp_path) as (first, _), served(site, tmp_path) as (second, _):
            publishers = Publishers(site, [first, second])
            await publishers.run(callers=8, events_each=15)
            await until_applied(database)
    must_hold(site, publishers.acknowledged)
    assert len(publishers.acknowledged) == 120


async def test_a_server_killed_under_load_loses_nothing_it_acknowledged(
    database: str, tmp_path: Path
) -> None:
    async with founded(database, tmp_path) as site:
        with served(site, tmp_path) as (staying, _), served(site, tmp_path) as (falling, process):
            publishers = Publishers(site, [staying, falling])
            run = asyncio.create_task(publishers.run(callers=8, events_each=15))
            while len(publishers.acknowledged) < 30:
                await asyncio.sleep(0.01)
            process.kill()
            await run
            await until_applied(database)
    must_hold(site, publishers.acknowledged)


async def test_postgres_killed_under_load_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        migrate(server.database_url)
        async with founded(server.database_url, tmp_path) as site:
            with served(site, tmp_path) as (url, _):
                publishers = Publishers(site, [url])
                run = asyncio.create_task(publishers.run(callers=8, events_each=25))
                while len(publishers.acknowledged) < 40:
                    await asyncio.sleep(0.01)
                assert server.pid is not None
                os.kill(server.pid, signal.SIGKILL)
                await asyncio.sleep(0.3)
                server.start()  # on the main thread: the kernel ends it with this process
                await run
                await until_applied(server.database_url)
        must_hold(site, publishers.acknowledged)
    assert len(publishers.acknowledged) == 200


async def until_applied(database: str) -> None:
    """Waits until the ledger and every view stand at the end of the log, with no case parked."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as conn:
        for _ in range(600):
            cursor = await conn.execute(
                "SELECT count(*) FILTER (WHERE position = (SELECT position FROM jejak.log_head)), count(*), "
                "(SELECT count(*) FROM jejak.parked) FROM jejak.checkpoints"
            )
            row = await cursor.fetchone()
            assert row is not None
            if row[0] == row[1] > 0:
                assert row[2] == 0
                return
            await asyncio.sleep(0.05)
    raise AssertionError("the views did not reach the end of the log")
