"""Attacks on what was erased (reference/evidence.md 6d): restores, rebuilds, crashes, copies."""

import asyncio
import os
import signal
import subprocess
import sys
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import psycopg
import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from ops.deployment import Deployment as Embedded
from projections.rebuild import rebuild
from server.ledger.queries import LedgerReader
from server.ledger.verify import verify_chain
from server.rules import load_rules
from server.start import projections_under
from server.vault.epochs import EpochKeys
from server.vault.keyfile import KeyEncryptionKeyDestroyed
from tests.attacks.erasing import STEPS
from tests.server.api.agencies import ORIGIN
from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.works import NGO, UPTD, Works, seat_task_force
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import (
    DPO,
    FINDINGS,
    NAME,
    SECRETS,
    STORY,
    Told,
    approve,
    confirm,
    disclosed,
    feed,
    key_count,
    opened,
    register_officer,
    restarted,
    told_case,
)
from tests.server.vault.test_vault import everything
from tests.servers import DatabaseServer

EVERYTHING = ("victim_identity", "psychosocial", "narrative")


__all__ = ["deployment", "works"]


async def test_d04_a_backup_from_before_the_erasure_opens_nothing_of_it_once_restored(
    database: str, postgres_server: DatabaseServer, tmp_path: Path
) -> None:
    keys_dir = tmp_path / "keys"
    told = await approved_and_left(database, keys_dir)
    with postgres_server.fresh_database(urlsplit(database).path[1:]) as backup:
        async with restarted(database, keys_dir) as served:
            await Works(served).run()
        assert key_count(backup) > key_count(database)
        async with restarted(backup, keys_dir) as served:
            assert key_count(backup) == key_count(database)
            for agency in (UPTD, NGO):
                assert await opened(served, agency) == set()
            assert await Works(served).run() == 1  # and the restored log is told of it again
            (again,) = await Works(served).recorded("KeyShredded")
            assert again.data.erasure == told.erasure


async def test_d04_whoever_holds_backup_and_keys_opens_nothing_once_the_month_of_the_backup_is_over(
    works: Works, deployment: Deployment, database: str, tmp_path: Path
) -> None:
    told = await told_case(works)
    with psycopg.connect(database) as conn:
        backup = conn.execute("SELECT key_id, owner, class, wrapped, kek_id FROM jejak.data_keys").fetchall()
    await approve(works, told, *EVERYTHING)
    await works.run()
    stolen = EpochKeys(tmp_path / "keys", deployment.time)
    assert all(can_unwrap(stolen, row) for row in backup)  # until then it is a promise: docs/security.md
    await works.run(days=65)
    completed = (await works.recorded("ErasureCompleted"))[0]
    assert deployment.time().date() == completed.data.unreadable_from == date(2026, 5, 6)
    thief = EpochKeys(tmp_path / "keys", deployment.time)
    for row in backup:
        with pytest.raises(KeyEncryptionKeyDestroyed):
            can_unwrap(thief, row)
    assert await opened(deployment, UPTD) == set()


async def test_d06_erased_then_rebuilt_nothing_is_found_anywhere_and_log_and_ledgers_still_verify(
    works: Works, deployment: Deployment, database: str
) -> None:
    told = await told_case(works)
    await deployment.settled()
    before = await ledger_hashes(deployment)
    log = log_rows(database)
    await approve(works, told, *EVERYTHING)
    await works.run()
    await deployment.settled()
    for projection in projections_under(load_rules()):
        assert (await rebuild(projection, database)).equal, projection.name
    for agency in (UPTD, NGO, DPO):
        assert not found_in(await everything_served(deployment, agency, told)), agency
    with psycopg.connect(database) as conn:
        assert not found_in(everything(conn))
    assert log_rows(database)[: len(log)] == log
    assert before.items() <= (await ledger_hashes(deployment)).items()


@pytest.mark.parametrize("step", STEPS)
async def test_d08_killed_after_any_step_it_is_finished_by_the_next_and_never_readable_again(
    works: Works, deployment: Deployment, database: str, tmp_path: Path, step: str
) -> None:
    told = await told_case(works)
    await deployment.settled()
    assert await opened(deployment, UPTD) == {"name", "phone", "findings", "statement"}
    await approve(works, told, *EVERYTHING)
    killed = await asyncio.to_thread(round_killed_after, step, database, tmp_path / "keys")
    assert killed == -signal.SIGKILL
    if step not in ("listing", "listed"):  # the other process, whose memory held the keys, opens nothing now
        assert await opened(deployment, UPTD) == set()
    await finished(works)
    async with restarted(database, tmp_path / "keys") as fresh:
        assert await opened(fresh, UPTD) == await opened(fresh, NGO) == set()
    (gone,) = await works.recorded("KeyShredded")
    assert gone.data.keys == len(deployment.services.erased) == 3
    for agency in (UPTD, NGO):
        assert (await confirm(deployment, agency, told.erasure)).status_code == 200
    assert [await works.run(), await works.run()] == [1, 0]


async def test_d09_of_a_text_about_two_the_text_goes_with_one_and_what_it_tells_of_the_other_stays(
    works: Works, deployment: Deployment
) -> None:
    told, other = await told_case(works), str(uuid4())
    known = {"person": other, "sex": "female", "age_band": "21-23", "child": False}
    await works.publish(UPTD, "VictimRegistered", told.case, {**known, "name": "Kenari Delapan"})
    both = {"person": other, "interview_number": 1, "interviewer_sex": "female", "language": "ind"}
    about = {**both, "findings": "TEMUAN-LAIN", "statement": "Keduanya berangkat bersama"}
    await works.publish(UPTD, "IdentificationInterviewHeld", told.case, about)
    await approve(works, told, *EVERYTHING)
    await works.run()
    await deployment.settled()
    read = b"".join(await disclosed(deployment, UPTD)).decode()
    assert [word in read for word in (NAME, FINDINGS, STORY)] == [False, False, False]
    assert all(word in read for word in ("Kenari Delapan", "TEMUAN-LAIN", "Keduanya"))


async def test_d09_a_text_that_names_both_is_sealed_for_good_and_its_other_fields_are_read_on(
    works: Works, deployment: Deployment
) -> None:
    told, other = await told_case(works), str(uuid4())
    joint = {
        "file": str(uuid4()),
        "person": other,
        "victims": [other, str(told.person)],
        "victim_name": "Kenari Delapan",
        "report_number": "LP/B/77",
        "statement": "Keduanya berangkat bersama",
    }
    told_police = {"police": "polres-ttu", "person": other, "child": False}
    await works.publish(UPTD, "PoliceNotified", told.case, told_police)
    await works.publish("polres-ttu", "PoliceReportFiled", told.case, joint)
    await approve(works, told, *EVERYTHING)
    await works.run()
    await deployment.settled()
    read = b"".join(await disclosed(deployment, "polres-ttu")).decode()
    assert "Keduanya" not in read
    assert "Kenari Delapan" in read
    assert "LP/B/77" in read


async def test_d10_what_is_kept_of_an_erasure_has_no_room_for_a_name(
    works: Works, deployment: Deployment, database: str
) -> None:
    with psycopg.connect(database) as conn:
        columns = conn.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'jejak' "
            "AND table_name IN ('erasures', 'purges') AND data_type IN ('text', 'character varying', 'jsonb')"
        ).fetchall()
    assert columns == [("purges", "agency")]
    for name in ("KeyShredded", "ErasureCompleted"):
        classes = {field.data_class for field in REGISTRY[name].fields.values()}
        assert DataClass.NARRATIVE not in classes
    told = await told_case(works)
    asked = {"erasure": str(told.erasure), "person": str(told.person), "ground": "requested"}
    because = uuid4().hex
    request = {**asked, "asked_by": "person", "statement": f"{NAME} meminta"}
    await works.publish(UPTD, "ErasureRequested", told.case, request, id=because)
    approval = {"because_source": f"/agencies/{UPTD}", "because_id": because, "classes": list(EVERYTHING)}
    version = (await works.services.reader.case_versions([told.case]))[told.case]
    fields = {"erasure": asked["erasure"], "person": asked["person"], **approval}
    await works.publish(DPO, "ErasureApproved", told.case, fields, basedon=version)
    await works.run()
    await deployment.settled()
    assert not found_in(await everything_served(deployment, UPTD, told))


async def test_d11_no_backup_of_the_database_holds_a_key_that_opens_it(
    works: Works, database: str, tmp_path: Path
) -> None:
    await told_case(works)
    files = [path for path in (tmp_path / "keys").rglob("*") if path.is_file()]
    secrets = [part for path in files for part in forms_of(path.read_bytes())]
    cached = [key.secret for key in works.services.vault._cache._by_id.values()]
    assert len(files) > 3
    assert cached
    with psycopg.connect(database) as conn:
        dump = everything(conn)
    assert [secret for secret in (*secrets, *cached) if secret in dump] == []
    assert not Embedded(tmp_path).keys.is_relative_to(tmp_path / "postgres")


async def approved_and_left(database: str, keys_dir: Path) -> Told:
    """An erasure approved in a deployment that is stopped before it is carried out."""
    async with deployed(database, keys_dir) as found:
        await seat_task_force(found)
        await register_officer(found)
        works = Works(found)
        told = await told_case(works)
        await approve(works, told, *EVERYTHING)
        await found.settled()
    return told


def can_unwrap(keys: EpochKeys, row: tuple[Any, ...]) -> bool:
    """What a thief does who holds the backup and the keys directory."""
    key_id, owner, data_class, wrapped, kek_id = row
    context = msgspec.json.encode(("jejak/data-key/v1", ORIGIN, key_id, owner, data_class))
    return len(keys.unwrap(wrapped, context, kek_id)) == 32


def round_killed_after(step: str, database: str, keys_dir: Path) -> int:
    """The exit code of a process that does one round and dies after a step of it."""
    environment = {
        **os.environ,
        "JEJAK_DATABASE_URL": database,
        "JEJAK_KEYS_DIR": str(keys_dir),
        "JEJAK_ORIGIN": ORIGIN,
    }
    environment.pop("JEJAK_NATS_URL", None)
    command = [sys.executable, "-m", "tests.attacks.erasing", step]
    return subprocess.run(command, env=environment, timeout=60, capture_output=True, check=False).returncode


async def finished(works: Works) -> None:
    """The next process goes on, as soon as the database has seen that the other is gone."""
    async with asyncio.timeout(30):
        while await works.run() is None or not await works.recorded("KeyShredded"):
            await asyncio.sleep(0.2)


async def everything_served(deployment: Deployment, agency: str, told: Told) -> bytes:
    """What an agency reads of the case by every call that shows it, disclosures as they read."""
    caller = await deployment.caller(agency, "reader")
    case = f"/v1/cases/{told.case}"
    paths = (
        case,
        f"{case}/timeline",
        "/v1/cases",
        "/v1/worklist",
        "/v1/clocks",
        "/v1/manifest",
        "/v1/rights",
    )
    texts = [(await caller.get(path)).content for path in paths]
    return b"".join(
        (*texts, str(await feed(deployment, agency)).encode(), *await disclosed(deployment, agency))
    )


def found_in(content: bytes) -> list[str]:
    """The planted values that stand in it."""
    return [secret for secret in SECRETS if secret.encode() in content]


def forms_of(secret: bytes) -> tuple[bytes, ...]:
    """A key as it is, in hex and in base64."""
    return secret, secret.hex().encode(), b64encode(secret)


async def ledger_hashes(deployment: Deployment) -> dict[tuple[str, int], bytes]:
    """The hash of every row of these ledgers, each verified from its beginning."""
    reader = LedgerReader(deployment.services.pool)
    found = {}
    for agency in (UPTD, NGO, DPO):
        await verify_chain(reader, agency)
        for head, _ in await reader.rows(agency, 0, 10_000):
            found[agency, head.n] = head.hash
    return found


def log_rows(database: str) -> list[tuple[Any, ...]]:
    """The log, byte for byte."""
    with psycopg.connect(database) as conn:
        return conn.execute("SELECT * FROM jejak.log ORDER BY notification_id").fetchall()
