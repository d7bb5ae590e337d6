"""The expert of a statutory conference is engaged, and has no conflict of interest (KUHAP 2025 art 62(2))."""

from uuid import uuid4

import pytest

from tests.server.api.agencies import SIGNED, event
from tests.server.api.deployment import Deployment
from tests.server.api.disputing import EXPERT, PROSECUTOR, Story
from tests.server.api.readers import POLICE

ROLES = {
    "investigator": POLICE,
    "investigator_supervisor": POLICE,
    "prosecutor": PROSECUTOR,
    "prosecutor_supervisor": PROSECUTOR,
    "expert": EXPERT,
}


async def given_second_return(deployment: Deployment) -> Story:
    story = await Story(deployment).begins()
    ordered = {"file": story.file, "ordered_on": "2026-03-01", "articles": ["KUHP:455"]}
    await story.records(POLICE, "InvestigationOrdered", **ordered)
    await story.comes_back(1)
    await story.records(POLICE, "FileResubmitted", return_number=1, **story.paper())
    await story.comes_back(2)
    return story


async def conference(story: Story) -> tuple[int, str | None, str]:
    """Police minute the statutory conference: status, field and rule of the answer."""
    held = {
        "conference": str(uuid4()),
        "file": str(story.file),
        "form": "statutory",
        "present": [{"role": role, "agency": agency} for role, agency in ROLES.items()],
        "with_agencies": [PROSECUTOR, EXPERT],
    }
    made = story.shared.keys[POLICE].sign(event(POLICE, "CaseConferenceHeld", story.case, held))
    answer = await (await story.shared.caller(POLICE)).post(made, SIGNED)
    return answer.status_code, answer.json().get("field"), answer.json().get("detail", "")


@pytest.mark.parametrize("stated", [None, True], ids=["never engaged", "with a conflict of interest"])
async def test_the_quorum_lacks_an_expert_who_was_not_engaged_or_states_an_interest(
    deployment: Deployment, stated: bool | None
) -> None:
    story = await given_second_return(deployment)
    if stated is not None:
        await story.engages(dispute=None, conflict_of_interest=stated)
    status, field, rule = await conference(story)
    assert (status, field) == (422, "data.present")
    assert "art 62(2)" in rule
    assert "engaged without a conflict of interest" in rule


async def test_an_expert_engaged_without_an_interest_fills_the_quorum(deployment: Deployment) -> None:
    story = await given_second_return(deployment)
    await story.engages(dispute=None)
    assert (await conference(story))[0] == 201


async def test_an_interest_stated_after_all_takes_the_expert_from_the_quorum(
    deployment: Deployment,
) -> None:
    story = await given_second_return(deployment)
    await story.engages(dispute=None)
    await story.engages(dispute=None, conflict_of_interest=True)
    assert (await conference(story))[:2] == (422, "data.present")
