"""Reading cases: what is open to whom, as of when, and never unrecorded."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.catalogue.fields import DataClass
from server.api.cases import CaseView
from server.api.timeline import TimelinePage
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER, filed, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def timeline(shared: Deployment, agency: str, case: UUID, **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, agency)).get(f"/v1/cases/{case}/timeline", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=TimelinePage)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_the_timeline_has_both_clocks_of_every_event(shared: Deployment) -> None:
    case = await shared.open_case()
    (item,) = await timeline(shared, OWNER, case)
    assert (item["kind"], item["type"], item["source"]) == (
        "event",
        "jejak.ReportReceived.v1",
        "/agencies/uptdppa-ttu",
    )
    assert item["time"] == "2026-03-02T08:00:00+00:00"
    assert item["recordedat"].startswith("2026-03-02T08:00")
    assert (item["caseversion"], item["assurance"], item["classes"]) == (1, "escrow", ["victim_identity"])


async def test_the_publisher_is_told_who_received_its_event_and_when(shared: Deployment) -> None:
    case = await shared.open_case()
    (item,) = await timeline(shared, OWNER, case)
    receivers = {each["agency"]: each for each in item["receivers"]}
    assert receivers[POLICE]["fetchedat"] is None
    await (await reader(shared, POLICE)).get("/v1/feed", limit=500)
    (item,) = await timeline(shared, OWNER, case)
    receivers = {each["agency"]: each for each in item["receivers"]}
    assert receivers[POLICE]["fetchedat"] is not None


async def test_another_agency_is_told_only_of_its_own_receipt(shared: Deployment) -> None:
    (item,) = await timeline(shared, POLICE, await shared.open_case())
    assert [each["agency"] for each in item["receivers"]] == [POLICE]


async def test_a_coordinator_sees_bare_rows(shared: Deployment) -> None:
    case = await shared.open_case()
    await shared.settled()
    answer = await (await reader(shared, "coordinator", "coordinator")).get(f"/v1/cases/{case}/timeline")
    (item,) = answer.json()["items"]
    assert item.keys() == {"kind", "position", "legal_code", "date"}
    assert item["kind"] == "stage"


async def test_a_timeline_is_read_in_pages(shared: Deployment) -> None:
    case = await shared.open_case()
    for _ in range(3):
        await filed(shared, case)
    await shared.settled()
    caller, pages, after = await reader(shared, OWNER), [], 0
    while after is not None:
        page = (await caller.get(f"/v1/cases/{case}/timeline", after=after, limit=3)).json()
        pages.append([item["position"] for item in page["items"]])
        after = page["next"]
    assert [len(page) for page in pages] == [3, 1]
    assert pages[0] + pages[1] == sorted({*pages[0], *pages[1]})


@pytest.mark.parametrize("path", ["/v1/cases/{}", "/v1/cases/{}/timeline"])
async def test_a_case_that_is_absent_and_one_that_is_not_open_are_answered_alike(
    shared: Deployment, path: str
) -> None:
    case = await shared.open_case()
    await shared.settled()
    caller = await reader(shared, STRANGER)
    absent, forbidden = await caller.get(path.format(uuid4())), await caller.get(path.format(case))
    assert (absent.status_code, forbidden.status_code) == (404, 404)
    assert absent.content == forbidden.content
    assert absent.headers == forbidden.headers


async def test_a_parameter_that_the_call_does_not_know_is_refused(shared: Deployment) -> None:
    case = await shared.open_case()
    answer = await (await reader(shared, OWNER)).get(f"/v1/cases/{case}/timeline", known_to=POLICE)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")


async def view(shared: Deployment, agency: str, case: UUID, **query: Any) -> dict[str, Any]:
    answer = await (await reader(shared, agency)).get(f"/v1/cases/{case}", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=CaseView, strict=True)
    found: dict[str, Any] = answer.json()
    return found


async def test_a_case_is_told_with_what_is_disclosed_to_the_reader(shared: Deployment) -> None:
    case = await shared.open_case()
    found = await view(shared, POLICE, case)
    assert (found["case"], found["version"], found["opened"]["by"]) == (str(case), 1, OWNER)
    assert "Kanari Satu" in str(found)


async def test_a_coordinator_is_told_that_something_happened_and_not_what(shared: Deployment) -> None:
    case = await shared.open_case()
    answer = await (await reader(shared, "coordinator", "coordinator")).get(f"/v1/cases/{case}")
    found = answer.json()
    assert (len(found["bare"]), found["parties"], found["opened"]) == (1, [], None)
    assert "Kanari" not in answer.text
    assert OWNER not in answer.text


async def test_a_case_is_read_as_of_a_position_or_a_time_of_recording(shared: Deployment) -> None:
    case = await shared.open_case()
    before = (await view(shared, POLICE, case))["last_position"]
    opened_at = shared.time().isoformat()
    shared.time.pass_by(hours=1)
    after = await filed(shared, case)
    assert (await view(shared, POLICE, case))["last_position"] == after
    for moment in (before, opened_at):
        then = await view(shared, POLICE, case, as_of=moment)
        assert (then["last_position"], then["version"], then["files"]) == (before, 1, [])


async def test_a_case_is_read_as_of_when_things_happened(shared: Deployment) -> None:
    case = await shared.open_case()
    early = "2026-03-01T08:00:00+07:00"
    position = await filed(shared, case, time=early)
    then = await view(shared, POLICE, case, as_of=early, by="occurred")
    assert then["last_position"] == position
    answer = await (await reader(shared, POLICE)).get(f"/v1/cases/{case}", as_of=early)
    assert answer.status_code == 404, "it was recorded later"


async def test_a_plus_sign_that_was_not_escaped_is_understood(shared: Deployment) -> None:
    case = await shared.open_case()
    await filed(shared, case, time="2026-03-01T08:00:00+07:00")
    caller = await reader(shared, POLICE)
    answer = await caller.get(f"/v1/cases/{case}?as_of=2026-03-01T09:00:00+07:00&by=occurred")
    assert answer.status_code == 200


@pytest.mark.parametrize("moment", ["now", "0", "-1", "2026-03-02", "2026-03-02T08:00:00", "9" * 30, ""])
async def test_what_is_neither_position_nor_time_is_refused(shared: Deployment, moment: str) -> None:
    answer = await (await reader(shared, OWNER)).get(f"/v1/cases/{uuid4()}", as_of=moment)
    assert (answer.status_code, answer.json()["field"]) == (400, "as_of")


async def reads(shared: Deployment, case: UUID) -> list[tuple[Any, ...]]:
    query = "SELECT agency, call, positions, classes FROM jejak.reads WHERE case_id = %s ORDER BY read_id"
    async with shared.services.pool.connection() as conn:
        return await (await conn.execute(query, [case])).fetchall()


async def test_a_read_is_on_record_with_what_was_served(shared: Deployment) -> None:
    case = await shared.open_case()
    found = await view(shared, POLICE, case)
    await timeline(shared, POLICE, case)
    position = found["last_position"]
    assert await reads(shared, case) == [
        (POLICE, "readCase", [position], [int(DataClass.VICTIM_IDENTITY)]),
        (POLICE, "readTimeline", [position], [0]),
    ]


async def test_a_refused_read_leaves_nothing_on_record(shared: Deployment) -> None:
    case = await shared.open_case()
    assert (await (await reader(shared, STRANGER)).get(f"/v1/cases/{case}")).status_code == 404
    assert await reads(shared, case) == []


async def test_a_reader_reads_its_own_write(shared: Deployment) -> None:
    case = await shared.open_case()
    position = await filed(shared, case)
    for path in ("/v1/cases", f"/v1/cases/{case}", f"/v1/cases/{case}/timeline", "/v1/worklist"):
        answer = await (await reader(shared, POLICE)).get(path, at_least=position)
        assert int(answer.headers["jejak-position"]) >= position
    answer = await (await reader(shared, POLICE)).get("/v1/cases", at_least=position, limit=1)
    assert answer.json()["items"][0]["last_position"] == position


async def test_a_position_that_is_not_reached_is_told_as_it_is(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.reading.PATIENCE", 0.05)
    head = await shared.settled()
    answer = await (await reader(shared, POLICE)).get("/v1/cases", at_least=head + 1000)
    assert (answer.status_code, int(answer.headers["jejak-position"])) == (200, head)
