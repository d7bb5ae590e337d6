"""One report with 41 victims in one publish, corrected and taken back entry by entry."""

from typing import Any
from uuid import UUID, uuid4

from tests.server.api.agencies import BATCH, Event, event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"


def registration(case: UUID, number: int, **data: Any) -> Event:
    told = {
        "person": str(uuid4()),
        "sex": "male",
        "age_band": "18-20",
        "child": False,
        "name": f"Rekrut {number}",
    }
    return event(UPTD, "VictimRegistered", case, {**told, **data}, group="one-report")


def report_of(case: UUID, victims: int) -> list[Event]:
    told = {"channel": "outreach", "persons_reported": victims}
    report = event(UPTD, "ReportReceived", case, told, group="one-report")
    return [report, *(registration(case, number) for number in range(victims))]


async def publish(deployment: Deployment, batch: list[Event]) -> list[dict[str, Any]]:
    answer = await (await deployment.caller(UPTD)).post(batch, BATCH)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


async def test_a_report_and_its_41_victims_are_recorded_in_one_group(deployment: Deployment) -> None:
    case = uuid4()
    results = await publish(deployment, report_of(case, 41))
    assert {result["status"] for result in results} == {"recorded"}
    assert [result["caseversion"] for result in results] == list(range(1, 43))
    positions = [result["position"] for result in results]
    assert positions == list(range(positions[0], positions[0] + 42))


async def test_one_victim_told_wrongly_holds_back_the_whole_report(deployment: Deployment) -> None:
    case = uuid4()
    batch = report_of(case, 41)
    batch[17]["data"]["age_band"] = "about twenty"
    results = await publish(deployment, batch)
    assert results[17]["problem"]["field"] == "data.age_band"
    assert {result["status"] for result in results} == {"refused"}
    assert await deployment.services.reader.case_rows(case) == []


async def test_of_41_victims_one_is_corrected_and_one_taken_back_in_the_next_batch(
    deployment: Deployment,
) -> None:
    case = uuid4()
    batch = report_of(case, 41)
    await publish(deployment, batch)
    child, twice = batch[5], batch[6]
    correction = {
        "event_id": child["id"],
        "event_source": child["source"],
        "person": child["data"]["person"],
        "fields": ["child", "age_band", "birth_date"],
        "child": True,
        "age_band": "9-17",
        "birth_date": "2009-02-03",
        "reason": "register_extract",
    }
    results = await publish(
        deployment,
        [
            event(UPTD, "FactCorrected", case, correction),
            event(UPTD, "EntryWithdrawn", case, {"event_id": twice["id"], "reason": "entered_twice"}),
            event(UPTD, "EntryWithdrawn", case, {"event_id": twice["id"], "reason": "entered_twice"}),
        ],
    )
    assert [result["status"] for result in results] == ["recorded", "recorded", "refused"]
    assert results[2]["problem"]["field"] == "data.event_id"
    reader = await deployment.caller(UPTD, "reader")
    view = (await reader.get(f"/v1/cases/{case}")).json()
    persons = {person["id"]: person for person in view["persons"]}
    assert len(persons) == 40
    assert persons[child["data"]["person"]]["child"] is True
    assert view["withdrawn"] == [f"{UPTD}/{twice['id']}"]
    assert [each["fields"] for each in view["corrections"]] == [["child", "age_band", "birth_date"]]
    before = (await reader.get(f"/v1/cases/{case}?as_of={results[0]['position'] - 1}")).json()
    known = {person["id"]: person["child"] for person in before["persons"]}
    assert len(known) == 41
    assert known[child["data"]["person"]] is False
