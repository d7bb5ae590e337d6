"""What was opened because a person agreed closes with that agreement, whatever event it was opened by (UU
27/2022 arts 9, 40; DESIGN section 6)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import rows_of

UPTD, NGO, SHELTER = "uptdppa-ttu", "ngo-ttu", "dinsos-ttu"
PERSON, CONSENT, NAME = str(uuid4()), str(uuid4()), "Kenari Empat"


async def given(deployment: Deployment, to: str = NGO, child: bool = False, **consent: Any) -> UUID:
    """A person known by name, and a consent that opens the name and what is said in care."""
    case = await deployment.open_case(person=PERSON, victim_name="Kenari")
    band = {"age_band": "9-17" if child else "24-26", "child": child}
    await publish(deployment, "VictimRegistered", case, person=PERSON, sex="female", name=NAME, **band)
    agreed = {"person": PERSON, "consent_id": CONSENT, "purposes": ["sharing"], "recipients": [to]}
    classes = ["victim_identity", "psychosocial"]
    await publish(deployment, "ConsentGranted", case, **agreed, **{"classes": classes, **consent})
    return case


async def publish(deployment: Deployment, type_name: str, case: UUID, by: str = UPTD, **data: Any) -> Any:
    attributes = data.pop("attributes", {})
    time = deployment.time().isoformat()
    return await deployment.publish(by, event(by, type_name, case, data, time=time, **attributes))


async def grant(deployment: Deployment, case: UUID, to: str = NGO) -> None:
    opened = {"agency": to, "classes": ["victim_identity"], "history": "all", "reason": "consent"}
    await publish(deployment, "AccessGranted", case, **opened)


async def shown(deployment: Deployment, case: UUID, agency: str = NGO) -> tuple[int, bool, bool]:
    """Whether the case is shown, and the name in it or in the feed."""
    await deployment.settled()
    answer = await (await deployment.caller(agency, "reader")).get(f"/v1/cases/{case}")
    rows = await rows_of(deployment, agency, case)
    opened = any("victim_identity" in row["classes"] for row in rows if "event" in row)
    return answer.status_code, NAME in answer.text, opened


OPEN, CLOSED = (200, True, True), (404, False, False)


async def test_a_grant_that_rests_on_consent_ends_with_the_consent(deployment: Deployment) -> None:
    case = await given(deployment)
    await grant(deployment, case)
    assert await shown(deployment, case) == OPEN
    await publish(deployment, "ConsentWithdrawn", case, person=PERSON, consent_id=CONSENT)
    assert await shown(deployment, case) == CLOSED


async def test_a_grant_that_rests_on_consent_ends_with_its_last_day(deployment: Deployment) -> None:
    case = await given(deployment, expires=(deployment.time() + timedelta(days=1)).date().isoformat())
    await grant(deployment, case)
    assert await shown(deployment, case) == OPEN
    deployment.time.pass_by(days=3)
    assert await shown(deployment, case) == CLOSED


async def test_a_grant_that_rests_on_a_guardian_s_consent_ends_when_a_conflict_is_found(
    deployment: Deployment,
) -> None:
    case = await given(deployment, child=True, guardian_relation="uncle_or_aunt")
    await publish(deployment, "AssentGranted", case, person=PERSON, purposes=["sharing"])
    await grant(deployment, case)
    assert await shown(deployment, case) == OPEN
    found = {"person": PERSON, "conflict": True, "blocked": ["uncle_or_aunt"]}
    await publish(deployment, "GuardianConflictChecked", case, **found)
    assert await shown(deployment, case) == CLOSED


async def test_a_grant_that_rests_on_consent_reads_of_no_person_who_did_not_agree(
    deployment: Deployment,
) -> None:
    case, other = await given(deployment), str(uuid4())
    known = {"sex": "female", "age_band": "24-26", "child": False}
    told = await publish(deployment, "VictimRegistered", case, person=other, **known)
    await grant(deployment, case)
    await deployment.settled()
    view = (await (await deployment.caller(NGO, "reader")).get(f"/v1/cases/{case}/timeline")).json()
    assert told["position"] not in {each["position"] for each in view["items"]}


async def test_no_grant_rests_on_a_consent_that_is_not_on_record(deployment: Deployment) -> None:
    case = await deployment.open_case(person=PERSON)
    opened = {"agency": NGO, "classes": ["victim_identity"], "history": "all", "reason": "consent"}
    answer = await (await deployment.caller(UPTD)).post(event(UPTD, "AccessGranted", case, opened))
    assert (answer.status_code, answer.json().get("field")) == (422, "data.reason"), answer.text


@pytest.mark.parametrize("taken", [{}, {"classes": ["victim_identity"]}])
async def test_a_referral_reads_no_more_of_what_the_consent_that_it_names_took_back(
    deployment: Deployment, taken: dict[str, Any]
) -> None:
    """The shelter's office reads identities of those whom it serves; it was referred to with a consent."""
    await deployment.register_agency(deployment.registrar(), SHELTER)
    case, referral = await given(deployment, to=SHELTER), str(uuid4())
    offer = {"referral": referral, "to": SHELTER, "service": "social_rehabilitation", "person": PERSON}
    offered = await publish(deployment, "ReferralOffered", case, **offer, history="all", consent_id=CONSENT)
    answer = {"referral": referral, "attributes": {"basedon": offered["caseversion"]}}
    await publish(deployment, "ReferralAccepted", case, by=SHELTER, **answer)
    assert await shown(deployment, case, SHELTER) == OPEN
    await publish(deployment, "ConsentWithdrawn", case, person=PERSON, consent_id=CONSENT, **taken)
    assert await shown(deployment, case, SHELTER) == (200, False, False)
