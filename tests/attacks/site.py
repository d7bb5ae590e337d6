"""What is attacked: a server process as `jejak serve` runs it, and the agencies that call it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import psycopg

from server.auth.principal import ROLES
from tests.server.api.agencies import ORIGIN, PLAIN, SIGNED, Event, Key, event
from tests.server.api.deployment import IN_ESCROW, SIGNERS, deployed
from tests.servers import NatsServer

OWNER, POLICE, PROSECUTOR, STRANGER, DPO = "uptdppa-ttu", "polres-ttu", "kejari-ttu", "ngo-ttu", "dpo"
MORE = (
    *("dinsos-ttu", "lpsk-ttu", "pn-ttu", "bp3mi-ttu", "mission-ttu", "expert-ttu", "disdukcapil-ttu"),
    *("imigrasi-ttu", "dp3a-ttu", "disnaker-ttu", "disdik-ttu", DPO),
)
AGENCIES = (*SIGNERS, *IN_ESCROW, *MORE)
PATIENCE = 60.0  # seconds


@dataclass
class Site:
    """A deployment with an agency of nearly every kind, each with a token of every role."""

    database: str  # the product's own URL
    superuser: str  # the same database, as one whom nothing in it stops
    folder: Path
    nats: NatsServer
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    url: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def keys_dir(self) -> Path:
        return self.folder / "keys"

    @property
    def log(self) -> Path:
        """What every process of this site wrote to standard output and error."""
        return self.folder / "server.log"

    def headers(self, agency: str, role: str = "reader") -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[agency, role]}"}

    def get(self, agency: str, path: str, role: str = "reader", /, **query: Any) -> httpx.Response:
        return self.http.get(path, params=query or None, headers=self.headers(agency, role))

    def post(self, agency: str, content: Any, media: str = PLAIN) -> httpx.Response:
        """Publishes an event, an array of them, or bytes as they are."""
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        headers = {**self.headers(agency, "publisher"), "content-type": media}
        return self.http.post("/v1/events", content=body, headers=headers)

    def sent(self, agency: str, plain: Event) -> httpx.Response:
        """Publishes one event as this agency does: signed where it signs for itself."""
        if agency in self.keys:
            return self.post(agency, self.keys[agency].sign(plain), SIGNED)
        return self.post(agency, plain)

    def publish(self, agency: str, plain: Event) -> Event:
        """Publishes one event that must be recorded."""
        answer = self.sent(agency, plain)
        assert answer.status_code == 201, answer.text
        recorded: Event = answer.json()
        return recorded

    def record(self, agency: str, type_name: str, case: UUID, data: Event, **attributes: Any) -> Event:
        attributes = {"id": str(uuid4()), **attributes}
        return self.publish(agency, event(agency, type_name, case, data, **attributes))

    def open_case(self, **data: Any) -> UUID:
        """A report taken by the UPTD PPA and routed to the police."""
        case = uuid4()
        fields = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OWNER, POLICE], **data}
        self.record(OWNER, "ReportReceived", case, fields)
        return case

    def settled(self) -> None:
        """Waits until ledger and views have all that is on record."""
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            state = self.http.get("/health/ready").json()
            if all(each["events"] == 0 for each in state["lag"]):
                return
            sleep(0.02)
        raise AssertionError("the views did not catch up")

    def environment(self) -> dict[str, str]:
        """What a process of this site is told."""
        return {
            **os.environ,
            "JEJAK_DATABASE_URL": self.database,
            "JEJAK_KEYS_DIR": str(self.keys_dir),
            "JEJAK_ORIGIN": ORIGIN,
            "JEJAK_NATS_URL": self.nats.url,
            "JEJAK_NATS_SEED_FILE": str(self.nats.seed_file or ""),
        }

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, as a superuser sees it."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def head(self) -> int:
        """The last position of the log."""
        position: int = self.rows("SELECT position FROM jejak.log_head")[0][0]
        return position

    @cached_property
    def http(self) -> httpx.Client:
        """For every thread of a test; to be asked for once the site is served."""
        limits = httpx.Limits(keepalive_expiry=2)  # sooner than the server gives a connection up
        return httpx.Client(base_url=self.url, timeout=30, limits=limits, verify=False)


def founded(database: str, superuser: str, folder: Path, nats: NatsServer) -> Site:
    """A deployment whose agencies are registered and have their tokens; no process serves it yet."""
    site = Site(database, superuser, folder, nats)

    async def found() -> None:
        async with deployed(database, site.keys_dir) as deployment:
            registrar = deployment.registrar()
            for agency in MORE:
                await deployment.register_agency(registrar, agency)
            members = [agency for agency in AGENCIES if agency != STRANGER]
            await registrar.configure_task_force("ttu", OWNER, members, "Asia/Makassar")
            site.keys.update(deployment.keys)
            for agency, role in product(AGENCIES, ROLES):
                site.tokens[agency, role] = (await deployment.caller(agency, role)).token

    asyncio.run(found())
    return site


@contextmanager
def served(site: Site, *weaknesses: str) -> Iterator[Site]:
    """A server process of this site, at its own port; it is gone afterwards."""
    ready = site.folder / f"{uuid4()}.url"
    command = [sys.executable, "-m", "tests.attacks.process", str(ready), *weaknesses]
    with site.log.open("ab") as log:
        process = subprocess.Popen(command, env=site.environment(), stdout=log, stderr=log)
    try:
        deadline = monotonic() + PATIENCE
        while not (ready.exists() and ready.read_text()):
            assert process.poll() is None, "the server process ended before it answered"
            assert monotonic() < deadline, "the server process did not become ready"
            sleep(0.02)
        site.url, site.process = ready.read_text(), process
        with site.http:
            yield site
    finally:
        process.kill()
        process.wait(10)
