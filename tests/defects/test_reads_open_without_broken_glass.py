"""A read is marked as made through broken glass for what the glass opened, not for what was open anyway:
whoever reviews an emergency (UU 27/2022 art 53) must find the reads that it caused."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from server.registrar import NewAgency
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

UPTD, POLICE, DPO = "uptdppa-ttu", "polres-ttu", "dpo"
ADDRESS = {"street": "Jalan Kenari 5", "regency": "53.03", "country": "ID"}


async def given_glass(deployment: Deployment) -> tuple[UUID, dict[str, int]]:
    """Police know one address from themselves; for the other they break glass, not confirmed yet."""
    registrar = deployment.registrar()
    await registrar.register_agency(NewAgency(agency=DPO, kind="dpo", name="Pejabat PDP"))
    await registrar.register_escrow(DPO)
    person, at = str(uuid4()), dict[str, int]()
    case = await deployment.open_case(person=person)
    found = {"person": person, "country": "ID", "means": "visited", "address": ADDRESS}
    for by in (POLICE, UPTD):
        at[by] = (await deployment.publish(by, event(by, "LocationConfirmed", case, found)))["position"]
    until = (deployment.time() + timedelta(hours=3)).isoformat()
    opening = {"classes": ["location"], "reason": "danger_to_life", "until": until, "second": str(uuid4())}
    broken = event(POLICE, "BreakGlassOpened", case, opening, actor=str(uuid4()))
    at["glass"] = (await deployment.publish(POLICE, broken))["position"]
    return case, at


async def confirmed(deployment: Deployment, case: UUID) -> None:
    state = (await deployment.services.cases.at_head([case]))[case]
    ((source, opened),) = state.break_glass
    named = {"opened_id": opened, "opened_source": f"/agencies/{source}"}
    await deployment.publish(UPTD, event(UPTD, "BreakGlassConfirmed", case, named, actor=str(uuid4())))


async def marks(deployment: Deployment, case: UUID) -> list[tuple[list[int], int | None]]:
    """Of each read that police made, first to last: the events whose location was served, and its mark."""
    await deployment.settled()
    caller = await deployment.caller(DPO, "dpo")
    items: list[dict[str, Any]] = (await caller.get(f"/v1/cases/{case}/reads")).json()["items"]
    return [
        ([each["position"] for each in item["events"] if "location" in each["classes"]], item["break_glass"])
        for item in reversed(items)
        if item["agency"] == POLICE
    ]


async def test_a_read_of_what_is_open_anyway_is_not_marked_as_made_through_broken_glass(
    deployment: Deployment,
) -> None:
    case, at = await given_glass(deployment)
    await deployment.settled()
    police = await deployment.caller(POLICE, "reader")
    await police.get(f"/v1/cases/{case}")
    await confirmed(deployment, case)
    await deployment.settled()
    await police.get(f"/v1/cases/{case}")
    assert await marks(deployment, case) == [
        ([at[POLICE]], None),  # not confirmed yet: its own entry alone
        ([at[POLICE], at[UPTD]], at["glass"]),
    ]
