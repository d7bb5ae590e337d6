"""The third similar handle within 30 days: a warning without identity to schools and task force (Sc-1)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.ids import task_force_stream
from tests.server.api.agencies import NOW, ORIGIN
from tests.server.clockwork.works import DISDIK, NGO, RSUD, UPTD, Works

HANDLES = ("@Kerja.Enak_77", "https://www.tiktok.com/@kerjaenak78", "kerja enak")


async def sighted(works: Works, handle: str, **data: Any) -> UUID:
    """A report of recruitment by that account."""
    recruitment = {"recruitment": ["ThroughOnlineSocialNetworks"], "recruitment_apps": ["TikTok"]}
    case, _ = await works.report(UPTD, recruiter_handle=handle, **{**recruitment, **data})
    return case


async def test_the_third_similar_handle_within_thirty_days_is_an_alert(works: Works) -> None:
    recorded = []
    for handle in HANDLES:
        await sighted(works, handle, suspected_exploitation=["SexualExploitation"])
        recorded.append(await works.run(days=10))
    assert recorded == [0, 0, 1]
    (alert,) = await works.recorded("ModusAlertIssued")
    assert alert.case == task_force_stream(ORIGIN, "ttu")
    assert alert.occurred == NOW + timedelta(days=20), "the day of the third report"
    assert (alert.data.count, alert.data.window_days) == (3, 30)
    assert alert.data.window_ends == (NOW + timedelta(days=20)).date()
    assert (alert.data.recruitment, alert.data.channels, alert.data.exploitation) == (
        ("ThroughOnlineSocialNetworks",),
        ("TikTok",),
        ("SexualExploitation",),
    )
    assert {DISDIK, UPTD, "polres-ttu", "coordinator"} <= set(alert.data.to)


async def test_the_alert_names_no_case_no_person_and_no_handle(works: Works) -> None:
    cases = [await sighted(works, handle, victim_name="Kanari Enam") for handle in HANDLES]
    assert await works.run() == 1
    (alert,) = await works.recorded("ModusAlertIssued")
    told = alert.payload.decode().lower()
    assert not any(word in told for word in ("kerja", "enak", "kanari", *(str(case) for case in cases)))


async def test_three_sightings_further_apart_than_thirty_days_are_none(works: Works) -> None:
    for handle in HANDLES:
        await sighted(works, handle)
        assert await works.run(days=16) == 0


async def test_one_case_that_names_a_handle_three_times_is_one_sighting(works: Works) -> None:
    case = await sighted(works, HANDLES[0])
    for handle in HANDLES:
        await works.publish(UPTD, "ReportReceived", case, {"channel": "phone", "recruiter_handle": handle})
    assert await works.run() == 0


async def test_other_handles_do_not_count(works: Works) -> None:
    for handle in ("kerjaenak", "kerjamudah", "gajibesar"):
        await sighted(works, handle)
    assert await works.run() == 0


async def test_a_fourth_and_a_fifth_make_no_second_alert_but_three_new_ones_do(works: Works) -> None:
    recorded = []
    for number in range(6):
        await sighted(works, f"kerjaenak{number}")
        recorded.append(await works.run(days=8))
    assert recorded == [0, 0, 1, 0, 0, 0], "days 0, 8 and 16; 24 lies within the window, 32 and 40 are two"
    await sighted(works, "kerjaenak9")
    assert await works.run() == 1


async def test_a_report_that_comes_in_late_counts_on_its_own_day(works: Works) -> None:
    await sighted(works, HANDLES[0])
    await works.run(days=25)
    await sighted(works, HANDLES[1])
    await works.run(days=20)
    late = (NOW + timedelta(days=3)).isoformat()
    case = {"channel": "village", "recruiter_handle": HANDLES[2]}
    await works.publish(NGO, "ReportReceived", UUID(int=77), case, time=late)
    assert await works.run() == 1
    (alert,) = await works.recorded("ModusAlertIssued")
    assert alert.data.window_ends == (NOW + timedelta(days=25)).date()


async def test_the_education_office_reads_the_alert_and_nothing_of_the_cases(works: Works) -> None:
    for handle in HANDLES:
        await sighted(works, handle)
    await works.run()
    await works.deployment.settled()
    (alert,) = await works.recorded("ModusAlertIssued")
    caller = await works.deployment.caller(DISDIK, "reader")
    items = (await caller.get("/v1/feed", after=0, limit=500)).json()["items"]
    assert {item["case"] for item in items if "case" in item} == {str(alert.case)}
    assert alert.position in {item.get("logposition") for item in items}


async def test_cases_of_two_agencies_of_the_task_force_count_together(works: Works) -> None:
    for agency, handle in zip((UPTD, NGO, RSUD), HANDLES, strict=True):
        await works.report(agency, recruiter_handle=handle)
    assert await works.run() == 1
