"""A database restored from a backup is behind what was signed: nothing is signed over it."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jejak_client.tlog.checkpoint import Checkpoint
from typer.testing import CliRunner

from domain import base64url
from server.cli import app
from server.evidence.outside import Held
from server.evidence.sealer import Sealer
from tests.server.api.agencies import ORIGIN
from tests.server.api.founding import Founding
from tests.server.evidence.sealing import Sealing, backup, opened
from tests.servers import DatabaseServer

SEALED = {"log": None, "reads": None}
BEHIND = {"log": "evidence_behind", "reads": None}
DIFFERS = {"log": "evidence_differs", "reads": None}


class Restored:
    """A deployment sealed at two sizes, and a backup of the database from between the two."""

    def __init__(self, server: DatabaseServer, keys_dir: Path, live: str, copy: str) -> None:
        self.server, self.keys_dir, self.live, self.copy = server, keys_dir, live, copy
        self.lost: Checkpoint | None = None

    @property
    def lost_at(self) -> int:
        """How large the log was when it was signed last."""
        assert self.lost is not None
        return self.lost.size

    @asynccontextmanager
    async def restored(self) -> AsyncIterator[Sealing]:
        """The deployment on the backup, with the keys and the files as they are."""
        async with opened(self.server, self.copy, self.keys_dir) as site:
            yield site

    async def jejak(self, *words: object) -> Result:
        """`jejak log ...` on the restored database."""
        environment = {
            "JEJAK_DATABASE_URL": self.copy,
            "JEJAK_KEYS_DIR": str(self.keys_dir),
            "JEJAK_ORIGIN": ORIGIN,
        }
        told = ["log", *map(str, words)]
        return await asyncio.to_thread(CliRunner().invoke, app, told, env=environment)


@pytest.fixture
async def yesterday(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Restored]:
    keys_dir = tmp_path / "keys"
    shutil.copytree(founding.keys_dir, keys_dir)
    with postgres_server.fresh_database(founding.database) as live:
        async with opened(postgres_server, live, keys_dir) as site:
            await site.append(5)
            assert await site.seal() == SEALED
        with backup(postgres_server, live) as copy:
            found = Restored(postgres_server, keys_dir, live, copy)
            async with opened(postgres_server, live, keys_dir) as site:
                await site.append(5)
                assert await site.seal() == SEALED
                found.lost = site.opened(await site.newest())
            yield found


async def test_it_refuses_to_sign_and_goes_on_recording(yesterday: Restored) -> None:
    async with yesterday.restored() as site:
        assert await site.seal() == BEHIND
        served = await site.served()
        await site.append(3)
        assert await site.seal() == BEHIND
        await site.append(5)  # longer than what was signed, but another log
        assert await site.seal() == DIFFERS
        assert await site.served() == served
        assert (await site.services.reader.head()).position == len(site.roots()) - 1


async def test_only_the_very_rows_that_were_signed_make_it_whole_again(yesterday: Restored) -> None:
    async with opened(yesterday.server, yesterday.live, yesterday.keys_dir) as site:
        rows = site.rows("SELECT log.*::text FROM jejak.log WHERE notification_id > 0")
        assert rows
        site.rows("TRUNCATE jejak.log_checkpoints CASCADE")
        site.rows("TRUNCATE jejak.tiles")
        site.rows("DELETE FROM jejak.tree_edges")  # what was made of the rows is lost, the rows are not
        assert await site.seal() == SEALED
        assert site.opened(await site.newest()) == yesterday.lost


async def test_state_names_the_problem_and_the_way_out(yesterday: Restored) -> None:
    answer = await yesterday.jejak("state", "--json")
    assert answer.exit_code == 1
    assert "evidence_behind: The log is shorter than what was signed" in answer.stderr
    assert "jejak log new-generation" in answer.stderr
    states = {each["log"]: each for each in json.loads(answer.stdout)}
    found = states[f"{ORIGIN}/log"]
    assert yesterday.lost is not None
    assert (found["problem"], found["signed_last"]) == ("evidence_behind", yesterday.lost.size)
    assert found["sealed"] == found["size"] == yesterday.lost.size - 5


async def test_a_new_generation_says_in_the_log_what_is_lost_and_is_another_log(yesterday: Restored) -> None:
    answer = await yesterday.jejak("new-generation", "--reason", "backup_restored", "--json")
    assert json.loads(answer.stdout) == {"log": f"{ORIGIN}/log/2"}
    async with yesterday.restored() as site:
        assert site.origin() == f"{ORIGIN}/log/2"
        await site.append(20)
        assert await site.seal() == SEALED
        newest = await site.newest()
        assert site.opened(newest).origin == f"{ORIGIN}/log/2"
        assert newest.root == site.roots()[-1]
        (state,) = site.rows("SELECT state FROM jejak.log WHERE topic LIKE '%LogGenerationDeclared%'")
        (begun,) = site.services.directory.current.generations["log"]
    assert yesterday.lost is not None
    said = json.loads(_payload(state[0]))["data"]
    assert said == {
        "log": "log",
        "generation": 2,
        "size": yesterday.lost.size,
        "root": yesterday.lost.root.hex(),
        "reason": "backup_restored",
    }
    assert begun.generation == 2


def _payload(state: bytes) -> bytes:
    return base64url.decode(bytes(state).decode().split(".")[1]) or b""


async def test_a_log_that_can_be_continued_does_not_begin_anew(yesterday: Restored) -> None:
    shutil.rmtree(yesterday.keys_dir / "signed")
    async with yesterday.restored() as site:
        site.rows("TRUNCATE jejak.log_checkpoints CASCADE")
        assert await site.seal() == SEALED
    answer = await yesterday.jejak("new-generation", "--reason", "damaged")
    assert (answer.exit_code, answer.stderr) == (1, f"{ORIGIN}/log can be continued.\n")
    assert (await yesterday.jejak("new-generation", "--reason", "because")).exit_code == 2


async def test_whoever_dies_between_declaration_and_file_declares_once(
    yesterday: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr("server.evidence.signed_file._write", _die)
        died = await yesterday.jejak("new-generation", "--reason", "failover")
        assert isinstance(died.exception, RuntimeError)
    async with yesterday.restored() as site:
        assert await site.seal() == {**SEALED, "log": "evidence_unanchored"}
    assert (await yesterday.jejak("new-generation", "--reason", "failover")).exit_code == 0
    async with yesterday.restored() as site:
        assert len(site.rows("SELECT 1 FROM jejak.log WHERE topic LIKE '%LogGenerationDeclared%'")) == 1
        assert await site.seal() == SEALED


def _die(*_: Any) -> None:
    raise RuntimeError


async def test_a_witness_knows_better_where_the_file_was_restored_with_the_database(
    yesterday: Restored,
) -> None:
    async with yesterday.restored() as site:
        before = (await site.newest())._replace(frontier=())
        last = site.last_signed()
        assert last is not None
        site.file().replace(
            last, type(last)(origin=last.origin, size=before.size, root=before.root, note=before.note)
        )
        await site.append(1)

        async def outside(origin: str) -> Held:
            return Held("held", (yesterday.lost,)) if origin.endswith("/log") else Held("nothing_yet")

        assert await Sealer(site.services, outside).run_once() == BEHIND
        await site.append(10)
        assert await Sealer(site.services, outside).run_once() == DIFFERS
        assert (await site.newest()).size == before.size


async def test_a_lost_file_is_made_anew_from_a_checkpoint_that_was_kept_and_from_nothing_else(
    yesterday: Restored, tmp_path: Path
) -> None:
    kept, forged = tmp_path / "kept", tmp_path / "forged"
    async with yesterday.restored() as site:
        kept.write_text((await site.newest()).note)
    forged.write_text(kept.read_text().replace(f"\n{yesterday.lost_at - 5}\n", f"\n{yesterday.lost_at}\n"))
    lost = yesterday.keys_dir / "signed" / "log.json"
    of_the_lost_log = tmp_path / "of_the_lost_log"
    of_the_lost_log.write_text(json.loads(lost.read_text())["note"])
    refused = await yesterday.jejak("anchor", "--checkpoint", kept)
    lost.unlink()
    assert refused.stderr.endswith("The file that says what was signed last is where it was.\n")
    answers = [await yesterday.jejak("anchor", "--checkpoint", each) for each in (forged, of_the_lost_log)]
    assert [answer.exit_code for answer in answers] == [1, 1]
    assert "no checkpoint that" in answers[0].stderr
    assert "does not begin with" in answers[1].stderr
    assert (await yesterday.jejak("anchor", "--checkpoint", kept)).exit_code == 0
    async with yesterday.restored() as site:
        await site.append()
        assert await site.seal() == SEALED
    assert (await yesterday.jejak("state")).exit_code == 0


async def test_the_check_compares_with_a_checkpoint_that_an_agency_kept(
    yesterday: Restored, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(json.loads((yesterday.keys_dir / "signed" / "log.json").read_text())["note"])
    shutil.rmtree(yesterday.keys_dir / "signed")
    assert (await yesterday.jejak("check")).exit_code == 0
    answer = await yesterday.jejak("check", "--log", "log", "--checkpoint", kept, "--json")
    assert answer.exit_code == 1
    (found,) = json.loads(answer.stdout)
    assert found["wrong"] == f"{yesterday.lost_at} leaves were signed and there are {yesterday.lost_at - 5}"
    assert (await yesterday.jejak("check", "--checkpoint", kept)).exit_code == 2


async def test_a_serving_process_goes_on_with_the_new_generation_as_soon_as_it_is_declared(
    yesterday: Restored,
) -> None:
    async with yesterday.restored() as site:
        at_work = Sealer(site.services)
        at_work.start()
        async with asyncio.timeout(20):
            while not site.rows("SELECT 1 FROM jejak.sealing WHERE problem = 'evidence_behind'"):
                await asyncio.sleep(0.02)
            answer = await yesterday.jejak("new-generation", "--reason", "failover")
            assert answer.exit_code == 0, answer.output
            while site.origin() != f"{ORIGIN}/log/2" or not await site.served():
                await asyncio.sleep(0.02)
        await at_work.stop()
        assert site.opened(await site.newest()).origin == f"{ORIGIN}/log/2"
        assert site.rows("SELECT log, problem FROM jejak.sealing WHERE kind = 'log'") == [
            (f"{ORIGIN}/log/2", None)
        ]
