"""A refusal is final only on the log as it is, not as this process last saw it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import msgspec

from domain.body import Signer
from server.auth.principal import Principal
from server.evidence.keystore import PrivateKey
from server.registrar import NewAgency, Registrar
from server.services import Services
from server.start import open_services
from tests.server.api.agencies import ORIGIN, SIGNED, Event, Key, event
from tests.server.api.deployment import Deployment

UPTD, POLRES, RSUD = "uptdppa-ttu", "polres-ttu", "rsud-ttu"
VILLAGE = NewAgency(agency="desa-lain", kind="desa", name="Desa Lain")


@asynccontextmanager
async def second_process(deployment: Deployment) -> AsyncIterator[Services]:
    async with open_services(deployment.services.settings, deployment.time) as services:
        yield services


async def publish_there(services: Services, agency: str, plain: Event) -> None:
    principal = Principal(uuid4(), agency, "publisher")
    answer = await services.publisher.publish([msgspec.json.encode(plain)], principal)
    assert answer.answers[0].as_result()["status"] == "recorded", answer


def registrar_of(services: Services, deployment: Deployment) -> Registrar:
    return Registrar(
        origin=ORIGIN,
        deployment_agency=services.settings.deployment_agency,
        publisher=services.publisher,
        directory=services.directory,
        keys=services.keys,
        clock=deployment.time,
    )


def report(agency: str, case: UUID, **data: Any) -> Event:
    return event(agency, "ReportReceived", case, {"channel": "walk_in", **data})


async def test_an_agency_registered_by_another_process_may_publish_at_once(deployment: Deployment) -> None:
    async with second_process(deployment) as other:
        registrar = registrar_of(other, deployment)
        await registrar.register_agency(VILLAGE)
        await registrar.register_escrow("desa-lain")
    answer = await (await deployment.caller("desa-lain")).post(report("desa-lain", uuid4()))
    assert answer.status_code == 201, answer.text


async def test_a_key_registered_by_another_process_signs_at_once(deployment: Deployment) -> None:
    key, root = Key(POLRES), deployment.roots[POLRES]
    async with second_process(deployment) as other:
        pair, signer = PrivateKey(key.public, key.private), Signer(root.kid, root.private.sign)
        await registrar_of(other, deployment).register_key(POLRES, pair, "device", signer)
    signed = key.sign(event(POLRES, "PoliceReportFiled", uuid4(), {}))
    answer = await (await deployment.caller(POLRES)).post(signed, SIGNED)
    assert answer.status_code == 201, answer.text


async def test_an_agency_registered_by_another_process_may_be_named_at_once(deployment: Deployment) -> None:
    async with second_process(deployment) as other:
        await registrar_of(other, deployment).register_agency(VILLAGE)
    sent = report(UPTD, uuid4(), routed_to=["desa-lain"])
    answer = await (await deployment.caller(UPTD)).post(sent)
    assert answer.status_code == 201, answer.text


async def test_a_case_opened_by_another_process_is_no_longer_unknown(deployment: Deployment) -> None:
    case, caller = uuid4(), await deployment.caller(UPTD)
    triage = event(UPTD, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"})
    assert (await caller.post(triage)).status_code == 404
    async with second_process(deployment) as other:
        await publish_there(other, UPTD, report(UPTD, case))
    answer = await caller.post(triage)
    assert answer.status_code == 201, answer.text


async def test_an_offer_made_by_another_process_can_be_accepted_at_once(deployment: Deployment) -> None:
    case, referral = await deployment.open_case(), str(uuid4())
    caller = await deployment.caller(RSUD)
    async with second_process(deployment) as other:
        offer = {"referral": referral, "to": RSUD, "service": "health_rehabilitation"}
        await publish_there(other, UPTD, event(UPTD, "ReferralOffered", case, offer))
    answer = await caller.post(event(RSUD, "ReferralAccepted", case, {"referral": referral}, basedon=2))
    assert answer.status_code == 201, answer.text


async def test_access_ended_by_another_process_ends_the_right_to_link(deployment: Deployment) -> None:
    one, two = str(uuid4()), str(uuid4())
    here, there = await deployment.open_case(person=one), uuid4()
    opened = report(RSUD, there, person=two, routed_to=["polres-ttu"])
    await deployment.publish(RSUD, opened)
    granted = {"agency": UPTD, "reason": "task", "history": "all"}
    police = deployment.keys[POLRES]
    caller = await deployment.caller(POLRES)
    assert (await caller.post(police.sign(event(POLRES, "AccessGranted", there, granted)), SIGNED)).is_success
    pairs = [{"case": str(here), "person": one}, {"case": str(there), "person": two}]
    links = [
        event(UPTD, "DuplicateLinked", uuid4(), {"pairs": pairs, "reason": "same_identity_number"})
        for _ in range(2)
    ]
    steward = await deployment.caller(UPTD)
    assert (await steward.post(links[0])).status_code == 201
    async with second_process(deployment) as other:
        revoked = {"agency": UPTD, "reason": "task_ended"}
        await publish_there(other, POLRES, police.sign(event(POLRES, "AccessRevoked", there, revoked)))
    assert (await steward.post(links[1])).status_code == 404


async def test_an_event_sent_again_after_its_key_was_revoked_is_known(deployment: Deployment) -> None:
    signed = deployment.keys[POLRES].sign(event(POLRES, "PoliceReportFiled", uuid4(), {}))
    caller = await deployment.caller(POLRES)
    first = await caller.post(signed, SIGNED)
    revoked = {"kid": deployment.keys[POLRES].kid, "reason": "compromised"}
    revocation = event(POLRES, "KeyRevoked", deployment.stream_of(POLRES), revoked)
    answer = await caller.post(deployment.roots[POLRES].sign(revocation), SIGNED)
    assert answer.status_code == 201, answer.text
    again = await caller.post(signed, SIGNED)
    assert (again.status_code, again.json()) == (200, {**first.json(), "status": "already_recorded"})
    fresh = deployment.keys[POLRES].sign(event(POLRES, "PoliceReportFiled", uuid4(), {}))
    assert (await caller.post(fresh, SIGNED)).json()["type"] == "/problems/key_not_valid"
