"""B08: the host brings a key of its own into force under the name of another agency (evidence.md 6b)."""

from typing import Any
from uuid import uuid4

import pytest

from server.registrar import RegistrationRefused, possession_of
from tests.attacks.keys import device_key
from tests.server.api.agencies import ORIGIN, Key, event
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE, PROSECUTOR, HOSPITAL = "polres-ttu", "kejari-ttu", "rsud-ttu"


def host_signers(attacked: Deployment) -> list[Any]:
    """Every key that the host holds and could sign a registration with."""
    registrar = attacked.registrar()
    root = attacked.services.keys.find("root", "deployment")
    assert root is not None
    return [registrar._signer(), registrar._root(root)]


def registration(agency: str, key: Key, custody: str) -> dict[str, Any]:
    statement = Key(agency, key.private).possession(custody)
    return {"agency": agency, "key": key.x, "custody": custody, "possession": statement}


@pytest.mark.parametrize("custody", ["agency", "device", "escrow", "receipt", "log"])
async def test_b08_the_host_registers_no_key_for_an_agency_that_has_a_root(
    attacked: Deployment, custody: str
) -> None:
    registrar, before = attacked.registrar(), attacked.services.directory.current.keys.keys()
    for agency in (POLICE, PROSECUTOR):
        for signer in host_signers(attacked):
            data = registration(agency, Key(agency), custody)
            plain = event(
                "deployment",
                "KeyRegistered",
                attacked.stream_of(agency),
                data,
                origin=ORIGIN,
                id=str(uuid4()),
            )
            with pytest.raises(RegistrationRefused) as refused:
                await registrar.publish_as_host(plain, signer)
            assert refused.value.refusal.type in ("authority_missing", "escrow_refused", "key_refused")
    assert attacked.services.directory.current.keys.keys() == before


async def test_b08_the_host_replaces_no_root_and_no_key_of_an_agency(attacked: Deployment) -> None:
    registrar, key = attacked.registrar(), await device_key(attacked, POLICE)
    forged = Key(POLICE)
    again = {
        "agency": POLICE,
        "kind": "polres",
        "name": "Polres TTU",
        "root_key": forged.x,
        "possession": forged.possession("root"),
    }
    rotated = {**registration(POLICE, forged, "device"), "replaces": key.kid}
    for name, data in (("AgencyRegistered", again), ("KeyRotated", rotated)):
        for signer in host_signers(attacked):
            plain = event(
                "deployment", name, attacked.stream_of(POLICE), data, origin=ORIGIN, id=str(uuid4())
            )
            with pytest.raises(RegistrationRefused):
                await registrar.publish_as_host(plain, signer)
    assert attacked.services.directory.current.keys[key.kid].until_position is None


async def test_b08_a_proof_of_possession_cannot_be_borrowed(attacked: Deployment) -> None:
    """The host has the private half of the hospital's escrow key, and not the hospital's word."""
    registrar = attacked.registrar()
    held = attacked.services.keys.find("escrow", HOSPITAL)
    assert held is not None
    x, proof = possession_of(held, HOSPITAL, ORIGIN, "escrow")
    for custody in ("agency", "device"):
        data = {"agency": HOSPITAL, "key": x, "custody": custody, "possession": proof}
        plain = event(
            "deployment", "KeyRegistered", attacked.stream_of(HOSPITAL), data, origin=ORIGIN, id=str(uuid4())
        )
        with pytest.raises(RegistrationRefused):
            await registrar.publish_as_host(plain, registrar._signer())


async def test_b08_every_key_that_comes_into_force_is_seen_by_every_agency(attacked: Deployment) -> None:
    """What was registered all the same, by a host that has changed its server, cannot be kept from others."""
    key = await device_key(attacked, POLICE)
    for agency, role in ((POLICE, "publisher"), (PROSECUTOR, "reader"), (HOSPITAL, "reader")):
        caller = await attacked.caller(agency, role)  # type: ignore[arg-type]
        told = (await caller.get("/v1/log/keys")).json()["agencies"]
        assert key.kid in {each["kid"] for listed in told for each in listed["keys"]}
