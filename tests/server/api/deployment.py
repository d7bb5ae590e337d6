"""A whole deployment in one process: application, agencies with keys, tokens, and a case to work on."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import uvicorn
from litestar import Litestar

from domain.body import Signer
from domain.ids import agency_stream
from server.app import create_app
from server.auth.guards import READERS
from server.auth.principal import Role
from server.auth.rules import Rate
from server.auth.tokens import issue
from server.config import Settings
from server.evidence.keystore import PrivateKey
from server.registrar import NewAgency, Registrar
from server.services import Services
from tests.server.api.agencies import NOW, ORIGIN, SIGNED, Caller, Event, Key, event

# The kind is the first part of the name. Police and prosecutor sign themselves; the others are in escrow.
SIGNERS = ("polres-ttu", "kejari-ttu")
SIGNING_KINDS = ("polres-", "kejari-", "pn-")
IN_ESCROW = ("uptdppa-ttu", "rsud-ttu", "desa-ttu", "ngo-ttu", "coordinator", "auditor")

# For a fuzzer, which calls without a token as often as with one.
OFTEN = Rate(basis="tests", confidence="D", per_second=10_000, burst=100_000)


class Time:
    """The server's clock: it stands until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Deployment:
    """What a test has at hand."""

    app: Litestar
    http: httpx.AsyncClient
    time: Time
    keys: dict[str, Key] = field(default_factory=dict)
    roots: dict[str, Key] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    async def caller(self, agency: str, role: Role = "publisher") -> Caller:
        """The agency with a fresh token of this role; who reads has been told that identities are secret."""
        caller = await self.untold(agency, role)
        if role in READERS:
            await self.tell_confidential(caller)
        return caller

    async def untold(self, agency: str, role: Role = "reader") -> Caller:
        """The agency with a fresh token of this role, told nothing."""
        async with self.services.pool.connection() as conn:
            issued = await issue(conn, self.services.row_seals, agency, role, self.time())
        return Caller(self.http, issued.token)

    async def tell_confidential(self, caller: Caller) -> None:
        """The caller acknowledges the notice that identities are secret."""
        path = "/v1/notices/confidentiality/acknowledgement"
        answer = await caller.post_to(path, {"version": self.services.rules.notice.version})
        assert answer.status_code == 200, answer.text

    async def publish(self, agency: str, plain: Event) -> dict[str, Any]:
        """Publishes one event that must be recorded, signed where the agency signs for itself."""
        caller = await self.caller(agency)
        if agency in self.keys:
            answer = await caller.post(self.keys[agency].sign(plain), SIGNED)
        else:
            answer = await caller.post(plain)
        assert answer.status_code == 201, answer.text
        recorded: dict[str, Any] = answer.json()
        return recorded

    async def open_case(self, **data: Any) -> UUID:
        """A report taken by the UPTD PPA and routed to the police, with a name that few may see."""
        case = uuid4()
        fields = {
            "channel": "walk_in",
            "person": str(uuid4()),
            "routed_to": ["uptdppa-ttu", "polres-ttu"],
            "victim_name": "Kanari Satu",
            **data,
        }
        await self.publish("uptdppa-ttu", event("uptdppa-ttu", "ReportReceived", case, fields))
        return case

    async def settled(self) -> int:
        """Waits until ledger and views have all that is on record; the position of its last event."""
        head = (await self.services.reader.head()).position
        for name in self.services.projections:
            assert await self.services.applied.reach(name, head, 10) >= head
        return head

    def registrar(self) -> Registrar:
        """The host at work on its registry."""
        services = self.services
        return Registrar(
            origin=ORIGIN,
            deployment_agency=services.settings.deployment_agency,
            publisher=services.publisher,
            directory=services.directory,
            keys=services.keys,
            clock=self.time,
        )

    async def register(self) -> None:
        """The deployment itself and every agency of a small task force."""
        registrar = self.registrar()
        await registrar.found("Pemasangan uji", self.services.rules)
        for agency in (*SIGNERS, *IN_ESCROW):
            await self.register_agency(registrar, agency)

    async def register_agency(self, registrar: Registrar, agency: str) -> None:
        """One more agency, with a key of its own where its kind signs for itself."""
        root = Key(agency) if agency.startswith(SIGNING_KINDS) else None
        await registrar.register_agency(
            NewAgency(
                agency=agency,
                kind=agency.partition("-")[0],
                name=f"Kantor {agency}",
                task_forces=("ttu",),
                root_key=root.x if root else None,
                possession=root.possession("root") if root else None,
            )
        )
        if root is None:
            await registrar.register_escrow(agency)
            return
        self.roots[agency], self.keys[agency] = root, (key := Key(agency))
        signer = Signer(root.kid, root.private.sign)
        await registrar.register_key(agency, PrivateKey(key.public, key.private), "agency", signer)

    def stream_of(self, agency: str) -> UUID:
        """The registry stream of an agency."""
        return agency_stream(ORIGIN, agency)


@asynccontextmanager
async def started(app: Litestar) -> AsyncIterator[None]:
    """The application between its start and its stop, both in one task as litestar needs it."""
    ready, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            ready.set()
            await stop.wait()

    task = asyncio.create_task(live())
    await asyncio.wait([task, asyncio.ensure_future(ready.wait())], return_when=asyncio.FIRST_COMPLETED)
    try:
        if not task.done():
            yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def opened(database: str, keys_dir: Path, **others: Any) -> AsyncIterator[Deployment]:
    """The application on this database as it is; `others`: further settings."""
    time = Time()
    settings = Settings(database_url=database, keys_dir=keys_dir, origin=ORIGIN, **others)
    # A test says when these work: Clockwork.run_once, Sealer.run_once.
    app = create_app(settings, time, clockwork=False, sealing=False)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with started(app), httpx.AsyncClient(transport=transport, base_url="http://jejak.test") as http:
        yield Deployment(app, http, time)


@asynccontextmanager
async def deployed(database: str, keys_dir: Path, **others: Any) -> AsyncIterator[Deployment]:
    """A deployment with its agencies registered, on this database; `others`: further settings."""
    async with opened(database, keys_dir, **others) as deployment:
        await deployment.register()
        yield deployment


class Live(NamedTuple):
    """A server on a port of its own, and tokens of one agency by role."""

    url: str
    tokens: dict[str, str]


@contextmanager
def served(database: str, keys_dir: Path) -> Iterator[Live]:
    """A deployment with its agencies and one case, served by uvicorn from a thread of its own."""
    tokens: dict[str, str] = {}
    settings = Settings(database_url=database, keys_dir=keys_dir, origin=ORIGIN)
    app = create_app(settings, Time(), clockwork=False)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    prepared = threading.Event()

    async def run(bound: socket.socket) -> None:
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        app.state.services.entrance.failures.rate = OFTEN
        async with httpx.AsyncClient(base_url=url) as http:
            deployment = Deployment(app, http, Time())
            await deployment.register()
            await deployment.open_case()
            tokens["publisher"] = (await deployment.caller("uptdppa-ttu", "publisher")).token
            tokens["reader"] = (await deployment.caller("uptdppa-ttu", "reader")).token
        prepared.set()
        await serving

    with socket.create_server(("127.0.0.1", 0)) as bound:
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        thread = threading.Thread(target=lambda: asyncio.run(run(bound)), daemon=True)
        thread.start()
        try:
            assert prepared.wait(30)
            yield Live(url, tokens)
        finally:
            server.should_exit = True
            thread.join(10)
