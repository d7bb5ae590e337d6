"""What a person took out of a consent is not put back by calling the record of it an error, nor by dating it
otherwise: consent is given anew (UU 27/2022 arts 9, 24, 40)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.defects.publishing import publish, recorded
from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment

UPTD, NGO = "uptdppa-ttu", "ngo-ttu"
PERSON, NAME = str(uuid4()), "Kenari Enam"


async def given_ngo(deployment: Deployment) -> UUID:
    """The NGO was referred to and hears the person itself."""
    case, referral = await deployment.open_case(person=PERSON), str(uuid4())
    known = {"person": PERSON, "sex": "female", "age_band": "24-26", "child": False, "name": NAME}
    await recorded(deployment, UPTD, "VictimRegistered", case, **known)
    offer = {"referral": referral, "to": NGO, "service": "legal_aid", "person": PERSON, "history": "all"}
    offered = await recorded(deployment, UPTD, "ReferralOffered", case, **offer)
    basedon = {"basedon": offered["caseversion"]}
    await recorded(deployment, NGO, "ReferralAccepted", case, referral=referral, attributes=basedon)
    return case


async def agrees(deployment: Deployment, case: UUID, **attributes: Any) -> None:
    agreed = {"person": PERSON, "purposes": ["sharing"], "recipients": [NGO], "classes": ["victim_identity"]}
    await recorded(deployment, UPTD, "ConsentGranted", case, **agreed, attributes=attributes)


async def knows_the_name(deployment: Deployment, case: UUID) -> bool:
    await deployment.settled()
    return NAME in (await (await deployment.caller(NGO, "reader")).get(f"/v1/cases/{case}")).text


@pytest.mark.parametrize(
    "narrowed",
    [{"removed_classes": ["victim_identity"]}, {"removed_recipients": [NGO]}],
    ids=["a class", "a recipient"],
)
async def test_what_was_taken_out_of_a_consent_stays_out(
    deployment: Deployment, narrowed: dict[str, Any]
) -> None:
    case = await given_ngo(deployment)
    await agrees(deployment, case)
    assert await knows_the_name(deployment, case)
    told = await recorded(deployment, NGO, "ConsentScopeChanged", case, person=PERSON, **narrowed)
    assert not await knows_the_name(deployment, case)
    taken_back = {"event_id": told["id"], "reason": "wrong_content"}
    answer = await publish(deployment, NGO, "EntryWithdrawn", case, **taken_back)
    assert (answer.status_code, answer.json().get("field")) == (422, "data.event_id"), answer.text
    assert not await knows_the_name(deployment, case)


async def test_what_only_widened_a_consent_may_be_taken_back(deployment: Deployment) -> None:
    case = await given_ngo(deployment)
    await agrees(deployment, case)
    wider = {"person": PERSON, "added_classes": ["psychosocial"]}
    told = await recorded(deployment, UPTD, "ConsentScopeChanged", case, **wider)
    await recorded(deployment, UPTD, "EntryWithdrawn", case, event_id=told["id"], reason="wrong_content")
    assert await knows_the_name(deployment, case)


async def test_a_withdrawal_is_not_dated_before_the_consent_that_it_took_back(deployment: Deployment) -> None:
    """The consent was kept on a device without a network, and came in after its withdrawal."""
    deployment.time.pass_by(days=9)
    case = await given_ngo(deployment)
    day = [(NOW + timedelta(days=each)).isoformat() for each in range(9)]
    gone = await recorded(
        deployment, NGO, "ConsentWithdrawn", case, person=PERSON, attributes={"time": day[5]}
    )
    await agrees(deployment, case, time=day[3])
    assert not await knows_the_name(deployment, case)
    earlier = {"event_id": gone["id"], "event_source": f"/agencies/{NGO}", "person": PERSON}
    answer = await publish(
        deployment, NGO, "FactCorrected", case, **earlier, fields=["time"], time=day[1], reason="clock_wrong"
    )
    assert (answer.status_code, answer.json().get("field")) == (422, "data.fields"), answer.text
    assert not await knows_the_name(deployment, case)
