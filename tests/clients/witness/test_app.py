"""The witness over HTTP: paths, content types, the limit of a body."""

from collections.abc import AsyncIterator
from hashlib import sha256

import httpx
import pytest
from jejak_client.tlog.submission import MAX_BODY, SIZE_TYPE
from jejak_client.witness.app import create_app
from jejak_client.witness.witness import Witness

from tests.clients.witness.logs import ORIGIN, MemoryLog

CHECKPOINT = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"


@pytest.fixture
async def http(witness: Witness) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=create_app(witness))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://witness.test") as client:
        yield client


async def test_a_checkpoint_is_cosigned_and_shown(http: httpx.AsyncClient, log: MemoryLog) -> None:
    assert (await http.get(CHECKPOINT)).status_code == 404
    cosigned = await http.post("/add-checkpoint", content=log.submission(0, 5))
    shown = await http.get(CHECKPOINT)
    assert (cosigned.status_code, shown.status_code) == (200, 200)
    assert shown.content == log.note(5) + cosigned.content
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert shown.headers["Cache-Control"] == "no-cache"


async def test_a_conflict_is_of_the_type_that_says_a_size(http: httpx.AsyncClient, log: MemoryLog) -> None:
    await http.post("/add-checkpoint", content=log.submission(0, 5))
    conflict = await http.post("/add-checkpoint", content=log.submission(0, 9))
    assert (conflict.status_code, conflict.headers["Content-Type"]) == (409, SIZE_TYPE)
    assert conflict.content == b"5\n"


async def test_a_body_beyond_the_limit_is_refused_unread(http: httpx.AsyncClient, log: MemoryLog) -> None:
    assert (await http.post("/add-checkpoint", content=bytes(MAX_BODY + 1))).status_code == 413


@pytest.mark.parametrize("path", ["/checkpoint", "/x/checkpoint", CHECKPOINT.upper(), "/"])
async def test_other_paths_are_not_found(http: httpx.AsyncClient, log: MemoryLog, path: str) -> None:
    await http.post("/add-checkpoint", content=log.submission(0, 5))
    assert (await http.get(path)).status_code == 404


async def test_checkpoints_are_added_by_post_alone(http: httpx.AsyncClient) -> None:
    assert (await http.get("/add-checkpoint")).status_code == 405
