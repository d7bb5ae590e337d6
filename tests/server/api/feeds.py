"""Reading feeds in tests, and what a client would compute from them."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx

from server.app import create_app
from tests.server.api.agencies import Caller, Event, event
from tests.server.api.deployment import Deployment, started

CASE_WORKER, POLICE, NGO, COORDINATOR = "uptdppa-ttu", "polres-ttu", "ngo-ttu", "coordinator"


async def settled(deployment: Deployment) -> None:
    """The ledger has taken in the whole log."""
    head = (await deployment.services.reader.head()).position
    assert await deployment.services.applied.reach("ledger", head, 10) >= head


async def reader(deployment: Deployment, agency: str) -> Caller:
    return await deployment.caller(agency, "reader")


async def feed(deployment: Deployment, agency: str, after: int = 0, **query: Any) -> Event:
    """A page of an agency's feed once the ledger has taken in the whole log."""
    await settled(deployment)
    answer = await (await reader(deployment, agency)).get("/v1/feed", after=after, **query)
    assert answer.status_code == 200, answer.text
    page: Event = answer.json()
    return page


async def rows_of(deployment: Deployment, agency: str, case: UUID) -> list[Event]:
    """Every row of one case in an agency's feed."""
    items: list[Event] = []
    page = {"next": 0, "head": 1}
    while page["next"] < page["head"]:
        page = await feed(deployment, agency, page["next"], limit=500)
        items += page["items"]
    return [item for item in items if item["case"] == str(case)]


async def reads_of(deployment: Deployment, agency: str) -> list[tuple[Any, ...]]:
    """The read log of an agency, the last first."""
    query = """
        SELECT call, first_n, last_n, positions, classes
        FROM jejak.reads WHERE agency = %s ORDER BY read_id DESC
    """
    async with deployment.services.pool.connection() as conn:
        return await (await conn.execute(query, [agency])).fetchall()


async def grant(deployment: Deployment, case: UUID, **data: Any) -> None:
    data = {"agency": NGO, "classes": ["case"], "history": "all", "reason": "task", **data}
    await deployment.publish(CASE_WORKER, event(CASE_WORKER, "AccessGranted", case, data))


async def revoke(deployment: Deployment, case: UUID) -> None:
    data = {"agency": NGO, "reason": "task"}
    await deployment.publish(CASE_WORKER, event(CASE_WORKER, "AccessRevoked", case, data))


def fields(item: Event) -> dict[str, Any]:
    """What the disclosures of a served event say."""
    disclosed = item["event"].get("header", {}).get("disclosures", [])
    decoded = [json.loads(urlsafe_b64decode(each + "=" * (-len(each) % 4))) for each in disclosed]
    return {name: value for _, name, value in decoded}


def hashed(item: Event) -> bytes:
    """What the ledger's hash covers of a row, computed from what was served."""
    stage = item.get("stage") if item["kind"] not in ("event", "redelivery") else None
    return json.dumps(
        [
            item["kind"],
            item["cause"],
            item.get("logposition"),
            item["case"],
            item.get("entitled", item["classes"]),
            stage and stage["code"],
            stage and stage["date"],
            item.get("detail"),
        ],
        separators=(",", ":"),
        sort_keys=True,
    ).encode()


async def acknowledge(deployment: Deployment, caller: Caller, body: Any) -> Any:
    headers = {"authorization": f"Bearer {caller.token}"}
    return await deployment.http.post("/v1/feed/ack", json=body, headers=headers)


def listed(items: list[Event]) -> str:
    """The hash of a manifest over what a client holds of one case."""
    held: dict[int, tuple[str, list[str]]] = {}
    for item in items:
        if item["kind"] == "withdrawn":
            level = ("nothing", "stage", "body")[item["detail"]["level"]]
            held[item["logposition"]] = (level, item["classes"])
        elif "logposition" in item:
            held[item["logposition"]] = ("body" if "event" in item else "stage", item["classes"])
    rows = [[position, *held[position]] for position in sorted(held) if held[position][0] != "nothing"]
    return sha256(b"".join(json.dumps(row, separators=(",", ":")).encode() for row in rows)).hexdigest()


async def manifest(deployment: Deployment, agency: str, limit: int = 200) -> dict[str, Event]:
    found, after, caller = {}, None, await reader(deployment, agency)
    while True:
        page = (await caller.get("/v1/manifest", limit=limit, **({"after": after} if after else {}))).json()
        found.update({item["case"]: item for item in page["items"]})
        after = page["next"]
        if after is None:
            return found


@asynccontextmanager
async def joined(deployment: Deployment) -> AsyncIterator[Deployment]:
    """A second server process of the same deployment."""
    app = create_app(deployment.services.settings, deployment.time)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with started(app), httpx.AsyncClient(transport=transport, base_url="http://jejak.test") as http:
        yield Deployment(app, http, deployment.time, deployment.keys, deployment.roots)
