"""B04: a thief of a token brings a key of his own in the header, or asks for what nobody knows (6b)."""

from typing import Any

import msgspec
import pytest

from tests.attacks.shared import filed
from tests.server.api.agencies import SIGNED, Key
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE = "polres-ttu"


def brought(own: Key) -> list[dict[str, Any]]:
    """What a header may say of a key, or demand, beside the three members that it has."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": own.x}
    return [
        {"jwk": jwk},
        {"jku": "https://penyerang.example/keys"},
        {"x5c": ["MIIB"]},
        {"x5u": "https://penyerang.example/cert"},
        {"x5t#S256": own.x},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"b64": False, "crit": ["b64"]},
        {"epk": jwk},
        {"kid": own.kid, "jwk": jwk},
    ]


async def test_b04_no_key_that_comes_with_the_event_signs_it(attacked: Deployment) -> None:
    case = await attacked.open_case()
    caller, thief = await attacked.caller(POLICE), Key(POLICE)
    head = await attacked.services.reader.head()
    plain = msgspec.json.encode(filed(case, origin="jejak.test"))
    for more in brought(thief):
        header = {"alg": "Ed25519", "kid": attacked.keys[POLICE].kid, "typ": "jejak-event+jws", **more}
        signed = thief.sign_bytes(plain, header)
        answer = await caller.post(signed, SIGNED)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/header_refused"), more
        beside = {**attacked.keys[POLICE].sign_bytes(plain), "header": more}
        answer = await caller.post(beside, SIGNED)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/header_refused"), more
    assert await attacked.services.reader.head() == head


async def test_b04_a_key_that_nobody_registered_signs_nothing_under_its_own_name(
    attacked: Deployment,
) -> None:
    case = await attacked.open_case()
    answer = await (await attacked.caller(POLICE)).post(Key(POLICE).sign(filed(case)), SIGNED)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/key_unknown")
