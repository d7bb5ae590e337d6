"""An approved erasure that a legal hold had stopped was forgotten when the hold was lifted."""

from typing import Any
from uuid import uuid4

from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import UPTD, Works
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import DPO, approve, told_case, version_of

__all__ = ["deployment", "works"]


async def owed(deployment: Deployment) -> list[dict[str, Any]]:
    """The erasures that the officer is to review."""
    await deployment.settled()
    caller = await deployment.caller(DPO, "reader")
    items = (await caller.get("/v1/worklist", limit=200)).json()["items"]
    return [item for item in items if item["kind"] == "review_erasure"]


async def test_the_officer_is_to_review_the_basis_anew_once_the_hold_is_lifted(
    works: Works, deployment: Deployment
) -> None:
    told, hold = await told_case(works), str(uuid4())
    await approve(works, told, "psychosocial")
    placed = {"hold": hold, "ground": "audit", "person": str(told.person)}
    await works.publish(DPO, "LegalHoldPlaced", told.case, placed)
    assert await works.run() == 0
    assert await owed(deployment) == [], "while it stands there is nothing to do"
    lifted = {"hold": hold, "reason": "proceedings_ended"}
    await works.publish(DPO, "LegalHoldLifted", told.case, lifted)
    assert await works.run() == 0
    (item,) = await owed(deployment)
    assert item["ref"] == str(told.erasure)
    asked = (await works.recorded("ErasureRequested"))[0]
    approval = {
        "erasure": str(told.erasure),
        "person": str(told.person),
        "because_source": f"/agencies/{UPTD}",
        "because_id": asked.id,
        "classes": ["psychosocial"],
    }
    version = await version_of(works, told.case)
    await works.publish(DPO, "ErasureApproved", told.case, approval, basedon=version)
    assert await works.run() == 1
    assert await owed(deployment) == []
