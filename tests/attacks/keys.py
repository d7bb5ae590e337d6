"""Keys that come and go, for the attacks on them."""

from typing import Any

import httpx

from domain.body import Signer
from server.evidence.keystore import PrivateKey
from tests.server.api.agencies import SIGNED, Key, event
from tests.server.api.deployment import Deployment


async def device_key(attacked: Deployment, agency: str) -> Key:
    """One more key of the agency, in force."""
    root, key = attacked.roots[agency], Key(agency)
    signer = Signer(root.kid, root.private.sign)
    await attacked.registrar().register_key(agency, PrivateKey(key.public, key.private), "device", signer)
    return key


async def revoked(attacked: Deployment, key: Key, **more: Any) -> int:
    """The root of its agency ends a key; the position of the revocation."""
    data = {"kid": key.kid, "reason": "compromised", **more}
    plain = event(key.agency, "KeyRevoked", attacked.stream_of(key.agency), data)
    answer = await sent(attacked, plain, attacked.roots[key.agency])
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


async def sent(attacked: Deployment, plain: dict[str, Any], key: Key) -> httpx.Response:
    """An event of the key's agency, signed with it."""
    return await (await attacked.caller(key.agency)).post(key.sign(plain), SIGNED)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and kind of a refusal."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")
