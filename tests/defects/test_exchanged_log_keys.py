"""A deployment whose policy file names the key of its log, and then exchanges that key."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from jejak_client.tlog.checkpoint import open_checkpoint
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.policy import read_policy
from jejak_client.witness.directory import add_log

from server.evidence.keystore import KeyStore, Use
from server.evidence.logs import EVENTS, Log
from server.evidence.policy import log_keys
from server.evidence.sealer import origin_now
from tests.server.api.agencies import ORIGIN
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import NAMES, Witnessed, witnessed
from tests.servers import DatabaseServer

HOST = "deployment"
ENDED = "policy_key_ended"


def key_of(keys_dir: Path, log: Log = EVENTS) -> NoteKey:
    """The key of a log as the key directory has it."""
    found = KeyStore(keys_dir).find(log.use, HOST)
    assert found is not None
    return NoteKey(log.origin(ORIGIN, 1), found.public)


@pytest.fixture
async def named(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Witnessed]:
    """Its policy names the key of the log of events as it was made."""
    before = f"log {key_of(founding.keys_dir).vkey}\n"
    async with witnessed(postgres_server, founding, tmp_path, before=before) as found:
        yield found


async def exchange(found: Witnessed, use: Use = "log") -> None:
    """As an operator did by hand before there was a verb."""
    deployment, host = found.deployment, found.deployment.services.settings
    path = host.keys_dir / use / f"{HOST}.jwk"
    path.rename(path.with_name(f"{HOST}.old"))
    keys = KeyStore(host.keys_dir)
    old = next(
        key.kid
        for key in deployment.services.directory.current.keys.values()
        if key.custody == use and key.until_position is None
    )
    await deployment.registrar().rotate_key(HOST, keys.make(use, HOST), use, old, "replaced")
    await deployment.services.directory.reload()


async def test_checkpoints_are_served_on_under_the_new_key(named: Witnessed) -> None:
    old = key_of(named.deployment.services.settings.keys_dir)
    before = await named.grow()
    await exchange(named)
    reader = await named.deployment.caller("polres-ttu", "reader")
    answer = await reader.get("/v1/log/checkpoint")
    assert answer.status_code == 200
    assert open_checkpoint(answer.content, old).checkpoint.size == before.size
    new = key_of(named.deployment.services.settings.keys_dir)
    for name in NAMES:
        add_log(named.offices / name, new.vkey)
    signed = await named.grow()
    answer = await reader.get("/v1/log/checkpoint?final=true")
    assert answer.headers["Jejak-Proof"] == "final"
    assert open_checkpoint(answer.content, new).checkpoint.size == signed.size > before.size


async def test_the_policy_that_is_served_names_both_keys_the_new_one_first(named: Witnessed) -> None:
    old = key_of(named.deployment.services.settings.keys_dir)
    await exchange(named)
    new = key_of(named.deployment.services.settings.keys_dir)
    reader = await named.deployment.caller("polres-ttu", "reader")
    served = read_policy((await reader.get("/v1/log/policy")).content)
    assert [log.key for log in served.logs if log.key.name == old.name] == [new, old]


async def test_it_is_said_that_the_policy_file_still_names_the_old_key(named: Witnessed) -> None:
    await named.grow()
    reader = await named.deployment.caller("polres-ttu", "reader")

    async def told() -> dict[str, str | None]:
        logs = (await reader.get("/health/ready")).json()["evidence"]
        return {each["log"]: each["policy_problem"] for each in logs}

    origin = origin_now(named.deployment.services, EVENTS)
    assert (await told())[origin] is None
    await exchange(named)
    assert (await told())[origin] == ENDED


async def test_a_witness_that_cosigned_under_the_old_key_is_believed(named: Witnessed) -> None:
    await named.grow()
    await exchange(named)
    await named.seal()
    reader = await named.deployment.caller("polres-ttu", "reader")
    (log,) = [
        each
        for each in (await reader.get("/health/ready")).json()["evidence"]
        if each["log"] == key_of(named.deployment.services.settings.keys_dir).name
    ]
    assert (log["problem"], log["held_outside"]) == (None, "held")


async def test_a_log_that_began_anew_under_its_key_is_served(named: Witnessed) -> None:
    await named.grow()
    await named.deployment.registrar().declare_generation("log", 2, None, "backup_restored")
    await named.deployment.services.directory.reload()
    assert {key.name for key in log_keys(ORIGIN, named.deployment.services.directory.current)} == {
        f"{ORIGIN}/log/2",
        f"{ORIGIN}/reads",
    }
    reader = await named.deployment.caller("polres-ttu", "reader")
    assert (await reader.get("/v1/log/checkpoint")).status_code == 200
