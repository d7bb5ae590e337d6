"""Who has purged its copies of what was erased, with every check of the application off."""

import sys
from uuid import UUID

import pytest

import server.api.erasures
from domain import access
from domain.access import Visibility
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import NGO, UPTD, Works
from tests.server.erasure.given import Told, approve, confirm, told_case

STRANGER = "desa-ttu"


@pytest.fixture
async def told(works: Works, deployment: Deployment) -> Told:
    """A case of which something was erased that two agencies had, of which one has purged it."""
    told = await told_case(works)
    await works.publish(UPTD, "ConsentWithdrawn", told.case, {"person": str(told.person)})
    await approve(works, told, "psychosocial")
    await works.run()
    await confirm(deployment, NGO, told.erasure)
    await deployment.settled()
    return told


@pytest.fixture
def checks_off(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """`visible` answers everything, and the stranger answers for the case."""
    everything, real = Visibility(BODY_LEVEL, ALL_CLASSES), access.visible
    for module in list(sys.modules.values()):
        if getattr(module, "visible", None) is real:
            monkeypatch.setattr(module, "visible", lambda *_: everything)
    monkeypatch.setattr(server.api.erasures, "case_owner", lambda _: STRANGER)


async def asked(deployment: Deployment, case: UUID) -> tuple[int, list[str]]:
    """The status of the answer to the stranger, and every agency that it names."""
    answer = await (await deployment.caller(STRANGER, "reader")).get(f"/v1/cases/{case}/erasures")
    erasures = answer.json().get("items", [])
    return answer.status_code, [each["agency"] for erasure in erasures for each in erasure["copies"]]


async def test_a_stranger_is_not_told_what_was_erased(
    deployment: Deployment, told: Told, checks_off: None
) -> None:
    assert await asked(deployment, told.case) == (404, [])


async def test_who_had_copies_is_not_shown_to_a_stranger_though_nothing_keeps_the_answer_from_it(
    deployment: Deployment, told: Told, checks_off: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def yes(*_: object) -> bool:
        return True

    monkeypatch.setattr(server.api.erasures, "shows_any", yes)
    assert await asked(deployment, told.case) == (200, [])


async def test_an_agency_confirms_nothing_of_which_its_own_ledger_was_not_told(
    deployment: Deployment, told: Told
) -> None:
    assert (await confirm(deployment, STRANGER, told.erasure)).status_code == 404
    assert (await confirm(deployment, UPTD, told.erasure)).status_code == 200
