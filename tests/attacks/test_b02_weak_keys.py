"""B02: an agency registers a key under which any text verifies, to say later that it signed another (6b)."""

from typing import Any

import pytest

from domain import base64url
from domain.ids import agency_stream
from tests.domain.vector_files import load
from tests.server.api.agencies import ORIGIN, SIGNED, event
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE = "polres-ttu"
KEYS = load("keys.json")
WEAK = [bytes.fromhex(text) for text in (*KEYS["low_order"], *KEYS["not_canonical"])]


async def registered(attacked: Deployment, data: dict[str, Any]) -> tuple[int, str, str]:
    """What becomes of a registration that the root of the police has signed."""
    root = attacked.roots[POLICE]
    plain = event(POLICE, "KeyRegistered", agency_stream(ORIGIN, POLICE), data)
    answer = await (await attacked.caller(POLICE)).post(root.sign(plain), SIGNED)
    return answer.status_code, answer.json()["type"], answer.json().get("field", "")


async def test_b02_no_point_of_low_order_and_no_second_encoding_comes_into_force(
    attacked: Deployment,
) -> None:
    assert len(KEYS["low_order"]) == 14
    before = attacked.services.directory.current.keys.keys()
    for raw in WEAK:
        for custody in ("agency", "device"):
            data = {
                "agency": POLICE,
                "key": base64url.encode(raw),
                "custody": custody,
                # what a low-order key proves is worth nothing: R = S = 0 verifies for many messages
                "possession": attacked.roots[POLICE].possession(custody),
            }
            answered = await registered(attacked, data)
            assert answered == (422, "/problems/key_refused", "data.key"), raw.hex()
    assert attacked.services.directory.current.keys.keys() == before


async def test_b02_no_such_key_becomes_the_root_of_an_agency(attacked: Deployment) -> None:
    registrar = attacked.registrar()
    for raw in WEAK:
        data = {
            "agency": "sbmi-baru",
            "kind": "sbmi",
            "name": "SBMI Baru",
            "root_key": base64url.encode(raw),
            "possession": attacked.roots[POLICE].possession("root"),
        }
        plain = event(
            "deployment", "AgencyRegistered", agency_stream(ORIGIN, "sbmi-baru"), data, origin=ORIGIN
        )
        with pytest.raises(Exception, match="key_refused"):
            await registrar.publish_as_host(plain, registrar._signer())
    assert "sbmi-baru" not in attacked.services.directory.current.agencies
