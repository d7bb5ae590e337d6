"""Who owed the confirmation of a purge was told by a row of the ledger once; a late one nobody ever saw."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import NGO, RSUD, UPTD, Works
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import DPO, Told, approve, confirm, told_case

__all__ = ["deployment", "works"]


async def owed(deployment: Deployment, agency: str) -> list[dict[str, Any]]:
    """What of an agency's worklist is about purging copies, page by page."""
    caller, after, found = await deployment.caller(agency, "reader"), None, list[dict[str, Any]]()
    while True:
        page = (await caller.get("/v1/worklist", limit=2, **({"after": after} if after else {}))).json()
        found += [item for item in page["items"] if item["kind"] == "confirm_purge"]
        after = page["next"]
        if after is None:
            return found


async def copies(deployment: Deployment, agency: str, case: UUID) -> Sequence[dict[str, Any]]:
    """What the agency is told of the one erasure of the case."""
    answer = await (await deployment.caller(agency, "reader")).get(f"/v1/cases/{case}/erasures")
    assert answer.status_code == 200, answer.text
    ((erasure,),) = (answer.json()["items"],)
    told: list[dict[str, Any]] = erasure["copies"]
    return told


async def erased(works: Works, deployment: Deployment) -> Told:
    told = await told_case(works)
    await works.publish(UPTD, "ConsentWithdrawn", told.case, {"person": str(told.person)})
    await approve(works, told, "psychosocial")
    await works.run()
    await deployment.settled()
    return told


async def test_who_had_what_was_erased_has_its_purge_on_the_worklist_until_it_is_confirmed(
    works: Works, deployment: Deployment
) -> None:
    told = await erased(works, deployment)
    (item,) = await owed(deployment, NGO)
    assert (item["ref"], item["case"]) == (str(told.erasure), str(told.case))
    assert item["answers"] == []
    assert [len(await owed(deployment, agency)) for agency in (UPTD, RSUD, DPO)] == [1, 0, 0]
    await confirm(deployment, NGO, told.erasure)
    assert [len(await owed(deployment, agency)) for agency in (NGO, UPTD)] == [0, 1]


async def test_what_is_not_confirmed_in_time_stays_on_the_worklist(
    works: Works, deployment: Deployment
) -> None:
    await erased(works, deployment)
    await works.run(days=4)
    assert await works.recorded("ErasureCompleted")
    assert len(await owed(deployment, NGO)) == 1


async def test_a_confirmation_after_the_completion_is_seen_by_the_officer_and_the_owner_of_the_case(
    works: Works, deployment: Deployment
) -> None:
    told = await erased(works, deployment)
    await confirm(deployment, UPTD, told.erasure)
    await works.run(days=4)
    await confirm(deployment, NGO, told.erasure)
    for agency in (DPO, UPTD):
        seen = {each["agency"]: each["late"] for each in await copies(deployment, agency, told.case)}
        assert seen == {NGO: True, UPTD: False}, agency
    other = await (await deployment.caller(NGO, "reader")).get(f"/v1/cases/{told.case}/erasures")
    assert other.status_code == 404


async def test_who_has_not_confirmed_is_seen(works: Works, deployment: Deployment) -> None:
    told = await erased(works, deployment)
    assert [each["confirmedat"] for each in await copies(deployment, DPO, told.case)] == [None, None]
