"""To whom a dossier is given: the sides, the expert in its time, auditors by office."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.registrar import NewAgency
from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment
from tests.server.dossier.telling import EXPERT, HOSPITAL, OWNER, POLICE, PROSECUTOR, Dispute, asked, dossier
from tests.server.dossier.witnesses import Witnesses, seal_finally

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOBODY: tuple[tuple[str, Any], ...] = (
    (OWNER, "reader"),
    (HOSPITAL, "reader"),
    ("ngo-ttu", "reader"),
    ("coordinator", "coordinator"),
    ("auditor", "reader"),
    (OWNER, "auditor"),
)


@pytest.mark.parametrize("agency", [POLICE, PROSECUTOR, EXPERT])
async def test_a_side_and_the_expert_are_given_it(witnessed: Deployment, told: Dispute, agency: str) -> None:
    made = await dossier(witnessed, agency, told.dispute)
    assert made.manifest["requested_by"] == agency
    assert made.manifest["dispute"] == str(told.dispute)
    assert made.answer.headers["content-type"] == "application/zip"
    assert made.answer.headers["content-disposition"] == f'attachment; filename="{told.dispute}.zip"'


async def test_an_auditor_by_office_is_given_it(witnessed: Deployment, told: Dispute) -> None:
    made = await dossier(witnessed, "auditor", told.dispute, "auditor")
    assert made.manifest["case"] == str(told.case)


@pytest.mark.parametrize(("agency", "role"), NOBODY)
async def test_absent_and_forbidden_are_answered_alike(
    witnessed: Deployment, told: Dispute, agency: str, role: Any
) -> None:
    absent = await asked(witnessed, agency, uuid4(), role)
    forbidden = await asked(witnessed, agency, told.dispute, role)
    assert (absent.status_code, forbidden.status_code) == (404, 404)
    assert absent.content == forbidden.content
    assert absent.headers == forbidden.headers


async def test_the_secretariat_reads_the_dispute_on_a_case_of_its_own_and_is_given_no_dossier(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await Dispute(witnessed).begins()
    await story.decides(
        OWNER, "AccessGranted", agency="coordinator", classes=["legal_file"], history="all", reason="task"
    )
    await story.opens()
    await seal_finally(witnessed, witnesses)
    await witnessed.settled()
    caller = await witnessed.caller("coordinator", "coordinator")
    assert (await caller.get(f"/v1/disputes/{story.dispute}")).status_code == 200
    assert (await asked(witnessed, "coordinator", story.dispute, "coordinator")).status_code == 404


async def test_an_office_on_the_case_that_is_no_side_is_given_none(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    if witnessed.services.directory.current.kind_of("kejari-kupang") is None:
        await witnessed.register_agency(witnessed.registrar(), "kejari-kupang")
    story = await Dispute(witnessed).begins()
    await story.records(POLICE, "SpdpSent", file=uuid4(), prosecutor="kejari-kupang")
    await story.opens()
    await seal_finally(witnessed, witnesses)
    assert (await asked(witnessed, "kejari-kupang", story.dispute)).status_code == 404


async def test_the_expert_is_given_it_until_the_time_is_over(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    await story.engages(until=(NOW + timedelta(days=400)).isoformat())
    await seal_finally(witnessed, witnesses)
    assert (await asked(witnessed, EXPERT, story.dispute)).status_code == 200
    witnessed.time.pass_by(days=401)
    try:
        assert (await asked(witnessed, EXPERT, story.dispute)).status_code == 404
    finally:
        witnessed.time.pass_by(days=-401)


async def test_the_expert_is_given_it_until_the_dispute_is_over(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    await story.engages()
    await story.decides(POLICE, "DisputeWithdrawn", dispute=story.dispute, reason="settled")
    await seal_finally(witnessed, witnesses)
    assert (await asked(witnessed, EXPERT, story.dispute)).status_code == 404
    assert (await asked(witnessed, PROSECUTOR, story.dispute)).status_code == 200


async def test_an_expert_with_a_conflict_of_interest_is_given_none(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    story = await (await Dispute(witnessed).begins()).opens()
    await story.engages(conflict_of_interest=True)
    await seal_finally(witnessed, witnesses)
    assert (await asked(witnessed, EXPERT, story.dispute)).status_code == 404


async def test_of_two_cases_with_one_dispute_id_the_one_opened_first_is_given(
    witnessed: Deployment, witnesses: Witnesses
) -> None:
    first = await (await Dispute(witnessed).begins()).opens()
    second = await Dispute(witnessed).begins()
    second.dispute = first.dispute
    await second.opens()
    await seal_finally(witnessed, witnesses)
    for agency, role in ((PROSECUTOR, "reader"), ("auditor", "auditor")):
        made = await dossier(witnessed, agency, first.dispute, role)
        assert made.manifest["case"] == str(first.case)


async def test_a_data_protection_officer_is_given_none_as_officer(
    witnessed: Deployment, told: Dispute
) -> None:
    if witnessed.services.directory.current.kind_of("dpo") is None:
        await witnessed.registrar().register_agency(NewAgency(agency="dpo", kind="dpo", name="Pejabat PDP"))
    assert (await asked(witnessed, "dpo", told.dispute, "dpo")).status_code == 404


async def test_a_parameter_that_the_call_has_not_is_refused(witnessed: Deployment, told: Dispute) -> None:
    answer = await (await witnessed.caller(POLICE, "reader")).get(
        f"/v1/disputes/{told.dispute}/dossier", disclose="all"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(("agency", "role"), [(POLICE, "reader"), ("auditor", "auditor")])
async def test_no_event_of_a_dossier_is_read_as_the_deployment(
    witnessed: Deployment, told: Dispute, monkeypatch: pytest.MonkeyPatch, agency: str, role: Any
) -> None:
    async def none_of_it(*_: object) -> Any:
        raise AssertionError("read as the writer")

    for name in ("by_ids", "by_call", "case_rows", "at_versions", "page", "many_cases"):
        monkeypatch.setattr(witnessed.services.reader, name, none_of_it)
    made = await dossier(witnessed, agency, told.dispute, role)
    assert made.manifest["case"] == str(told.case)
