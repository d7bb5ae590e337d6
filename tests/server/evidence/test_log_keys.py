"""The keys of the logs: made with the deployment, registered in the log, and given to one of before."""

from pathlib import Path

import pytest

from ops.cli import found
from server.clock import system_clock
from server.commands.place import registrar_of
from server.config import Settings
from server.evidence.keystore import KeyFileError
from server.registrar import OWN_KEYS
from server.start import open_services
from tests.server.api.deployment import Deployment

BEFORE = ("agency", "receipt")  # the keys that a deployment had before its logs were sealed


@pytest.fixture
async def of_before(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that an earlier version founded."""
    settings = Settings(database_url=database, keys_dir=tmp_path / "keys", origin="jejak.test.example")
    with monkeypatch.context() as earlier:
        earlier.setattr("server.registrar.OWN_KEYS", BEFORE)
        await found(settings, "Jejak Uji")
    return settings


async def custodies(settings: Settings) -> list[str]:
    """Of the keys of the deployment, in the order in which they were registered."""
    async with open_services(settings, system_clock) as services:
        keys = services.directory.current.keys.values()
        return [key.custody for key in sorted(keys, key=lambda key: key.from_position)]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_keys_of_both_logs_are_registered_and_everybody_is_told_them(shared: Deployment) -> None:
    reader = await shared.caller("polres-ttu", "reader")
    agencies = (await reader.get("/v1/log/keys")).json()["agencies"]
    (host,) = [agency for agency in agencies if agency["kind"] == "deployment"]
    keys = {key["custody"]: key for key in host["keys"]}
    assert set(OWN_KEYS) < keys.keys()
    assert len({key["x"] for key in host["keys"]}) == len(host["keys"])
    assert all(key["until_position"] is None for key in host["keys"])


async def test_a_deployment_of_an_earlier_version_gets_them_at_its_next_start(of_before: Settings) -> None:
    assert await custodies(of_before) == ["root", *BEFORE]
    await found(of_before, "Jejak Uji")
    await found(of_before, "Jejak Uji")
    assert await custodies(of_before) == ["root", *OWN_KEYS]


async def test_without_its_root_key_at_hand_it_gets_none_and_says_so(of_before: Settings) -> None:
    (of_before.keys_dir / "root" / "deployment.jwk").rename(of_before.keys_dir / "taken-away")
    async with open_services(of_before, system_clock) as services:
        with pytest.raises(KeyFileError, match="root key of deployment is not at hand"):
            await registrar_of(services).found("Jejak Uji", services.rules)
    assert not (of_before.keys_dir / "root" / "deployment.jwk").exists()
