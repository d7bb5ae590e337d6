"""Nobody but the manager of a case records what a child's consent still lacks to open the child's data to
itself (UU 27/2022 arts 24, 25; UU 31/2014 art 29A)."""

from uuid import UUID, uuid4

from tests.defects.publishing import publish, recorded
from tests.server.api.deployment import Deployment

UPTD, NGO = "uptdppa-ttu", "ngo-ttu"
CHILD, NAME = str(uuid4()), "Kenari Lima"


async def given_consent(deployment: Deployment, guardian: str = "mother") -> UUID:
    """A child whose guardian agreed that the NGO, which was referred to, may know its name."""
    case, referral = await deployment.open_case(person=CHILD), str(uuid4())
    known = {"person": CHILD, "sex": "female", "age_band": "9-17", "child": True, "name": NAME}
    await recorded(deployment, UPTD, "VictimRegistered", case, **known)
    offer = {"referral": referral, "to": NGO, "service": "legal_aid", "person": CHILD, "history": "all"}
    offered = await recorded(deployment, UPTD, "ReferralOffered", case, **offer)
    basedon = {"basedon": offered["caseversion"]}
    await recorded(deployment, NGO, "ReferralAccepted", case, referral=referral, attributes=basedon)
    agreed = {"person": CHILD, "purposes": ["sharing"], "recipients": [NGO], "classes": ["victim_identity"]}
    await recorded(deployment, UPTD, "ConsentGranted", case, **agreed, guardian_relation=guardian)
    return case


async def knows_the_name(deployment: Deployment, case: UUID) -> bool:
    await deployment.settled()
    return NAME in (await (await deployment.caller(NGO, "reader")).get(f"/v1/cases/{case}")).text


async def test_a_recipient_does_not_say_itself_that_the_child_agrees_too(deployment: Deployment) -> None:
    case = await given_consent(deployment)
    assert not await knows_the_name(deployment, case)
    assent = {"person": CHILD, "purposes": ["sharing"]}
    answer = await publish(deployment, NGO, "AssentGranted", case, **assent)
    assert (answer.status_code, answer.json().get("field")) == (422, "data.person"), answer.text
    assert not await knows_the_name(deployment, case)
    await recorded(deployment, UPTD, "AssentGranted", case, **assent)
    assert await knows_the_name(deployment, case)


async def given_conflict(deployment: Deployment) -> UUID:
    case = await given_consent(deployment, guardian="uncle_or_aunt")
    await recorded(deployment, UPTD, "AssentGranted", case, person=CHILD, purposes=["sharing"])
    found = {"conflict": True, "blocked": ["uncle_or_aunt"]}
    await recorded(deployment, UPTD, "GuardianConflictChecked", case, person=CHILD, **found)
    assert not await knows_the_name(deployment, case)
    return case


async def test_a_recipient_does_not_free_the_guardian_on_whose_word_it_would_read(
    deployment: Deployment,
) -> None:
    case = await given_conflict(deployment)
    freed = {"person": CHILD, "conflict": False, "checked": ["uncle_or_aunt"]}
    answer = await publish(deployment, NGO, "GuardianConflictChecked", case, **freed)
    assert (answer.status_code, answer.json().get("field")) == (422, "data.conflict"), answer.text
    assert not await knows_the_name(deployment, case)
    await recorded(deployment, UPTD, "GuardianConflictChecked", case, **freed)
    assert await knows_the_name(deployment, case)


async def test_a_recipient_does_not_put_another_guardian_s_word_in_place_of_one_in_conflict(
    deployment: Deployment,
) -> None:
    case = await given_conflict(deployment)
    changed = {"person": CHILD, "guardian_relation": "court_order"}
    answer = await publish(deployment, NGO, "ConsentScopeChanged", case, **changed)
    assert (answer.status_code, answer.json().get("field")) == (422, "data.guardian_relation"), answer.text
    assert not await knows_the_name(deployment, case)


async def test_a_recipient_still_records_what_closes_the_data_to_it(deployment: Deployment) -> None:
    case = await given_consent(deployment)
    await recorded(deployment, UPTD, "AssentGranted", case, person=CHILD, purposes=["sharing"])
    assert await knows_the_name(deployment, case)
    found = {"person": CHILD, "conflict": True, "blocked": ["mother"]}
    await recorded(deployment, NGO, "GuardianConflictChecked", case, **found)
    assert not await knows_the_name(deployment, case)
    narrowed = {"person": CHILD, "removed_classes": ["victim_identity"], "guardian_relation": "mother"}
    await recorded(deployment, NGO, "ConsentScopeChanged", case, **narrowed)
    assert not await knows_the_name(deployment, case)


async def test_a_first_check_that_frees_nobody_is_anybody_s_to_record(deployment: Deployment) -> None:
    case = await given_consent(deployment)
    nothing = {"person": CHILD, "conflict": False, "checked": ["mother"]}
    await recorded(deployment, NGO, "GuardianConflictChecked", case, **nothing)
    assert not await knows_the_name(deployment, case)
