"""Who read my case: told to the agency that answers for it and the data protection officer, nobody else."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.types.numeric import Int8

from projections.arrays import BigInts, Texts
from server.api.reading import LONGEST_PAGE
from server.database import connect
from server.readlog.of_case import END, OF_CASE
from server.registrar import NewAgency
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import filed

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWNER, POLICE, NGO, CLINIC = "uptdppa-ttu", "polres-ttu", "ngo-ttu", "rsud-ttu"


async def caller(shared: Deployment, agency: str) -> Caller:
    return await shared.caller(agency, "dpo" if agency == "dpo" else "reader")


async def officer(shared: Deployment) -> None:
    """The data protection officer joins, once."""
    if "dpo" not in shared.services.directory.current.agencies:
        new = NewAgency("dpo", "dpo", "Pejabat PDP", ("ttu",), root_key=None, possession=None)
        await shared.registrar().register_agency(new)
        await shared.registrar().register_escrow("dpo")


async def reads(shared: Deployment, agency: str, case: UUID, **query: Any) -> Any:
    """The answer of the call, once the ledger has all."""
    await shared.settled()
    return await (await caller(shared, agency)).get(f"/v1/cases/{case}/reads", **query)


async def told(shared: Deployment, agency: str, case: UUID) -> list[Any]:
    """What others read, the oldest first, without the questions for it."""
    answer = await reads(shared, agency, case, limit=200)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    return [item for item in reversed(items) if item["call"] != "readCaseReads"]


async def reads_case(shared: Deployment, agency: str, case: UUID, **headers: str) -> None:
    await shared.settled()
    asking = await caller(shared, agency)
    answer = await asking.http.get(
        f"/v1/cases/{case}", headers={"authorization": f"Bearer {asking.token}", **headers}
    )
    assert answer.status_code == 200, answer.text


async def test_a_case_read_a_feed_and_a_list_are_told_with_what_they_showed(shared: Deployment) -> None:
    case = await shared.open_case()
    await reads_case(shared, POLICE, case, **{"Jejak-Purpose": "law_enforcement"})
    asking = await caller(shared, POLICE)
    head = (await asking.get("/v1/feed", limit=500)).json()["head"]
    assert (await asking.get("/v1/cases", text=str(case)[:8])).status_code == 200
    one, fetched, listed = await told(shared, OWNER, case)
    (event_read,) = one["events"]
    assert (one["agency"], one["role"], one["call"], one["purpose"], one["origin"]) == (
        *(POLICE, "reader", "readCase", "law_enforcement", "127.0.0.0/24"),
    )
    assert event_read["classes"] == ["victim_identity"]
    assert (fetched["call"], fetched["purpose"], fetched["events"]) == ("readFeed", "case_work", [event_read])
    assert (listed["call"], listed["events"]) == ("listCases", [{**event_read, "classes": []}])
    assert [each["break_glass"] for each in (one, fetched, listed)] == [None] * 3
    assert head >= 1


async def test_neither_a_party_nor_a_stranger_is_told(shared: Deployment) -> None:
    case = await shared.open_case()
    await officer(shared)
    await reads_case(shared, POLICE, case)
    absent = await reads(shared, OWNER, uuid4())
    for agency in (POLICE, NGO, CLINIC, "coordinator", "auditor", "kejari-ttu"):
        answer = await reads(shared, agency, case)
        assert (answer.status_code, answer.json()) == (404, absent.json()), agency


async def test_the_case_manager_is_told_in_place_of_the_one_that_opened_the_case(shared: Deployment) -> None:
    case = uuid4()
    data = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OWNER]}
    await shared.publish("desa-ttu", event("desa-ttu", "ReportReceived", case, data))
    assert (await reads(shared, "desa-ttu", case)).status_code == 200
    assert (await reads(shared, OWNER, case)).status_code == 404
    manager = {"agency": OWNER}
    await shared.publish(OWNER, event(OWNER, "CaseManagerAssigned", case, manager, basedon=1))
    assert (await reads(shared, OWNER, case)).status_code == 200
    assert (await reads(shared, "desa-ttu", case)).status_code == 404


async def test_of_what_is_hidden_from_the_one_that_opened_the_case_the_officer_alone_is_told(
    shared: Deployment,
) -> None:
    """A village reported; what police did on it is not the village's to know, nor who read it."""
    case = uuid4()
    await officer(shared)
    data = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OWNER, POLICE]}
    await shared.publish(
        "desa-ttu", event("desa-ttu", "ReportReceived", case, data | {"victim_name": "Kanari"})
    )
    of_police = await filed(shared, case)
    await reads_case(shared, POLICE, case)
    await shared.settled()
    asking = await caller(shared, POLICE)
    assert (await asking.get("/v1/feed", after=await last_but_one(asking), limit=1)).status_code == 200
    village, whole = await told(shared, "desa-ttu", case), await told(shared, "dpo", case)
    assert [each["call"] for each in whole] == ["readCase", "readFeed"]
    assert [each["position"] for each in whole[0]["events"]] == [of_police - 1, of_police]
    assert [each["call"] for each in village] == ["readCase"]
    assert [each["position"] for each in village[0]["events"]] == [of_police - 1]


async def last_but_one(asking: Caller) -> int:
    """The row of the feed before the last one."""
    return int((await asking.get("/v1/feed", limit=1)).json()["head"]) - 1


async def test_of_an_event_that_is_a_bare_row_to_the_owner_no_class_is_told(shared: Deployment) -> None:
    case = await shared.open_case()
    position = await filed(shared, case)
    await reads_case(shared, POLICE, case)
    (read,) = await told(shared, OWNER, case)
    classes = {each["position"]: each["classes"] for each in read["events"]}
    assert classes[position] is None
    assert ["victim_identity"] in classes.values()


async def test_reads_of_other_cases_on_the_same_page_of_the_feed_are_not_told(shared: Deployment) -> None:
    case, other = await shared.open_case(), await shared.open_case()
    await shared.settled()
    asking = await caller(shared, POLICE)
    await asking.get("/v1/feed", limit=500)
    timeline = await (await caller(shared, OWNER)).get(f"/v1/cases/{case}/timeline")
    positions = {each["position"] for each in timeline.json()["items"]}
    for read in await told(shared, OWNER, case):
        assert {each["position"] for each in read["events"]} <= positions
    assert len(await told(shared, OWNER, other)) >= 1


async def test_pages_go_back_in_time_and_miss_nothing(shared: Deployment) -> None:
    case = await shared.open_case()
    for _ in range(7):
        await reads_case(shared, POLICE, case)
    found: list[Any] = []
    before: dict[str, int] = {}
    while True:
        page = (await reads(shared, OWNER, case, limit=3, **before)).json()
        found += [item for item in page["items"] if item["call"] == "readCase"]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert len({item["index"] for item in found}) == len(found) == 7
    assert [item["index"] for item in found] == sorted((item["index"] for item in found), reverse=True)


async def test_asking_who_read_is_a_read_that_is_told_too(shared: Deployment) -> None:
    case = await shared.open_case()
    await officer(shared)
    assert (await reads(shared, "dpo", case)).status_code == 200
    items = (await reads(shared, OWNER, case)).json()["items"]
    assert [(item["agency"], item["call"], item["events"]) for item in items] == [
        ("dpo", "readCaseReads", [])
    ]


async def test_the_checkpoint_counts_every_read(shared: Deployment) -> None:
    asking = await caller(shared, OWNER)
    first = (await asking.get("/v1/reads/checkpoint")).json()
    await asking.get("/v1/cases")
    second = (await asking.get("/v1/reads/checkpoint")).json()
    assert (second["origin"], second["size"]) == ("jejak.test", first["size"] + 1)
    assert second["root"] != first["root"]


async def test_the_reads_of_a_case_are_found_by_indexes(database: str) -> None:
    asked = {
        "agencies": Texts([POLICE, OWNER]),
        "case": uuid4(),
        "before": Int8(END),
        "limit": Int8(50),
        "page": Int8(LONGEST_PAGE),
        "positions": BigInts([9, 10]),
    }
    async with await connect(database) as conn:
        await conn.execute("SET enable_bitmapscan = off")
        explained = await (await conn.execute(b"EXPLAIN " + OF_CASE, asked)).fetchall()
    plan = "\n".join(line for (line,) in explained)
    assert "Seq Scan" not in plan
    for index in ("reads_case", "ledger_case", "reads_place", "list_reads_pkey", "reads_leaf"):
        assert index in plan
