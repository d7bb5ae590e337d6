"""The stream of a task force on its way: recorded, read by its members in the feed, and shown as no case."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.ids import task_force_stream
from tests.server.api.agencies import ORIGIN, SIGNED, Key, event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import COORDINATOR, NGO, POLICE, fields, rows_of

HOSPITAL = "rsud-ttu"


async def configured(deployment: Deployment, *members: str) -> UUID:
    """A task force led by the case workers, its secretariat seated."""
    lead = "uptdppa-ttu"
    await deployment.registrar().configure_task_force(
        "ttu", lead, [lead, COORDINATOR, *members], "Asia/Makassar"
    )
    return task_force_stream(ORIGIN, "ttu")


def promise(stream: UUID, **changes: Any) -> dict[str, Any]:
    data = {
        "task_force": "ttu",
        "commitment": str(uuid4()),
        "owner": POLICE,
        "due": "2026-06-30",
        "topic": "stalled_cases",
        "text": "Menyelesaikan berkas yang tertahan",
    }
    return event(COORDINATOR, "CommitmentMade", stream, {**data, **changes})


async def test_the_members_read_what_was_promised_and_nobody_else_does(deployment: Deployment) -> None:
    stream = await configured(deployment, POLICE)
    await deployment.publish(COORDINATOR, promise(stream))
    made = (await rows_of(deployment, POLICE, stream))[-1]
    assert (made["kind"], made["classes"]) == ("event", ["narrative"])
    assert fields(made) == {"text": "Menyelesaikan berkas yang tertahan"}
    assert await rows_of(deployment, NGO, stream) == []
    assert await rows_of(deployment, "auditor", stream) == []


async def test_a_new_member_gets_the_past_of_the_task_force_and_one_that_leaves_is_told(
    deployment: Deployment,
) -> None:
    stream = await configured(deployment, POLICE)
    await deployment.publish(COORDINATOR, promise(stream))
    await configured(deployment, NGO)
    kinds = [row["kind"] for row in await rows_of(deployment, NGO, stream)]
    assert kinds == ["event", "backfill_begin", "backfill", "backfill", "backfill_end"]
    left = [row["kind"] for row in await rows_of(deployment, POLICE, stream)]
    assert left == ["event", "event", "withdrawn", "withdrawn"]


async def test_a_task_force_is_shown_as_no_case(deployment: Deployment) -> None:
    stream = await configured(deployment, POLICE)
    await deployment.publish(COORDINATOR, promise(stream))
    await deployment.settled()
    for agency, role in ((POLICE, "reader"), (COORDINATOR, "coordinator")):
        caller = await deployment.caller(agency, role)  # type: ignore[arg-type]
        listed = (await caller.get("/v1/cases")).json()
        assert str(stream) not in str(listed)
        for path in ("", "/timeline", "/discrepancies"):
            assert (await caller.get(f"/v1/cases/{stream}{path}")).status_code == 404


async def test_no_event_of_a_case_is_recorded_in_the_stream_of_a_task_force(deployment: Deployment) -> None:
    stream = await configured(deployment, POLICE)
    triage = event("uptdppa-ttu", "ReportTriaged", stream, {"person": str(uuid4()), "urgency": "urgent"})
    answer = await (await deployment.caller("uptdppa-ttu")).post(triage)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/stream_kind")


async def test_who_has_no_seat_finds_no_such_stream(deployment: Deployment) -> None:
    stream = await configured(deployment, POLICE)
    progress = {"commitment": str(uuid4()), "progress": "on_track"}
    answers = [
        await (await deployment.caller(HOSPITAL)).post(
            event(HOSPITAL, "CommitmentProgressed", subject, progress)
        )
        for subject in (stream, uuid4())
    ]
    assert {answer.status_code for answer in answers} == {answers[0].status_code}
    assert {answer.json()["type"] for answer in answers} == {"/problems/case_unknown"}


async def test_a_rotated_key_signs_from_here_on_and_the_old_one_no_longer(deployment: Deployment) -> None:
    case, old, new = await deployment.open_case(), deployment.keys[POLICE], Key(POLICE)
    rotation = {
        "agency": POLICE,
        "replaces": old.kid,
        "key": new.x,
        "custody": "agency",
        "possession": new.possession("agency"),
    }
    caller = await deployment.caller(POLICE)
    rotated = event(POLICE, "KeyRotated", deployment.stream_of(POLICE), rotation)
    assert (await caller.post(deployment.roots[POLICE].sign(rotated), SIGNED)).status_code == 201
    report = event(POLICE, "PoliceReportFiled", case, {"file": str(uuid4())})
    assert (await caller.post(new.sign(report), SIGNED)).status_code == 201
    again = await caller.post(old.sign({**report, "id": "another"}), SIGNED)
    assert (again.status_code, again.json()["type"]) == (422, "/problems/key_not_valid")


@pytest.mark.parametrize("type_name", ["DeadlineLapsed", "AccessExpired"])
async def test_no_agency_passes_for_the_rules_of_the_deployment(
    deployment: Deployment, type_name: str
) -> None:
    case, moment = await deployment.open_case(), "2026-03-01T08:00:00+00:00"
    data = {
        "DeadlineLapsed": {
            "rule": "SOP.referral_answer",
            "ref_kind": "case",
            "ref": str(case),
            "started_source": "/agencies/uptdppa-ttu",
            "started_id": "e1",
            "due": moment,
        },
        "AccessExpired": {
            "agency": NGO,
            "granted_source": "/agencies/uptdppa-ttu",
            "granted_id": "e1",
            "until": moment,
        },
    }[type_name]
    answer = await (await deployment.caller(COORDINATOR)).post(event(COORDINATOR, type_name, case, data))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/authority_missing")
