"""A copy given before an erasure holds nothing of what was erased when it is fetched again."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.works import Works, seat_task_force
from tests.server.erasure.given import DPO, FINDINGS, NAME, approve, register_officer, told_case, version_of


@pytest.fixture
async def works(database: str, tmp_path: Path) -> AsyncIterator[Works]:
    """The clockwork of a deployment with a data protection officer, run by the test."""
    async with deployed(database, tmp_path / "keys") as found:
        await seat_task_force(found)
        await register_officer(found)
        yield Works(found)


async def copy(deployment: Deployment, path: str) -> Any:
    await deployment.settled()
    answer = await (await deployment.caller(DPO, "dpo")).get(path)
    assert answer.status_code == 200, answer.text
    return answer


async def test_what_was_erased_since_is_no_longer_in_the_copy_and_is_named(works: Works) -> None:
    told = await told_case(works)
    access = {"access": str(uuid4()), "person": str(told.person)}
    await works.publish(DPO, "SubjectAccessRequested", told.case, {**access, "asked_by": "person"})
    version = await version_of(works, told.case)
    await works.publish(DPO, "SubjectAccessGiven", told.case, access, basedon=version)
    path = f"/v1/cases/{told.case}/persons/{told.person}/access"
    before = await copy(works.deployment, path)
    assert NAME in before.text
    assert FINDINGS in before.text
    await approve(works, told, "psychosocial")
    assert await works.run() == 1
    after = await copy(works.deployment, path)
    assert NAME in after.text
    assert FINDINGS not in after.text
    erased = [each["data_class"] for each in after.json()["left_out"] if each["ground"] == "erased"]
    assert erased == ["psychosocial"]
