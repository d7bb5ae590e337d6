"""The feed as server-sent events, over a real connection: what a client sees, and when it stops seeing it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from httpx_sse import EventSource, ServerSentEvent, aconnect_sse

from server.api import feed as feed_api
from server.auth.principal import Principal
from server.auth.tokens import issue
from server.auth.tokens import revoke as revoke_token
from server.database import connect
from server.metrics import FEED_WAITS
from tests.server.api.agencies import Caller
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import NGO, POLICE, feed, grant, reader, revoke

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 10.0  # seconds
PROMISED = 5.0  # seconds in which a revocation reaches what is open (E09)


@asynccontextmanager
async def listening(deployment: Deployment) -> AsyncIterator[str]:
    """The same application behind a real socket."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            deployment.app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@asynccontextmanager
async def stream(deployment: Deployment, caller: Caller, **headers: str) -> AsyncIterator[EventSource]:
    """An open stream of the feed."""
    headers["authorization"] = f"Bearer {caller.token}"
    async with (
        asyncio.timeout(PATIENCE),
        listening(deployment) as url,
        httpx.AsyncClient(base_url=url) as http,
        aconnect_sse(http, "GET", "/v1/feed/stream", headers=headers) as source,
    ):
        yield source


def row(message: ServerSentEvent) -> Any:
    return json.loads(message.data)


async def test_the_stream_goes_on_from_the_last_row_taken_in(shared: Deployment) -> None:
    await shared.open_case()
    items = (await feed(shared, POLICE, limit=500))["items"]
    before = {"Last-Event-ID": str(items[-1]["position"] - 1)}
    async with stream(shared, await reader(shared, POLICE), **before) as source:
        messages = source.aiter_sse()
        first = await anext(messages)
        assert (first.id, first.event, row(first)) == (str(items[-1]["position"]), "event", items[-1])
        await shared.open_case()
        second = await anext(messages)
        assert second.id == str(items[-1]["position"] + 1)
        assert "event" in row(second)


async def test_a_quiet_stream_is_kept_open_by_comments(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_api, "HEARTBEAT_SECONDS", 0.05)
    head = (await feed(shared, POLICE))["head"]
    async with stream(shared, await reader(shared, POLICE), **{"Last-Event-ID": str(head)}) as source:
        chunks = source.response.aiter_text()
        assert await anext(chunks) == ": heartbeat\n\n"
        assert await anext(chunks) == ": heartbeat\n\n"


async def test_the_stream_ends_when_the_token_no_longer_holds(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    caller = await reader(shared, POLICE)
    principal = await shared.services.tokens.principal(caller.token.encode())
    assert isinstance(principal, Principal)
    async with stream(shared, caller, **{"Last-Event-ID": str(head)}) as source:
        messages = source.aiter_sse()
        await shared.services.tokens.revoke(principal.token_id)
        await shared.open_case()
        last = await anext(messages)
        assert (last.event, row(last)["type"]) == ("problem", "/problems/unauthenticated")
        with pytest.raises(StopAsyncIteration):
            await anext(messages)


async def revoked_elsewhere(deployment: Deployment, caller: Caller) -> None:
    """Another process of the deployment revokes the token."""
    principal = await deployment.services.tokens.principal(caller.token.encode())
    assert isinstance(principal, Principal)
    async with await connect(deployment.services.settings.database_url) as conn:
        assert await revoke_token(conn, principal.token_id, deployment.time()) is not None


async def test_a_quiet_stream_ends_within_5_s_of_the_revocation_of_its_token(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    caller = await reader(shared, POLICE)
    async with stream(shared, caller, **{"Last-Event-ID": str(head)}) as source:
        await revoked_elsewhere(shared, caller)
        async with asyncio.timeout(PROMISED):
            (last,) = [each async for each in source.aiter_sse()]
        assert (last.event, row(last)["type"]) == ("problem", "/problems/unauthenticated")


async def test_a_long_poll_ends_within_5_s_of_the_revocation_of_its_token(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    caller = await reader(shared, POLICE)
    waiting = asyncio.create_task(caller.get("/v1/feed", after=head, wait=60))
    await until(lambda: open_now() > 0)
    await revoked_elsewhere(shared, caller)
    async with asyncio.timeout(PROMISED):
        assert (await waiting).status_code == 401


async def test_a_stream_ends_within_5_s_of_the_expiry_of_its_token(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    async with shared.services.pool.connection() as conn:
        ends = shared.time() + timedelta(hours=1)
        issued = await issue(conn, shared.services.row_seals, POLICE, "reader", shared.time(), ends)
    async with stream(shared, Caller(shared.http, issued.token), **{"Last-Event-ID": str(head)}) as source:
        shared.time.pass_by(hours=1)
        async with asyncio.timeout(PROMISED):
            (last,) = [each async for each in source.aiter_sse()]
        assert row(last)["type"] == "/problems/unauthenticated"


async def test_an_open_stream_shows_no_body_once_access_has_ended(shared: Deployment) -> None:
    head = (await feed(shared, NGO))["head"]
    async with stream(shared, await reader(shared, NGO), **{"Last-Event-ID": str(head)}) as source:
        messages = source.aiter_sse()
        case = await shared.open_case()
        await grant(shared, case)
        kinds = [(await anext(messages)).event for _ in range(4)]
        assert kinds == ["event", "backfill_begin", "backfill", "backfill_end"]
        await revoke(shared, case)
        withdrawn = [row(await anext(messages)) for _ in range(2)]
        assert {each["kind"] for each in withdrawn} == {"withdrawn"}
        assert not any("event" in each for each in withdrawn)


async def test_a_stream_that_cannot_be_recorded_ends(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shared.open_case()

    async def broken(_self: Any, *_written: Any) -> None:
        raise OSError

    monkeypatch.setattr(type(shared.services.reads), "_write", broken)
    async with stream(shared, await reader(shared, POLICE)) as source:
        (message,) = [each async for each in source.aiter_sse()]
        assert (message.event, row(message)["type"]) == ("problem", "/problems/read_log_unavailable")


async def test_a_client_that_left_is_no_longer_waited_for(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    before = open_now()
    async with listening(shared) as url, httpx.AsyncClient(base_url=url) as http:
        token = (await reader(shared, POLICE)).token
        headers = {"authorization": f"Bearer {token}", "Last-Event-ID": str(head)}
        async with aconnect_sse(http, "GET", "/v1/feed/stream", headers=headers):
            await until(lambda: open_now() == before + 1)
        await until(lambda: open_now() == before)


def open_now() -> float:
    """Long polls and streams that the process holds open."""
    return FEED_WAITS._value.get()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)
