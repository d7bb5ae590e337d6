"""F12: a witness that is down, slow, broken or dishonest costs its own cosignature and nothing else."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from jejak_client.tlog.note import parse_note
from jejak_client.tlog.submission import SIZE_TYPE, parse_submission

from server.evidence import witness_calls
from server.metrics import WITNESS_ANSWERS
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import NAMES, Fault, Witnessed, down, witnessed
from tests.servers import DatabaseServer

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    postgres_server: DatabaseServer, founding: Founding, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Witnessed]:
    async with witnessed(postgres_server, founding, tmp_path_factory.mktemp("faults")) as found:
        yield found


@pytest.fixture
def site(shared: Witnessed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witnessed]:
    """One deployment that grows from test to test; a test need not wait as long as a witness may take."""
    monkeypatch.setattr(witness_calls, "ANSWER_SECONDS", 0.3)
    yield shared
    shared.wire.faults.clear()


def answering(status: int, content: bytes = b"", media_type: str = "text/plain") -> Fault:
    async def fault(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=content, headers={"Content-Type": media_type})

    return fault


async def slow(_: httpx.Request) -> httpx.Response:
    await asyncio.sleep(30)
    raise AssertionError("nobody waits that long")


async def endless(_: httpx.Request) -> httpx.Response:
    async def zeros() -> AsyncIterator[bytes]:
        while True:
            yield bytes(4096)
            await asyncio.sleep(0)

    return httpx.Response(200, content=zeros())


async def compressed(_: httpx.Request) -> httpx.Response:
    bomb = gzip.compress(bytes(1_000_000))
    return httpx.Response(200, stream=httpx.ByteStream(bomb), headers={"Content-Encoding": "gzip"})


UNAVAILABLE: dict[str, Fault] = {
    "down": down,
    "slow": slow,
    "endless": endless,
    "compressed": compressed,
    "500": answering(500),
    "502": answering(502, b"<html>"),
    "429": answering(429),
}
DISTRUSTED: dict[str, Fault] = {
    "garbage": answering(200, b"\xff\x00 no signature"),
    "nothing": answering(200, b""),
    "a redirect": answering(302),
    "400": answering(400),
    "403": answering(403),
    "404": answering(404),
    "409 without a size": answering(409),
    "409 that is no size": answering(409, b"many\n", SIZE_TYPE),
    "409 with a larger size than there is": answering(409, b"1000000\n", SIZE_TYPE),
    "422": answering(422),
}


def counted(outcome: str) -> float:
    """How often the witness `ngo` was asked with this outcome."""
    return float(WITNESS_ANSWERS.labels("ngo", outcome)._value.get())


@pytest.mark.parametrize(
    ("name", "outcome"),
    [*((name, "unavailable") for name in UNAVAILABLE), *((name, "distrusted") for name in DISTRUSTED)],
)
async def test_one_witness_that_fails_leaves_a_quorum_of_the_others(
    site: Witnessed, name: str, outcome: str, capfd: pytest.CaptureFixture[str]
) -> None:
    site.wire.faults["ngo"] = (UNAVAILABLE | DISTRUSTED)[name]
    before = counted(outcome)
    signed = await site.grow()
    assert await site.cosigners(signed) == {"kejari", "dinsos"}
    assert await site.final() == signed.size
    assert counted(outcome) == before + 1
    alarm = '"event":"witness not believed"' in capfd.readouterr().err
    assert alarm == (outcome == "distrusted")


async def test_without_any_witness_events_are_recorded_sealed_and_pending(site: Witnessed) -> None:
    site.wire.faults.update(dict.fromkeys(NAMES, slow))
    await site.record()
    await site.seal()
    asking = asyncio.create_task(site.ask())
    signed = await site.seal()
    await site.record()
    later = await site.seal()
    assert later.size == signed.size + 1
    await asking
    assert await site.final() < signed.size
    site.wire.faults.clear()
    await site.ask()
    assert await site.final() == later.size


async def test_a_slow_witness_holds_up_no_other(site: Witnessed) -> None:
    site.wire.faults["ngo"] = slow
    await site.record()
    signed = await site.seal()
    asking = asyncio.create_task(site.ask())
    while await site.final() < signed.size:
        assert not asking.done(), "the others had to wait for the slow one"
        await asyncio.sleep(0.01)
    assert await site.final() == signed.size
    await asking


async def test_a_cosignature_by_the_key_of_another_witness_is_not_taken(site: Witnessed) -> None:
    async def as_another(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(404)
        note = parse_note(parse_submission(request.read()).note)
        now = int(site.deployment.time().timestamp())
        return httpx.Response(200, content=site.wire.witnesses["kejari"].key.cosign(note.text, now).encode())

    site.wire.faults["ngo"] = as_another
    assert await site.cosigners(await site.grow()) == {"kejari", "dinsos"}


async def test_a_cosignature_on_another_checkpoint_is_not_taken(site: Witnessed) -> None:
    async def of_another_text(request: httpx.Request) -> httpx.Response:
        now = int(site.deployment.time().timestamp())
        return httpx.Response(200, content=site.wire.witnesses["ngo"].key.cosign(b"another\n", now).encode())

    site.wire.faults["ngo"] = of_another_text
    assert await site.cosigners(await site.grow()) == {"kejari", "dinsos"}


async def test_a_wrong_size_is_followed_once_and_no_more(site: Witnessed) -> None:
    first = await site.grow()
    asked: list[int] = []

    async def elsewhere(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(404)
        asked.append(parse_submission(request.read()).old)
        return httpx.Response(409, content=b"1\n", headers={"Content-Type": SIZE_TYPE})

    site.wire.faults["ngo"] = elsewhere
    signed = await site.grow()
    assert asked == [first.size, 1]
    assert await site.final() == signed.size


async def test_a_signer_that_begins_hears_from_the_witnesses_how_large_the_log_was(site: Witnessed) -> None:
    async def state() -> Any:
        answer = (await site.deployment.http.get("/health/ready")).json()
        return next(each["held_outside"] for each in answer["evidence"] if each["log"].endswith("/log"))

    await site.grow()
    await site.seal()
    assert await state() == "held"
    site.wire.faults.update(dict.fromkeys(NAMES, down))
    await site.seal()
    assert await state() == "unreachable"
    site.wire.faults.update(dict.fromkeys(NAMES, answering(404)))
    await site.seal()
    assert await state() == "nothing_yet"
