"""What is open to an expert closes when a conflict of interest is stated (KUHAP 2025 art 62(2))."""

from datetime import timedelta

from tests.server.api.deployment import Deployment
from tests.server.api.disputing import EXPERT, Story, disputed
from tests.server.api.readers import POLICE, reader


async def excerpt_shown(story: Story) -> int:
    await story.shared.settled()
    answer = await (await reader(story.shared, EXPERT)).get(f"/v1/cases/{story.case}/timeline")
    if answer.status_code == 404:
        return 0
    return sum(each["position"] == story.positions["FileSubmitted"] for each in answer.json()["items"])


async def test_an_interest_stated_after_all_ends_what_was_opened_before(deployment: Deployment) -> None:
    story = await disputed(deployment)
    await story.engages()
    assert await excerpt_shown(story) == 1
    own = {"conflict_of_interest": True, "dispute": None, "excerpt": []}
    until = (deployment.time() + timedelta(days=1)).isoformat()
    stated = {"expert": EXPERT, "fields": ["trafficking"], "qualification": "certificate", "until": until}
    await story.records(POLICE, "ExpertEngaged", **stated, **own)
    assert await excerpt_shown(story) == 0
