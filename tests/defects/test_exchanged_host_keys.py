"""Keys that the host holds had no verb that exchanges or ends them: it is done beside a server that runs."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import uvloop
from jejak_client.receipts import receipt_keys, require_stated
from typer.testing import CliRunner

from domain.directory import Key
from domain.events import kid_in
from ops.cli import found
from server.cli import app
from server.commands.place import registrar_of
from server.config import Settings
from server.evidence.exchanging import HostUse, NoSuchKey, exchange, revoke
from server.evidence.keystore import KeyStore, read_key
from server.evidence.sealer import Sealer
from server.registrar import RegistrationRefused
from server.services import Services
from server.start import open_services
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

HOST, OFFICE = "deployment", "uptdppa-ttu"


@asynccontextmanager
async def operator(deployment: Deployment) -> AsyncIterator[Services]:
    """What a verb of the operator's has open, beside the server."""
    async with open_services(deployment.services.settings, deployment.services.clock) as services:
        yield services


async def exchanged(deployment: Deployment, use: HostUse, agency: str = HOST) -> str:
    """The id of the key that was put in the place of another."""
    async with operator(deployment) as services:
        done = await exchange(services, registrar_of(services), use, agency, "replaced")
        assert done.kept is not None
        assert done.kept.stat().st_mode & 0o777 == 0o600
        assert done.replaces.endswith(read_key(done.kept).thumbprint)
        return done.kid


def in_force(services: Services, custody: str, agency: str = HOST) -> list[Key]:
    """The keys of a custody that have not ended."""
    keys = services.directory.current.keys.values()
    return [key for key in keys if (key.custody, key.agency, key.until_position) == (custody, agency, None)]


async def recorded(deployment: Deployment) -> dict[str, Any]:
    """The answer to a new event of an office that the host signs for."""
    data = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OFFICE], "victim_name": "Kanari Satu"}
    return await deployment.publish(OFFICE, event(OFFICE, "ReportReceived", uuid4(), data))


async def test_receipts_are_signed_with_the_new_key_at_once_and_the_old_ones_hold(
    deployment: Deployment,
) -> None:
    before = await recorded(deployment)
    kid = await exchanged(deployment, "receipt")
    after = await recorded(deployment)
    assert kid_in(after["receipt"].split(".")[0].encode()) == kid
    reader = await deployment.caller("polres-ttu", "reader")
    keys = receipt_keys((await reader.get("/v1/log/keys")).json())
    for answer in (before, after):
        require_stated(answer["receipt"], keys, [(answer["id"], answer["hash"])])


async def test_an_office_is_signed_for_with_the_new_key_at_once(deployment: Deployment) -> None:
    await recorded(deployment)
    kid = await exchanged(deployment, "escrow", OFFICE)
    position = (await recorded(deployment))["position"]
    rows = await deployment.services.reader.page(position - 1, 1)
    assert kid_in(bytes(rows[0].state).split(b".")[0]) == kid


@pytest.mark.parametrize("use", ["log", "reads-log"])
async def test_logs_are_sealed_on_with_the_new_key(deployment: Deployment, use: HostUse) -> None:
    assert set((await Sealer(deployment.services).run_once() or {}).values()) == {None}
    kid = await exchanged(deployment, use)
    assert set((await Sealer(deployment.services).run_once() or {}).values()) == {None}
    assert [key.kid for key in in_force(deployment.services, use)] == [kid]


async def test_an_exchange_that_was_cut_off_is_finished(deployment: Deployment) -> None:
    async with operator(deployment) as services:
        old = in_force(services, "receipt")[0]
        new = services.keys.make_next("receipt", HOST)
        await registrar_of(services).rotate_key(HOST, new, "receipt", old.kid, "lost")
    answer = await recorded(deployment)
    assert kid_in(answer["receipt"].split(".")[0].encode()).endswith(new.thumbprint)
    kid = await exchanged(deployment, "receipt")
    assert kid.endswith(new.thumbprint)
    found = KeyStore(deployment.services.settings.keys_dir).find("receipt", HOST)
    assert found is not None
    assert found.public == new.public


async def test_a_key_that_was_in_other_hands_is_flagged_after_it_was_exchanged(
    deployment: Deployment,
) -> None:
    async with operator(deployment) as services:
        (old,) = in_force(services, "escrow", OFFICE)
    kid = await exchanged(deployment, "escrow", OFFICE)
    async with operator(deployment) as services:
        since = services.directory.current.keys[old.kid].from_position + 1
        assert (await revoke(services, registrar_of(services), old.kid, "compromised", since)).kept is None
        assert services.directory.current.keys[old.kid].compromised_since == since
        assert [key.kid for key in in_force(services, "escrow", OFFICE)] == [kid]


async def test_a_key_is_ended_with_none_in_its_place(deployment: Deployment) -> None:
    async with operator(deployment) as services:
        (key,) = in_force(services, "escrow", OFFICE)
        done = await revoke(services, registrar_of(services), key.kid, "replaced")
        assert done.kept is not None
        assert read_key(done.kept).public == key.public
        assert services.keys.find("escrow", OFFICE) is None
        with pytest.raises(NoSuchKey):
            await exchange(services, registrar_of(services), "escrow", OFFICE, "replaced")


async def test_the_host_ends_no_key_of_an_agency(deployment: Deployment) -> None:
    async with operator(deployment) as services:
        (key,) = in_force(services, "agency", "polres-ttu")
        with pytest.raises(NoSuchKey):
            await revoke(services, registrar_of(services), key.kid, "lost")
        with pytest.raises(NoSuchKey):
            await exchange(services, registrar_of(services), "escrow", "polres-ttu", "lost")


async def test_nothing_is_moved_where_the_log_refuses(deployment: Deployment) -> None:
    async with operator(deployment) as services:
        (key,) = in_force(services, "receipt")
        with pytest.raises(RegistrationRefused):
            await revoke(services, registrar_of(services), key.kid, "compromised", 10**9)
        assert services.keys.find("receipt", HOST) is not None


def test_the_verb_says_which_key_took_the_place_of_which(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=database, keys_dir=tmp_path / "keys", origin="jejak.test.example")
    uvloop.run(found(settings, "Jejak Uji"))
    monkeypatch.setenv("JEJAK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(settings.keys_dir))
    monkeypatch.setenv("JEJAK_ORIGIN", settings.origin)
    done = CliRunner().invoke(app, ["host-key", "exchange", "log", "--reason", "lost", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["kid"] != told["replaces"]
    ended = CliRunner().invoke(app, ["host-key", "revoke", told["kid"], "--reason", "lost", "--json"])
    assert json.loads(ended.stdout)["kept"] is not None
    for words in (["escrow"], ["log", "deployment"], ["root"], ["log", "--reason", "bored"]):
        assert CliRunner().invoke(app, ["host-key", "exchange", *words]).exit_code == 2
