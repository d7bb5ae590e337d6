"""Server processes, publishers that send again until they are answered, and what must then hold."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg

from tests.server.api.agencies import NOW, ORIGIN, Event, event
from tests.server.api.deployment import deployed

UPTD = "uptdppa-ttu"
PATIENCE = 60.0


@dataclass
class Site:
    """A deployment whose agencies are registered: where it is kept, a token, and cases to work on."""

    database: str
    keys_dir: Path
    token: str = ""
    cases: list[UUID] = field(default_factory=list)


@asynccontextmanager
async def founded(database: str, folder: Path, cases: int = 4) -> AsyncIterator[Site]:
    """A deployment founded and left: no process serves it yet."""
    site = Site(database, folder / "keys")
    async with deployed(database, site.keys_dir) as deployment:
        site.token = (await deployment.caller(UPTD)).token
        site.cases = [await deployment.open_case() for _ in range(cases)]
    yield site


@contextmanager
def served(site: Site, folder: Path, *faults: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server process; yields its URL and the process. It is gone afterwards."""
    ready = folder / f"{uuid4()}.url"
    environment = {
        **os.environ,
        "JEJAK_DATABASE_URL": site.database,
        "JEJAK_KEYS_DIR": str(site.keys_dir),
        "JEJAK_ORIGIN": ORIGIN,
    }
    environment.pop("JEJAK_NATS_URL", None)
    command = [sys.executable, "-m", "tests.faults.process", str(ready), *faults]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = monotonic() + PATIENCE
        while not (ready.exists() and ready.read_text()):
            assert process.poll() is None, "the server process ended before it answered"
            assert monotonic() < deadline, "the server process did not become ready"
            sleep(0.05)
        yield ready.read_text(), process
    finally:
        process.kill()
        process.wait(10)


@dataclass
class Publishers:
    """Callers that keep their own file of what was acknowledged, as evidence.md section 7 asks."""

    site: Site
    urls: list[str]
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def run(self, callers: int, events_each: int) -> None:
        """Every event is sent, and sent again with the same id, until an answer says where it stands."""
        async with httpx.AsyncClient(timeout=15) as http:
            await asyncio.gather(*(self._caller(http, n, events_each) for n in range(callers)))

    async def _caller(self, http: httpx.AsyncClient, number: int, events: int) -> None:
        for turn in range(events):
            case = self.site.cases[(number + turn) % len(self.site.cases)]
            data = {"person": str(uuid4()), "urgency": "urgent", "victim_name": "Kanari Tiga"}
            sent = event(UPTD, "ReportTriaged", case, data, id=str(uuid4()), time=NOW.isoformat())
            self.acknowledged[sent["id"]] = await self._until_answered(http, number + turn, sent)

    async def _until_answered(self, http: httpx.AsyncClient, turn: int, sent: Event) -> dict[str, Any]:
        deadline = monotonic() + PATIENCE
        while True:
            assert monotonic() < deadline, "no answer within the patience of the test"
            turn += 1
            try:
                answer = await http.post(
                    f"{self.urls[turn % len(self.urls)]}/v1/events",
                    json=sent,
                    headers={
                        "authorization": f"Bearer {self.site.token}",
                        "content-type": "application/cloudevents+json",
                    },
                )
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code in (200, 201):
                told: dict[str, Any] = answer.json()
                return told
            assert answer.status_code in (500, 503), answer.text
            await asyncio.sleep(0.05)


def must_hold(site: Site, acknowledged: dict[str, dict[str, Any]]) -> None:
    """I1-I3, I9: acknowledged is recorded where it was said, nothing twice, gapless, clocks never go back."""
    with psycopg.connect(site.database) as conn:
        rows = conn.execute(
            "SELECT notification_id, originator_id, originator_version, event_id, recorded_at FROM jejak.log "
            "ORDER BY notification_id"
        ).fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    versions: dict[UUID, list[int]] = {}
    for row in rows:
        versions.setdefault(row[1], []).append(row[2])
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    assert max(Counter(row[3] for row in rows).values()) == 1
    assert all(earlier[4] <= later[4] for earlier, later in pairwise(rows))
    stood = {row[3]: row[0] for row in rows}
    assert {name: stood.get(name) for name in acknowledged} == {
        name: told["position"] for name, told in acknowledged.items()
    }
