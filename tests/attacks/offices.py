"""Agencies at work with the client they install, over a wire on which somebody may sit."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
from jejak_client import AgencyKey, JejakClient, new_event
from jejak_client.answers import Answer
from jejak_client.feed import FeedRow
from jejak_client.state import LocalState

from server.auth.principal import Role
from server.evidence.sealer import Sealer
from tests.server.api.agencies import Event, Key
from tests.server.api.deployment import Deployment

OWNER, POLICE, PROSECUTOR = "uptdppa-ttu", "polres-ttu", "kejari-ttu"
URL = "http://jejak.test"

T = TypeVar("T")
Tampering = Callable[[httpx.Request, httpx.Response], httpx.Response]


class Wire(httpx.BaseTransport):
    """Carries the calls of a client to the deployment. `between`: what becomes of each answer on its way."""

    def __init__(self, deployment: Deployment) -> None:
        self._http = deployment.http
        self._loop = asyncio.get_running_loop()
        self.between: Tampering | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Called from the thread of the client."""
        sent = self._http.request(
            request.method, str(request.url), content=request.read(), headers=dict(request.headers)
        )
        got = asyncio.run_coroutine_threadsafe(sent, self._loop).result(30)
        answer = httpx.Response(got.status_code, headers=got.headers, content=got.content)
        return self.between(request, answer) if self.between else answer


@dataclass
class Office:
    """One agency: its key, its wire, and the file of what its client was given and has seen."""

    deployment: Deployment
    agency: str
    folder: Path
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.wire = Wire(self.deployment)
        self.folder.mkdir(exist_ok=True)

    @property
    def key(self) -> AgencyKey:
        return client_key(self.deployment.keys[self.agency])

    @property
    def state_file(self) -> Path:
        return self.folder / f"{self.agency}.state"

    async def at_work(self, work: Callable[[JejakClient], T], role: Role = "publisher") -> T:
        """What the client of this office does, in a thread of its own as in a process of its own."""
        token = (await self.deployment.caller(self.agency, role)).token

        def run() -> T:
            with (
                LocalState(self.state_file, self.agency) as state,
                JejakClient(URL, token, transport=self.wire, attempts=1, state=state) as client,
            ):
                return work(client)

        return await asyncio.to_thread(run)

    def remembered(self, ask: Callable[[LocalState], T]) -> T:
        """What stands in the file."""
        with LocalState(self.state_file, self.agency) as state:
            return ask(state)

    async def pull(self) -> list[FeedRow]:
        """Every row that the office has not taken in yet."""
        await self.deployment.settled()
        head = self.remembered(lambda state: state.head)

        def rows(client: JejakClient) -> list[FeedRow]:
            found, after, end = list[FeedRow](), head.row if head else 0, -1
            while after != end:
                page = client.feed(after, 500)
                found += page.items
                after, end = page.next, page.head
            return found

        return await self.at_work(rows, "reader")

    async def signed(self, event_type: str, case: UUID, data: Event, **attributes: Any) -> Event:
        """An event of the office as it signs it, with what its client puts in."""
        plain = new_event(
            self.agency, f"jejak.{event_type}.v1", case, data, self.deployment.time(), **attributes
        )
        return await self.at_work(lambda client: client.sign(plain, self.key))

    async def records(self, event_type: str, case: UUID, data: Event, **attributes: Any) -> Answer:
        """The same, recorded."""
        signed = await self.signed(event_type, case, data, **attributes)
        answer = await self.at_work(lambda client: client.publish(signed))
        assert answer.recorded, answer
        return answer


def client_key(key: Key) -> AgencyKey:
    """A key of the tests as the client holds it."""
    return AgencyKey(key.agency, key.private.private_bytes_raw())


async def sealed(deployment: Deployment) -> None:
    """Everything on record is in the ledgers, sealed and looked through."""
    await deployment.settled()
    while await _behind(deployment):
        await Sealer(deployment.services).run_once()


async def _behind(deployment: Deployment) -> bool:
    query = b"SELECT f.position < l.position FROM jejak.findings_head f, jejak.log_head l"
    async with deployment.services.pool.connection() as conn:
        row = await (await conn.execute(query)).fetchone()
    return row is not None and bool(row[0])


async def findings(deployment: Deployment, case: UUID) -> list[tuple[int, str]]:
    """What an auditor is told of a case: positions and kinds."""
    await sealed(deployment)
    auditor = await deployment.caller("auditor", "auditor")
    answer = await auditor.get("/v1/log/findings", case=str(case), limit=200)
    return [(each["position"], each["kind"]) for each in answer.json()["items"]]


def filing() -> Event:
    """The data of a police report."""
    return {"articles": ["UU-21-2007:2"], "report_number": f"LP/{uuid4().int % 999}/III/2026"}
