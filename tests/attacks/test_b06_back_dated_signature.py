"""B06: a thief of a revoked key dates what he signs before the revocation (reference/evidence.md 6b)."""

from datetime import timedelta

import pytest

from tests.attacks.keys import device_key, problem, revoked, sent
from tests.attacks.shared import filed
from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICE = "polres-ttu"


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=1), timedelta(days=365)])
async def test_b06_the_date_in_an_event_brings_no_key_back(attacked: Deployment, back: timedelta) -> None:
    case, key = await attacked.open_case(), await device_key(attacked, POLICE)
    await revoked(attacked, key)
    dated = filed(case, time=(NOW - back).isoformat())
    assert problem(await sent(attacked, dated, key)) == (422, "key_not_valid")
    done = filed(case, effectedon="2020-01-01", effecteddoc="SK/1")
    assert problem(await sent(attacked, done, key)) == (422, "key_not_valid")


async def test_b06_nor_does_a_date_before_its_registration_keep_a_key_from_signing(
    attacked: Deployment,
) -> None:
    """Position counts, in both directions: a fact of long ago is recorded late."""
    case, key = await attacked.open_case(), await device_key(attacked, POLICE)
    answer = await sent(attacked, filed(case, time=(NOW - timedelta(days=365)).isoformat()), key)
    assert (answer.status_code, answer.json()["marks"]) == (201, ["late"])
