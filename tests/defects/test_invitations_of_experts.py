"""An expert whose access was revoked before it answered its invitation does not open the case to itself
(reference/domain.md 3.2, cell T)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.disputing import EXPERT, PROSECUTOR, Story
from tests.server.api.readers import POLICE, reader


async def invited(story: Story) -> None:
    named: dict[str, Any] = {
        "conference": uuid4(),
        "file": story.file,
        "form": "voluntary",
        "invited": [PROSECUTOR, EXPERT],
        "scheduled_for": (story.shared.time() + timedelta(days=3)).isoformat(),
        "expert": EXPERT,
        "expert_until": (story.shared.time() + timedelta(days=9)).isoformat(),
        "excerpt": [story.positions["FileSubmitted"]],
    }
    await story.records(POLICE, "CaseConferenceInvited", **named)


async def test_an_expert_whose_access_was_revoked_before_it_answered_opens_nothing_to_itself(
    deployment: Deployment,
) -> None:
    story = await Story(deployment).begins()
    await invited(story)
    await story.records(POLICE, "AccessRevoked", agency=EXPERT, reason="conflict_of_interest")
    answer = {
        "expert": EXPERT,
        "fields": ["trafficking"],
        "qualification": "certificate",
        "conflict_of_interest": False,
        "until": (deployment.time() + timedelta(days=9)).isoformat(),
    }
    made = event(EXPERT, "ExpertEngaged", story.case, answer)
    said = await (await deployment.caller(EXPERT)).post(made)
    assert said.status_code == 404, said.text
    await deployment.settled()
    shown = await (await reader(deployment, EXPERT)).get(f"/v1/cases/{story.case}/timeline")
    assert shown.status_code == 404, shown.text
