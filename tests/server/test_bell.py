"""The bell: rings where NATS is, is missed where it is not, and never holds anything up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from ops.embedded_nats import EmbeddedNats
from server.bell import Bell
from tests.servers import NatsServer

PATIENCE = 10.0  # seconds


@asynccontextmanager
async def client(url: str, seed_file: Path | None) -> AsyncIterator[Client]:
    connected = await nats.connect(url, nkeys_seed=str(seed_file) if seed_file else None)
    try:
        yield connected
    finally:
        await connected.close()


@asynccontextmanager
async def ringing(url: str, seed_file: Path | None = None) -> AsyncIterator[Bell]:
    bell = Bell(url, seed_file)
    bell.start()
    try:
        yield bell
    finally:
        await bell.stop()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


async def heard(subscription: Subscription) -> tuple[str, int]:
    message = await subscription.next_msg(PATIENCE)
    return message.subject, json.loads(message.data)["upto"]


async def test_an_agency_hears_how_far_its_mail_reaches(nats_server: NatsServer) -> None:
    async with (
        client(nats_server.url, nats_server.seed_file) as listener,
        ringing(nats_server.url, nats_server.seed_file) as bell,
    ):
        subscription = await listener.subscribe("jejak.bell.polres-ttu")
        await listener.flush()
        bell.ring({"polres-ttu": 7, "kejari-ttu": 3})
        assert await heard(subscription) == ("jejak.bell.polres-ttu", 7)


async def last_ring(jetstream: JetStreamContext, subject: str) -> Any:
    with suppress(NotFoundError):
        kept = await jetstream.get_last_msg("JEJAK_BELL", subject)
        return json.loads(kept.data or b"{}")
    return None


async def test_who_connects_later_finds_the_last_ring_of_its_agency(nats_server: NatsServer) -> None:
    async with ringing(nats_server.url, nats_server.seed_file) as bell:
        for upto in (1, 2, 3):
            bell.ring({"lpsk": upto})
            await asyncio.sleep(0.05)
        async with client(nats_server.url, nats_server.seed_file) as listener:
            jetstream = listener.jetstream()
            async with asyncio.timeout(PATIENCE):  # a busy NATS keeps a ring later than it passes it on
                while await last_ring(jetstream, "jejak.bell.lpsk") != {"upto": 3}:
                    await asyncio.sleep(0.05)
            kept = await jetstream.subscribe("jejak.bell.lpsk", ordered_consumer=True)
            assert await heard(kept) == ("jejak.bell.lpsk", 3)


async def test_rings_that_come_faster_than_they_are_sent_become_one(nats_server: NatsServer) -> None:
    async with client(nats_server.url, nats_server.seed_file) as listener:
        subscription = await listener.subscribe("jejak.bell.bp3mi")
        await listener.flush()
        async with ringing(nats_server.url, nats_server.seed_file) as bell:
            for upto in range(1, 1001):
                bell.ring({"bp3mi": upto})
            assert await heard(subscription) == ("jejak.bell.bp3mi", 1000)


async def test_without_nats_a_ring_is_missed_and_nothing_fails() -> None:
    async with asyncio.timeout(PATIENCE):
        async with ringing("nats://127.0.0.1:1") as bell:
            bell.ring({"polres-ttu": 1})
            await asyncio.sleep(0.2)
            assert not bell.connected


async def test_nats_that_comes_late_or_comes_back_is_rung(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path / "nats")
    server.start()
    server.stop()  # its port and key are known now, and nothing answers there
    async with ringing(server.url, server.seed_file) as bell:
        bell.ring({"polres-ttu": 1})
        for upto in (1, 2):
            server.start()
            try:
                await until(lambda: bell.connected)
                await last_ring_is(server, upto)
            finally:
                server.stop()
            await until(lambda: not bell.connected)
            bell.ring({"polres-ttu": upto + 1})


async def last_ring_is(server: EmbeddedNats, upto: int) -> None:
    async with client(server.url, server.seed_file) as listener, asyncio.timeout(PATIENCE):
        while True:
            try:
                last = await listener.jetstream().get_last_msg("JEJAK_BELL", "jejak.bell.polres-ttu")
            except nats.js.errors.NotFoundError:
                await asyncio.sleep(0.05)
                continue
            if json.loads(last.data or b"{}") == {"upto": upto}:
                return
            await asyncio.sleep(0.05)
