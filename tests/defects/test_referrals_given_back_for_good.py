"""What ended the place of an agency that was referred to is not taken back by that agency: it would open the
case to itself (DESIGN sections 3, 6)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.defects.publishing import publish, recorded
from tests.server.api.deployment import Deployment

UPTD, NGO = "uptdppa-ttu", "ngo-ttu"
FIRST, SECOND = str(uuid4()), str(uuid4())


async def decided(deployment: Deployment, by: str, type_name: str, case: UUID, **data: Any) -> Any:
    version = (await deployment.services.cases.at_head([case]))[case].version
    return await recorded(deployment, by, type_name, case, **data, attributes={"basedon": version})


async def given_two_referrals(deployment: Deployment) -> tuple[UUID, str]:
    """The NGO serves two persons of a case; the referral for the first."""
    case, referrals = await deployment.open_case(person=FIRST), (str(uuid4()), str(uuid4()))
    for person, referral in zip((FIRST, SECOND), referrals, strict=True):
        offer = {"referral": referral, "to": NGO, "service": "legal_aid", "person": person, "history": "all"}
        await recorded(deployment, UPTD, "ReferralOffered", case, **offer)
        await decided(deployment, NGO, "ReferralAccepted", case, referral=referral)
    return case, referrals[0]


async def reads_of_the_first(deployment: Deployment, case: UUID) -> bool:
    """Whether what is told of the first person after the end reaches the NGO."""
    told = await recorded(deployment, UPTD, "ReportTriaged", case, person=FIRST, urgency="urgent")
    await deployment.settled()
    page = await (await deployment.caller(NGO, "reader")).get(f"/v1/cases/{case}/timeline", limit=500)
    return told["position"] in {each["position"] for each in page.json()["items"]}


async def ended(deployment: Deployment, case: UUID, referral: str, how: str) -> str:
    """The NGO has given the first person back, and the unit has agreed; or it says that its part is done."""
    if how == "completed":
        done = await recorded(deployment, NGO, "ReferralCompleted", case, referral=referral)
    else:
        returned = {"referral": referral, "reason": "done_here"}
        done = await decided(deployment, NGO, "ReferralReturned", case, **returned)
        await decided(deployment, UPTD, "ReferralAccepted", case, referral=referral)
    event_id: str = done["id"]
    return event_id


@pytest.mark.parametrize("how", ["returned", "completed"])
async def test_who_gave_a_person_back_does_not_open_that_person_to_itself_again(
    deployment: Deployment, how: str
) -> None:
    case, referral = await given_two_referrals(deployment)
    assert await reads_of_the_first(deployment, case)
    over = await ended(deployment, case, referral, how)
    assert not await reads_of_the_first(deployment, case)
    taken_back = {"event_id": over, "reason": "wrong_content"}
    answer = await publish(deployment, NGO, "EntryWithdrawn", case, **taken_back)
    assert (answer.status_code, answer.json().get("field")) == (422, "data.event_id"), answer.text
    assert not await reads_of_the_first(deployment, case)


async def test_a_return_that_nobody_has_accepted_yet_may_be_taken_back(deployment: Deployment) -> None:
    case, referral = await given_two_referrals(deployment)
    returned = {"referral": referral, "reason": "done_here"}
    told = await decided(deployment, NGO, "ReferralReturned", case, **returned)
    await recorded(deployment, NGO, "EntryWithdrawn", case, event_id=told["id"], reason="wrong_person")
    assert await reads_of_the_first(deployment, case)
