"""An agency corrects what it may see, not what its kind of office sees elsewhere: who was referred to for one
person says nothing of another (Sc-5), whose age opens or closes data (docs/adr/0012)."""

from typing import Any
from uuid import UUID, uuid4

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

UPTD, NGO = "uptdppa-ttu", "ngo-ttu"
SERVED, OTHER = str(uuid4()), str(uuid4())


async def given_two_children(deployment: Deployment) -> tuple[UUID, dict[str, str]]:
    """Two children of one case; the NGO was referred to for the first. The ids of their registrations."""
    case, referral, ids = await deployment.open_case(person=SERVED), str(uuid4()), {}
    for person in (SERVED, OTHER):
        known = {"person": person, "sex": "female", "age_band": "9-17", "child": True}
        told = await deployment.publish(UPTD, event(UPTD, "VictimRegistered", case, known))
        ids[person] = told["id"]
    offer = {"referral": referral, "to": NGO, "service": "legal_aid", "person": SERVED, "history": "all"}
    offered = await deployment.publish(UPTD, event(UPTD, "ReferralOffered", case, offer))
    accepted = event(NGO, "ReferralAccepted", case, {"referral": referral}, basedon=offered["caseversion"])
    await deployment.publish(NGO, accepted)
    return case, ids


async def corrected(deployment: Deployment, case: UUID, person: str, event_id: str) -> Any:
    """The NGO says that the person is no child."""
    fact = {"event_id": event_id, "event_source": f"/agencies/{UPTD}", "person": person}
    said = {**fact, "fields": ["child"], "child": False, "reason": "register_extract"}
    return await (await deployment.caller(NGO)).post(event(NGO, "FactCorrected", case, said))


async def test_an_entry_about_a_person_that_the_agency_may_not_see_is_not_its_to_correct(
    deployment: Deployment,
) -> None:
    case, ids = await given_two_children(deployment)
    hidden = await corrected(deployment, case, OTHER, ids[OTHER])
    absent = await corrected(deployment, case, OTHER, "e0")
    assert (hidden.status_code, hidden.json()) == (422, absent.json()), (
        "told apart from one that is not there"
    )
    state = (await deployment.services.cases.at_head([case]))[case]
    assert state.persons[UUID(OTHER)].child


async def test_an_entry_about_the_person_whom_it_serves_is(deployment: Deployment) -> None:
    case, ids = await given_two_children(deployment)
    assert (await corrected(deployment, case, SERVED, ids[SERVED])).status_code == 201
