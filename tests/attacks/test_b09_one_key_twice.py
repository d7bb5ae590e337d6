"""B09: one key under two agencies or for two uses, so that nobody can say later who signed (6b)."""

from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.witness.directory import make_witness

from tests.attacks.keys import device_key, problem, revoked, sent
from tests.server.api.agencies import Key, event
from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE, PROSECUTOR = "polres-ttu", "kejari-ttu"


async def tried(
    attacked: Deployment, agency: str, private: Ed25519PrivateKey, custody: str
) -> tuple[int, str]:
    """What becomes of a key that the root of the agency registers with a true proof of possession."""
    key = Key(agency, private)
    data = {"agency": agency, "key": key.x, "custody": custody, "possession": key.possession(custody)}
    plain = event(agency, "KeyRegistered", attacked.stream_of(agency), data, id=str(uuid4()))
    return problem(await sent(attacked, plain, attacked.roots[agency]))


async def test_b09_a_key_is_registered_for_one_agency_and_one_use(attacked: Deployment) -> None:
    of_police = await device_key(attacked, POLICE)
    once = await device_key(attacked, POLICE)
    await revoked(attacked, once)
    for taken in (attacked.keys[POLICE], attacked.roots[POLICE], of_police, once):
        for agency, custody in ((PROSECUTOR, "agency"), (PROSECUTOR, "device"), (POLICE, "device")):
            refused = await tried(attacked, agency, taken.private, custody)
            assert refused == (422, "key_refused"), (taken.kid, agency, custody)


async def test_b09_no_key_of_the_host_is_one_of_an_agency(attacked: Deployment) -> None:
    keys = attacked.services.keys
    for use in ("root", "agency", "receipt", "log", "reads-log"):
        held = keys.find(use, "deployment")  # type: ignore[arg-type]
        assert held is not None, use
        assert await tried(attacked, POLICE, held.key, "device") == (422, "key_refused"), use
    escrow = keys.find("escrow", "rsud-ttu")
    assert escrow is not None
    assert await tried(attacked, POLICE, escrow.key, "agency") == (422, "key_refused")


async def test_b09_the_key_of_a_witness_signs_no_events(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    witnesses = [WitnessKey(f"saksi-{n}", Key("x").public) for n in range(2)]
    cosigning = make_witness(tmp_path / "saksi", "saksi.example")
    lines = [f"witness w{n} {key.vkey}" for n, key in enumerate((cosigning.known, *witnesses))]
    (tmp_path / "policy").write_text("\n".join([*lines, "group all 2 w0 w1 w2", "quorum all", ""]))
    async with founding.copy(
        postgres_server, tmp_path / "keys", policy_file=tmp_path / "policy"
    ) as deployment:
        for agency, custody in ((POLICE, "agency"), (PROSECUTOR, "device")):
            assert await tried(deployment, agency, cosigning.private, custody) == (422, "key_refused")
        await device_key(deployment, POLICE)
