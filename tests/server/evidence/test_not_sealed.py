"""What speaks against a checkpoint, and that nothing is signed over it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from jejak_client.tlog.checkpoint import Checkpoint

from domain.directory import Directory
from server.evidence.logs import EVENTS, LOGS, READS
from server.evidence.outside import Held
from server.evidence.sealer import Sealer
from server.evidence.states import states
from tests.server.api.founding import Founding
from tests.server.evidence.sealing import Sealing, sealing
from tests.servers import DatabaseServer

SEALED = {"log": None, "reads": None}


@pytest.fixture
async def site(postgres_server: DatabaseServer, founding: Founding, tmp_path: Path) -> AsyncIterator[Sealing]:
    async with sealing(postgres_server, founding, tmp_path) as found:
        yield found


async def told(site: Sealing) -> dict[str, str | None]:
    """The problem of each log, as /health/ready has it."""
    async with site.services.pool.connection() as conn:
        return {state.kind: state.problem for state in await states(conn)}


async def test_rows_that_were_changed_before_they_were_sealed_are_not_signed(site: Sealing) -> None:
    await site.append(3)
    await site.read(3)
    site.rows("UPDATE jejak.reads SET call = 'readCase' WHERE leaf = 1")
    site.rows(
        "DELETE FROM jejak.log WHERE notification_id = (SELECT max(notification_id) - 1 FROM jejak.log)"
    )
    assert await site.seal() == {"log": "evidence_differs", "reads": "evidence_differs"}
    assert await site.served() == await site.served(READS) == []
    assert site.last_signed() is None


async def test_a_deployment_that_is_not_founded_seals_nothing_and_complains_of_nothing(
    site: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.services.directory, "current", Directory(position=2**60))
    assert await site.seal() == await told(site) == {}


async def test_without_its_own_key_a_log_is_not_sealed_and_the_other_is(
    site: Sealing, tmp_path: Path
) -> None:
    log, reads = (tmp_path / "keys" / each.use / "deployment.jwk" for each in (EVENTS, READS))
    log.write_bytes(reads.read_bytes())  # a key that is registered, but not for this
    assert await site.seal() == {"log": "log_key_missing", "reads": None}
    log.unlink()
    assert await site.seal() == await told(site) == {"log": "log_key_missing", "reads": None}


async def test_a_disk_that_does_not_take_the_file_stops_the_signing_and_not_the_log(
    site: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.seal()
    before = await site.served()

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(Path, "rename", fail)
        await site.append(3)
        assert await site.seal() == {"log": "evidence_file", "reads": None}
        assert await site.served() == before
    assert await site.seal() == SEALED
    assert (await site.newest()).size == before[-1].size + 3


@pytest.mark.parametrize("log", LOGS)
async def test_a_log_shorter_than_what_was_signed_is_behind(site: Sealing, log: Any) -> None:
    await site.read(5)
    await site.seal()
    table, column = ("log", "notification_id") if log is EVENTS else ("reads", "leaf")
    site.rows(f"DELETE FROM jejak.{table} WHERE {column} = (SELECT max({column}) FROM jejak.{table})")
    site.rows("UPDATE jejak.log_head SET position = (SELECT max(notification_id) FROM jejak.log)")
    site.rows("UPDATE jejak.reads_tree SET size = (SELECT count(*) FROM jejak.reads)")
    assert await site.seal() == {**SEALED, log.kind: "evidence_behind"}
    assert await told(site) == {**SEALED, log.kind: "evidence_behind"}


async def test_a_tree_made_anew_of_other_rows_differs_from_what_the_file_says(site: Sealing) -> None:
    await site.append(5)
    await site.seal()
    site.rows("UPDATE jejak.log SET state = 'forged' WHERE notification_id = 20")
    for table in ("tiles", "tree_edges", "log_checkpoints"):
        site.rows(f"TRUNCATE jejak.{table} CASCADE")
    assert await site.seal() == {**SEALED, "log": "evidence_differs"}
    assert await site.served() == []


async def test_a_checkpoint_in_the_database_counts_also_where_the_file_is_of_before(site: Sealing) -> None:
    await site.seal()
    before = site.file().path.read_bytes()
    await site.append(2)
    await site.seal()
    site.file().path.write_bytes(before)
    await site.append(2)
    assert await site.seal() == SEALED
    site.file().path.write_bytes(before)
    site.rows(
        "UPDATE jejak.log_checkpoints SET root = %s WHERE size = %s", b"x" * 32, (await site.newest()).size
    )
    await site.append(1)
    assert await site.seal() == {**SEALED, "log": "evidence_differs"}


@pytest.mark.parametrize("content", [None, b"", b"{}"])
async def test_without_the_file_nothing_is_signed_beside_checkpoints(
    site: Sealing, content: bytes | None
) -> None:
    await site.seal()
    site.file().path.unlink() if content is None else site.file().path.write_bytes(content)
    await site.append()
    assert await site.seal() == {**SEALED, "log": "evidence_unanchored"}


async def test_a_tile_that_is_damaged_or_missing_is_found_by_the_check(site: Sealing) -> None:
    await site.append(300)
    await site.seal()
    assert (await site.check()).wrong is None
    site.rows("UPDATE jejak.tiles SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)")
    assert (await site.check())[2:] == ("the row of leaf 1 is not what was sealed", 1)
    site.rows("DELETE FROM jejak.tiles")
    assert (await site.check()).wrong == "tile/0/000 is missing"


async def test_what_stands_above_the_leaves_is_checked_too(site: Sealing) -> None:
    await site.append(300)
    await site.seal()
    site.rows("UPDATE jejak.tree_edges SET tiles[2] = set_byte(tiles[2], 3, get_byte(tiles[2], 3) # 1)")
    assert (await site.check()).wrong == "tile/1/000.p/1 is not made of the tiles below it"


async def test_a_witness_that_cannot_be_asked_is_not_in_the_way(site: Sealing) -> None:
    async def outside(origin: str) -> Held:
        raise OSError(113, "No route to host")

    assert await Sealer(site.services, outside).run_once() == SEALED
    async with site.services.pool.connection() as conn:
        assert {state.witness for state in await states(conn)} == {"unreachable"}


async def test_what_a_witness_holds_must_be_what_the_log_begins_with(site: Sealing) -> None:
    await site.seal()
    held = site.opened(await site.newest())

    async def seal_beside(told: Checkpoint) -> str | None:
        """Why the log is not sealed where a witness holds this."""

        async def outside(origin: str) -> Held:
            return Held("held", (told,)) if origin == site.origin() else Held("nothing_yet")

        await site.append()
        found = await Sealer(site.services, outside).run_once()
        assert found is not None
        return found["log"]

    assert await seal_beside(held) is None
    assert await seal_beside(held._replace(root=bytes(32))) == "evidence_differs"
    assert await seal_beside(held._replace(size=held.size + 100)) == "evidence_behind"
