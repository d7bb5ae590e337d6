"""Both logs are sealed within a second, by one signer, and never in the way of an append."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio
from jejak_client.tlog import merkle
from jejak_client.tlog.tiles import TileName, decode_tile

from server.evidence import sealed_log, sealer
from server.evidence.logs import EVENTS, LOGS, READS
from server.evidence.proofs import consistency, inclusion, root_at
from server.evidence.sealer import Sealer
from server.evidence.states import State, states
from server.evidence.tree import read_tiles
from server.readlog.leaves import checkpoint
from tests.server.api.founding import Founding
from tests.server.evidence.sealing import Sealing, sealing
from tests.servers import DatabaseServer

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATIENCE = 10.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(
    postgres_server: DatabaseServer, founding: Founding, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sealing]:
    """One deployment for this module: each test goes on where the one before it ended."""
    async with sealing(postgres_server, founding, tmp_path_factory.mktemp("sealing")) as found:
        yield found


async def standing(site: Sealing) -> dict[str, State]:
    """How both logs are said to stand."""
    async with site.services.pool.connection() as conn:
        return {state.kind: state for state in await states(conn)}


async def until_sealed(site: Sealing) -> float:
    """Seconds until everything there is stands under a checkpoint."""
    began = monotonic()
    while monotonic() < began + PATIENCE:
        found = await standing(site)
        if found and all(state.sealed == state.size for state in found.values()):
            return monotonic() - began
        await asyncio.sleep(0.02)
    raise AssertionError("not sealed")


async def test_a_log_that_was_never_sealed_is_taken_in_pages_and_events_are_recorded_between_them(
    site: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_log, "PAGE", 100)
    await site.append(1_000)
    seen = list[int]()

    async def record() -> None:
        while True:
            await site.append()
            seen.extend(state.hashed for kind, state in (await standing(site)).items() if kind == "log")

    recording = asyncio.create_task(record())
    assert await site.seal() == {"log": None, "reads": None}
    recording.cancel()
    assert any(0 < size < 1_000 for size in seen)
    (signed,) = await site.served()
    assert signed.size < len(site.roots()) - 1, "recorded while the log was taken in"
    assert signed.root == site.roots()[signed.size]


async def test_the_root_of_a_checkpoint_is_that_of_the_rows(site: Sealing) -> None:
    await site.append(300)
    await site.seal()
    signed = await site.newest()
    assert signed.root == site.roots()[signed.size] == site.roots()[-1]


async def test_the_root_of_the_reads_is_the_one_the_database_makes(site: Sealing) -> None:
    await site.read(20)
    await site.seal()
    signed = await site.newest(READS)
    assert (signed.size, signed.root) == await checkpoint(site.services.pool)


async def test_nothing_new_is_not_signed_again(site: Sealing) -> None:
    await site.seal()
    before = await site.served()
    await site.seal()
    assert await site.served() == before


async def test_every_tile_is_that_of_the_leaves_at_every_width(site: Sealing) -> None:
    await site.append(600)
    await site.seal()
    size = (await site.newest()).size
    count = size // 256
    below = [TileName(0, index) for index in range(count)]
    async with site.services.pool.connection() as conn:
        full = await read_tiles(conn, site.origin(), below)
        partial = await read_tiles(conn, site.origin(), [TileName(0, 1, 7), TileName(0, count, size % 256)])
        above = (await read_tiles(conn, site.origin(), [TileName(1, 0, count)]))[TileName(1, 0, count)]
    assert partial[TileName(0, 1, 7)] == full[TileName(0, 1)][: 7 * 32]
    assert decode_tile(above, count) == tuple(_root(decode_tile(full[name], 256)) for name in below)
    leaves = [leaf for name in below for leaf in decode_tile(full[name], 256)]
    leaves += decode_tile(partial[TileName(0, count, size % 256)], size % 256)
    assert (
        merkle.root(size, lambda level, at: _root(leaves[at << level : (at + 1) << level]))
        == site.roots()[size]
    )


def _root(hashes: Any) -> bytes:
    while len(hashes) > 1:
        hashes = [merkle.node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    root: bytes = hashes[0]
    return root


async def test_a_leaf_is_proved_in_every_checkpoint_and_each_begins_with_those_before(site: Sealing) -> None:
    for _ in range(3):
        await site.append(100)
        await site.seal()
    served = await site.served()
    async with site.services.pool.connection() as conn:
        leaves = decode_tile((await read_tiles(conn, site.origin(), [TileName(0, 0)]))[TileName(0, 0)], 256)
        for signed in served:
            for index in (0, 100, 255):
                path = await inclusion(conn, signed, index)
                merkle.verify_inclusion(leaves[index], index, signed.size, path, signed.root)
            for earlier in (each for each in served if each.size <= signed.size):
                proof = await consistency(conn, earlier.size, signed)
                merkle.verify_consistency(earlier.size, earlier.root, signed.size, signed.root, proof)
                assert await root_at(conn, signed.log, earlier.size) == earlier.root


async def test_what_waits_is_told_with_its_age(site: Sealing) -> None:
    await site.seal()
    await site.append(2)
    found = await standing(site)
    assert found["log"].size - found["log"].sealed == 2
    assert found["log"].waiting_since == site.services.clock()
    assert (found["reads"].waiting_since, found["log"].log) == (None, site.origin(EVENTS))


async def test_what_is_recorded_and_read_stands_under_a_checkpoint_within_a_second(site: Sealing) -> None:
    at_work = Sealer(site.services)
    at_work.start()
    await until_sealed(site)
    for _ in range(2):
        await site.append(5)
        await site.read()
        assert await until_sealed(site) < 1.0
    await at_work.stop()
    for log in LOGS:
        for signed in await site.served(log):
            assert site.opened(signed, log) == (signed.log, signed.size, signed.root)


async def test_of_two_servers_one_signs_and_the_other_takes_over(site: Sealing) -> None:
    first, second = Sealer(site.services), Sealer(site.services)
    await site.append(3)
    first.start()
    await until_sealed(site)
    second.start()
    await site.append(3)
    await until_sealed(site)
    assert (first.leads, second.leads) == (True, False)
    await first.stop()
    await site.append(3)
    await until_sealed(site)
    assert second.leads
    await second.stop()


async def test_a_signer_that_slept_through_the_work_of_another_signs_nothing(
    site: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.append(3)
    asleep, awake, real = asyncio.Event(), asyncio.Event(), sealed_log.grow

    async def sleeping(*arguments: Any) -> None:
        monkeypatch.setattr(sealed_log, "grow", real)
        asleep.set()
        await awake.wait()
        await real(*arguments)

    monkeypatch.setattr(sealed_log, "grow", sleeping)
    monkeypatch.setattr(sealer, "LEAD", "SELECT true")  # both believe that they lead
    slow = asyncio.create_task(Sealer(site.services).run_once())
    await asleep.wait()
    await site.seal()
    before = await site.served()
    awake.set()
    with pytest.raises(sealer.TreeMoved):
        await slow
    assert await site.served() == before
    assert (await site.check()).wrong is None


async def test_a_signer_that_wakes_with_a_tree_made_writes_over_no_later_one(
    site: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.append(3)
    asleep, awake = asyncio.Event(), asyncio.Event()
    real = sealed_log.SealedLog._put_down

    async def sleeping(*arguments: Any) -> Any:
        monkeypatch.setattr(sealed_log.SealedLog, "_put_down", real)
        asleep.set()
        await awake.wait()
        return await real(*arguments)

    monkeypatch.setattr(sealed_log.SealedLog, "_put_down", sleeping)
    monkeypatch.setattr(sealer, "LEAD", "SELECT true")
    slow = asyncio.create_task(Sealer(site.services).run_once())
    await asleep.wait()
    await site.append(3)
    await site.seal()
    last = site.last_signed()
    awake.set()
    with pytest.raises(sealer.FileMoved):
        await slow
    assert site.last_signed() == last
