"""B16: an event signed long ago on what was seen of the log then, and sent now (reference/evidence.md 6b)."""

from pathlib import Path
from uuid import uuid4

import pytest
from jejak_client.envelope import attributes_of

from tests.attacks.offices import POLICE, Office, filing, findings, sealed
from tests.server.api.agencies import SIGNED
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("days", "found"), [(6, []), (8, ["stale_seen"])])
async def test_b16_what_was_signed_offline_is_recorded_and_flagged_after_a_week(
    attacked: Deployment, tmp_path: Path, days: int, found: list[str]
) -> None:
    """The signed attributes are fixed, so that no reason can be given with it: the flag asks for one."""
    office, case = Office(attacked, POLICE, tmp_path), uuid4()
    await sealed(attacked)
    seen = await office.at_work(lambda client: client.see_log())
    kept = await office.signed("PoliceReportFiled", case, filing())
    attacked.time.pass_by(days=days)
    answer = await (await attacked.caller(POLICE)).post(kept, SIGNED)
    assert answer.status_code == 201, answer.text
    assert attributes_of(kept)["seensize"] == seen.size > 0
    assert await findings(attacked, case) == [(answer.json()["position"], kind) for kind in found]
