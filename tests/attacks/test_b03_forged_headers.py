"""B03: a thief of a token forges by the header: no algorithm, another, the public key as a secret (6b)."""

import hmac
from typing import Any

import msgspec
import pytest

from domain import base64url
from server.metrics import EVENTS
from tests.attacks.shared import filed
from tests.server.api.agencies import SIGNED, Event, Key
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE = "polres-ttu"


def forged(key: Key, plain: Event, **header: Any) -> Event:
    """What whoever knows the public key can make of an event that the police never signed."""
    protected = {"alg": "Ed25519", "kid": key.kid, "typ": "jejak-event+jws", **header}
    parts = [base64url.encode(msgspec.json.encode(each)) for each in (protected, plain)]
    secret = hmac.digest(key.public, ".".join(parts).encode(), "sha256")
    signature = "" if header.get("alg") == "none" else base64url.encode(secret + secret)
    return {"protected": parts[0], "payload": parts[1], "signature": signature}


HEADERS: list[dict[str, Any]] = [
    *({"alg": alg} for alg in ("none", "None", "HS256", "HS512", "ES256", "RS256", "EdDSA", "ed25519", "")),
    *({"alg": None}, {"alg": ["Ed25519"]}, {"typ": "JWT"}, {"typ": None}, {"cty": "JWT"}),
]


async def test_b03_no_other_algorithm_is_taken_and_each_attempt_is_counted(attacked: Deployment) -> None:
    case = await attacked.open_case()
    key, caller = attacked.keys[POLICE], await attacked.caller(POLICE)
    counted = EVENTS.labels("unknown", "header_refused")._value.get()
    head = await attacked.services.reader.head()
    for header in HEADERS:
        answer = await caller.post(forged(key, filed(case, origin="jejak.test"), **header), SIGNED)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/header_refused"), header
    assert EVENTS.labels("unknown", "header_refused")._value.get() == counted + len(HEADERS)
    assert await attacked.services.reader.head() == head


async def test_b03_under_the_right_header_the_public_key_signs_nothing(attacked: Deployment) -> None:
    case = await attacked.open_case()
    caller = await attacked.caller(POLICE)
    plain = {**filed(case, origin="jejak.test"), "data": {"articles": ["UU-21-2007:2"]}}
    answer = await caller.post(forged(attacked.keys[POLICE], plain), SIGNED)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/signature_invalid")
