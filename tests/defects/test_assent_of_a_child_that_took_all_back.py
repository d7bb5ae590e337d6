"""A child that took everything back has not agreed to what a guardian signs afterwards (UU 27/2022 art 25;
PP 9/2008 art 4(3): reference/domain.md 1.4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.server.api.agencies import NOW, event
from tests.server.api.deployment import Deployment

UPTD, NGO = "uptdppa-ttu", "ngo-ttu"
CHILD, NAME = str(uuid4()), "Kenari Delapan"


async def recorded(deployment: Deployment, type_name: str, case: UUID, by: str = UPTD, **data: Any) -> Any:
    attributes = {"time": deployment.time().isoformat(), **data.pop("attributes", {})}
    return await deployment.publish(by, event(by, type_name, case, data, **attributes))


async def given_child(deployment: Deployment) -> UUID:
    """A child whose guardian and who itself agreed that the NGO, which was referred to, may know its name."""
    case, referral = await deployment.open_case(person=CHILD), str(uuid4())
    known = {"person": CHILD, "sex": "female", "age_band": "9-17", "child": True, "name": NAME}
    await recorded(deployment, "VictimRegistered", case, **known)
    offer = {"referral": referral, "to": NGO, "service": "legal_aid", "person": CHILD, "history": "all"}
    offered = await recorded(deployment, "ReferralOffered", case, **offer)
    basedon = {"basedon": offered["caseversion"]}
    await recorded(deployment, "ReferralAccepted", case, by=NGO, referral=referral, attributes=basedon)
    await assents(deployment, case)
    await guardian_agrees(deployment, case)
    return case


async def guardian_agrees(deployment: Deployment, case: UUID) -> None:
    agreed = {"person": CHILD, "purposes": ["sharing"], "recipients": [NGO], "classes": ["victim_identity"]}
    await recorded(deployment, "ConsentGranted", case, **agreed, guardian_relation="mother")


async def assents(deployment: Deployment, case: UUID, **attributes: Any) -> None:
    await recorded(
        deployment, "AssentGranted", case, person=CHILD, purposes=["sharing"], attributes=attributes
    )


async def knows_the_name(deployment: Deployment, case: UUID) -> bool:
    await deployment.settled()
    return NAME in (await (await deployment.caller(NGO, "reader")).get(f"/v1/cases/{case}")).text


async def test_a_new_consent_of_the_guardian_waits_for_the_child(deployment: Deployment) -> None:
    case = await given_child(deployment)
    assert await knows_the_name(deployment, case)
    await recorded(deployment, "ConsentWithdrawn", case, person=CHILD)
    await guardian_agrees(deployment, case)
    assert not await knows_the_name(deployment, case)
    await assents(deployment, case)
    assert await knows_the_name(deployment, case)


async def test_an_assent_of_before_that_comes_in_late_is_none_either(deployment: Deployment) -> None:
    deployment.time.pass_by(days=5)
    case = await given_child(deployment)
    await recorded(deployment, "ConsentWithdrawn", case, person=CHILD)
    await assents(deployment, case, time=(NOW + timedelta(days=1)).isoformat())
    await guardian_agrees(deployment, case)
    assert not await knows_the_name(deployment, case)


async def test_what_is_taken_back_of_one_consent_leaves_the_assent(deployment: Deployment) -> None:
    case = await given_child(deployment)
    await recorded(deployment, "ConsentWithdrawn", case, person=CHILD, classes=["psychosocial"])
    assert await knows_the_name(deployment, case)
