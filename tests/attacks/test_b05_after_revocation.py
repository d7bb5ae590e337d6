"""B05: a thief of a key signs after its revocation (reference/evidence.md 6b)."""

import pytest

from tests.attacks.keys import device_key, problem, revoked, sent
from tests.attacks.shared import filed
from tests.server.api.agencies import SIGNED, event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import joined

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE = "polres-ttu"


async def test_b05_a_key_signs_nothing_after_its_revocation_wherever_it_is_tried(
    attacked: Deployment,
) -> None:
    case, key = await attacked.open_case(), await device_key(attacked, POLICE)
    before = await sent(attacked, filed(case), key)
    assert before.status_code == 201
    end = await revoked(attacked, key)
    caller = await attacked.caller(POLICE)
    assert problem(await sent(attacked, filed(case), key)) == (422, "key_not_valid")
    batch = [key.sign(filed(case, group="g")), attacked.keys[POLICE].sign(filed(case))]
    results = (await caller.post(batch, SIGNED)).json()["results"]
    assert [each["status"] for each in results] == ["refused", "recorded"]
    assert results[1]["position"] > end
    async with joined(attacked) as other:  # a second process, which had not heard of it
        answer = await (await other.caller(POLICE)).post(key.sign(filed(case)), SIGNED)
        assert problem(answer) == (422, "key_not_valid")


async def test_b05_neither_does_a_key_that_was_replaced_nor_one_revoked_bring_itself_back(
    attacked: Deployment,
) -> None:
    key = await device_key(attacked, POLICE)
    await revoked(attacked, key)
    data = {"agency": POLICE, "key": key.x, "custody": "device", "possession": key.possession("device")}
    plain = event(POLICE, "KeyRegistered", attacked.stream_of(POLICE), data)
    assert problem(await sent(attacked, plain, attacked.roots[POLICE])) == (422, "key_refused")
    assert problem(await sent(attacked, plain, key)) == (422, "key_not_valid")
