"""Which ids may become streams, and what no event may bring down."""

from uuid import UUID, uuid4

import pytest

from domain.ids import agency_stream, task_force_stream
from server.registrar import NewAgency
from tests.server.api.agencies import ORIGIN, Event, event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"


def report(case: UUID) -> Event:
    return event(UPTD, "ReportReceived", case, {"channel": "walk_in"})


@pytest.mark.parametrize("stream", [agency_stream(ORIGIN, "kejari-baru"), task_force_stream(ORIGIN, "baru")])
async def test_no_case_opens_in_a_stream_that_the_registry_will_need(
    deployment: Deployment, stream: UUID
) -> None:
    answer = await (await deployment.caller(UPTD)).post(report(stream))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/stream_kind")


async def test_no_case_is_called_nil_because_no_manifest_could_list_it(deployment: Deployment) -> None:
    answer = await (await deployment.caller(UPTD)).post(report(UUID(int=0)))
    assert (answer.status_code, answer.json()["field"]) == (422, "subject")


async def test_an_agency_can_be_registered_whatever_others_published_before(deployment: Deployment) -> None:
    stream = agency_stream(ORIGIN, "desa-baru")
    await (await deployment.caller(UPTD)).post(report(stream))
    await deployment.registrar().register_agency(NewAgency(agency="desa-baru", kind="desa", name="Desa Baru"))
    await deployment.services.directory.reload()
    assert deployment.services.directory.current.kind_of("desa-baru") == "desa"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
async def test_consent_and_access_may_end_on_any_day_of_the_calendar(
    deployment: Deployment, day: str
) -> None:
    case, caller = await deployment.open_case(), await deployment.caller(UPTD)
    consent = {"person": str(uuid4()), "purposes": ["health"], "recipients": ["rsud"], "classes": ["health"]}
    grant = {"agency": "ngo-ttu", "reason": "task"}
    for offset in ("-12:00", "+14:00"):
        time = f"2026-03-02T08:00:00{offset}"
        given = event(UPTD, "ConsentGranted", case, {**consent, "expires": day}, time=time)
        until = event(UPTD, "AccessGranted", case, {**grant, "until": f"{day}T00:00:00{offset}"})
        for sent in (given, until):
            answer = await caller.post(sent)
            assert answer.status_code == 201, answer.text
    await deployment.settled()
    reader = await deployment.caller(UPTD, "reader")
    assert (await reader.get(f"/v1/cases/{case}/timeline")).status_code == 200
    async with deployment.services.pool.connection() as conn:
        assert await (await conn.execute("SELECT count(*) FROM jejak.parked")).fetchone() == (0,)
