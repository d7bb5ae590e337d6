"""What happens to events that are under way when something else moves."""

import asyncio
from uuid import UUID, uuid4

import msgspec

from server.auth.principal import Principal
from server.registrar import NewAgency
from server.start import open_services
from tests.defects.test_other_processes import registrar_of
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"


def triage(case: UUID) -> Event:
    return event(UPTD, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"})


async def test_publishers_go_on_while_another_process_moves_the_registry(deployment: Deployment) -> None:
    case = await deployment.open_case()
    cases = [await deployment.open_case() for _ in range(6)]
    caller = await deployment.caller(UPTD)
    async with open_services(deployment.services.settings, deployment.time) as other:
        registrar = registrar_of(other, deployment)

        async def register() -> None:
            for number in range(15):
                name = f"desa-{number}"
                await registrar.register_agency(NewAgency(agency=name, kind="desa", name="Desa"))
                await registrar.register_escrow(name)
                await asyncio.sleep(0.05)

        async def publish(n: int) -> list[int]:
            found = []
            for _ in range(15):
                found.append((await caller.post(triage(case if n % 2 else cases[n]))).status_code)
            return found

        registering = asyncio.create_task(register())
        statuses = await asyncio.gather(*(publish(n) for n in range(6)))
        await registering
    assert {status for each in statuses for status in each} == {201}


async def test_an_event_is_recorded_although_its_caller_went_away(deployment: Deployment) -> None:
    case = await deployment.open_case()
    publisher, principal = deployment.services.publisher, Principal(uuid4(), UPTD, "publisher")
    for ticks in range(12):
        sent = triage(case)
        call = asyncio.create_task(publisher.publish([msgspec.json.encode(sent)], principal))
        for _ in range(ticks):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait([call])
        answer = await (await deployment.caller(UPTD)).post(sent)
        assert answer.status_code in (200, 201), answer.text
        assert answer.json()["caseversion"] == ticks + 2
