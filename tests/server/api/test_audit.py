"""/v1/audit/events and /v1/audit/reads: what auditors read, of whom, and that it is on record first."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from domain.merkle import Tree
from server.log.reader import LogReader
from server.readlog.leaves import ReadRow
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.server.api.readers import OWNER, POLICE, filed
from tests.server.api.refusals_of_calls import without_read_log
from tests.servers import DatabaseServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAME = "Kanari Diaudit"
EVENTS, READS = "/v1/audit/events", "/v1/audit/reads"
ASKED = {"disclose": ["victim_identity", "suspect_identity", "health"], "reason": "complaint"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def auditor(shared: Deployment) -> Caller:
    """The agency whose office it is to audit."""
    return await shared.caller("auditor", "auditor")


async def pages(caller: Caller, path: str, **asked: Any) -> list[dict[str, Any]]:
    """Every page, one after the other."""
    found: list[dict[str, Any]] = []
    while True:
        answer = await caller.get(path, **asked)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        if found[-1]["next"] is None:
            return found
        asked["after"] = found[-1]["next"]


async def items(caller: Caller, path: str, **asked: Any) -> list[dict[str, Any]]:
    return [item for page in await pages(caller, path, **asked) for item in page["items"]]


def disclosed(found: list[dict[str, Any]]) -> list[Any]:
    """The values disclosed in these items."""
    return [decoded(each)[2] for item in found for each in item.get("disclosures", [])]


def decoded(text: str) -> Any:
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


async def break_glass(shared: Deployment, case: UUID) -> None:
    data = {
        "classes": ["victim_identity"],
        "reason": "oversight",
        "until": (shared.time() + timedelta(minutes=30)).isoformat(),
        "second": str(uuid4()),
    }
    await shared.publish("auditor", event("auditor", "BreakGlassOpened", case, data, actor=str(uuid4())))
    await shared.settled()


async def test_an_auditor_reads_every_event_of_the_log_as_it_was_signed(
    shared: Deployment, auditor: Caller
) -> None:
    await filed(shared, await shared.open_case())
    rows = await LogReader(shared.services.pool).page(0, 10_000)
    found = await items(auditor, EVENTS, limit=7)
    assert [each["position"] for each in found] == list(range(1, len(rows) + 1))
    for item, row in zip(found, rows, strict=True):
        assert item["state"].encode() == row.state
        assert (item["case"], item["caseversion"]) == (str(row.case), row.version)
        assert (item["marks"], item["classes"]) == (row.marks, row.classes)
        assert item["recordedat"] == row.recordedat.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def test_all_pages_end_where_the_log_ended_at_the_first_one(
    shared: Deployment, auditor: Caller
) -> None:
    case = await shared.open_case()
    first = (await auditor.get(EVENTS, limit=3)).json()
    await filed(shared, case)
    rest = await pages(auditor, EVENTS, after=first["next"])
    assert {page["as_of"] for page in (first, *rest)} == {first["as_of"]}
    assert rest[-1]["items"][-1]["position"] == first["as_of"]
    assert (await shared.services.reader.head()).position == first["as_of"] + 1


async def test_who_comes_back_goes_on_after_what_it_has(shared: Deployment, auditor: Caller) -> None:
    first = await items(auditor, EVENTS)
    await shared.open_case()
    (added,) = await items(auditor, EVENTS, after=str(first[-1]["position"]))
    assert added["position"] == first[-1]["position"] + 1
    size = (await auditor.get("/v1/reads/checkpoint")).json()["size"]
    assert [each["index"] for each in await items(auditor, READS, after=str(size - 2))] == [size - 1]
    assert await items(auditor, EVENTS, after=str(added["position"])) == []


async def test_bodies_come_in_full_and_nothing_that_identifies_a_person_with_them(
    shared: Deployment, auditor: Caller
) -> None:
    case = await shared.open_case(victim_name=NAME)
    (item,) = [each for each in await items(auditor, EVENTS) if each["case"] == str(case)]
    body = decoded(item["state"].split(".")[1])
    assert body["data"]["channel"] == "walk_in"
    assert item["classes"] == 1
    assert "disclosures" not in item
    assert NAME not in json.dumps(body)


async def test_without_broken_glass_no_value_is_opened_whatever_the_reason(
    shared: Deployment, auditor: Caller
) -> None:
    await shared.open_case(victim_name=NAME)
    found = await items(auditor, EVENTS, **ASKED)
    assert not disclosed(found)
    assert {tuple(each["disclosed"]) for each in found} == {()}


async def test_broken_glass_opens_its_classes_of_its_case_to_those_who_ask_with_a_reason(
    shared: Deployment, auditor: Caller
) -> None:
    case, other = await shared.open_case(victim_name=NAME), await shared.open_case(victim_name="Orang Lain")
    await break_glass(shared, case)
    assert not disclosed(await items(auditor, EVENTS))
    found = await items(auditor, EVENTS, **ASKED)
    assert disclosed(found) == [NAME]
    assert {tuple(each["disclosed"]) for each in found if each["case"] == str(case)} == {
        ("victim_identity",),
        (),
    }
    assert {tuple(each["disclosed"]) for each in found if each["case"] == str(other)} == {()}


async def test_what_is_opened_is_on_record_with_its_classes_and_the_reason(
    shared: Deployment, auditor: Caller
) -> None:
    case = await shared.open_case(victim_name=NAME)
    await break_glass(shared, case)
    found = await items(auditor, EVENTS, **ASKED)
    opened = [each["position"] for each in found if each["disclosed"]]
    reads = [
        each for each in await items(auditor, READS) if opened[0] in each["positions"] and each["reason"]
    ]
    assert reads[-1]["reason"] == "complaint"
    assert (reads[-1]["agency"], reads[-1]["role"]) == ("auditor", "auditor")
    told = dict(zip(reads[-1]["positions"], reads[-1]["classes"], strict=True))
    assert [position for position in opened if told.get(position) == 1] == opened
    owner = await shared.caller(OWNER, "reader")
    told_to_owner = (await owner.get(f"/v1/cases/{case}/reads")).json()["items"]
    assert ("readAuditEvents", "complaint") in {(each["call"], each["reason"]) for each in told_to_owner}


async def test_identities_are_opened_to_those_alone_who_were_told_that_they_are_secret(
    shared: Deployment,
) -> None:
    await break_glass(shared, await shared.open_case(victim_name=NAME))
    answer = await (await shared.untold("auditor", "auditor")).get(EVENTS, limit=500, **ASKED)
    assert answer.json()["type"] == "/problems/notice_required"


async def test_the_auditor_of_an_agency_reads_what_that_agency_signed_and_read(shared: Deployment) -> None:
    case = await shared.open_case(victim_name=NAME)
    await filed(shared, case)
    assert (await (await shared.caller(OWNER, "reader")).get("/v1/cases")).status_code == 200
    own = await shared.caller(POLICE, "auditor")
    found = await items(own, EVENTS, limit=2)
    assert found
    assert {decoded(each["state"].split(".")[1])["source"] for each in found} == {f"/agencies/{POLICE}"}
    assert (await (await shared.caller(POLICE, "reader")).get("/v1/cases")).status_code == 200
    assert {each["agency"] for each in await items(own, READS)} == {POLICE}


async def test_of_its_own_events_the_auditor_of_an_agency_is_shown_all_that_they_disclose(
    shared: Deployment,
) -> None:
    case = await shared.open_case(victim_name=NAME)
    own = await shared.caller(OWNER, "auditor")
    found = [each for each in await items(own, EVENTS, **ASKED) if each["case"] == str(case)]
    assert disclosed(found) == [NAME]


async def test_the_reads_are_those_of_the_tree_and_end_before_their_own(
    shared: Deployment, auditor: Caller
) -> None:
    for path in ("/v1/cases", "/v1/worklist", "/v1/feed"):
        assert (await (await shared.caller(OWNER, "reader")).get(path)).status_code == 200
    size = (await auditor.get("/v1/reads/checkpoint")).json()
    found = await pages(auditor, READS, limit=3)
    assert {page["as_of"] for page in found} == {size["size"]}
    tree = Tree()
    for index, each in enumerate(item for page in found for item in page["items"]):
        assert each["index"] == index
        tree = tree.with_leaf(leaf(each))
    assert tree.root().hex() == size["root"]


def leaf(item: dict[str, Any]) -> bytes:
    """The bytes of a leaf, from what the call told of a read."""
    return ReadRow(
        item["index"],
        datetime.fromisoformat(item["at"]),
        *(item[name] for name in ("agency", "role", "token", "person", "call", "purpose", "origin", "case")),
        *(item[name] for name in ("first", "last", "positions", "classes", "reason")),
    ).content()


async def test_the_data_protection_officer_reads_who_read_and_no_events(shared: Deployment) -> None:
    officer = await shared.caller("auditor", "dpo")
    assert (await officer.get(READS)).status_code == 200
    assert (await officer.get(EVENTS)).status_code == 403


async def test_what_an_auditor_reads_is_on_record_before_it_is_told(shared: Deployment) -> None:
    own = await shared.caller("auditor", "auditor")
    before = (await own.get("/v1/reads/checkpoint")).json()["size"]
    page = (await own.get(EVENTS, limit=5)).json()
    assert (await own.get(READS, limit=1)).status_code == 200
    written = [each for each in await items(own, READS) if each["index"] >= before]
    assert [each["call"] for each in written[:2]] == ["readAuditEvents", "readAuditReads"]
    assert written[0]["positions"] == [each["position"] for each in page["items"]]
    assert written[0]["classes"] == [0] * len(page["items"])
    assert written[0]["purpose"] == "audit"


@pytest.mark.parametrize("path", [EVENTS, READS])
@pytest.mark.parametrize(
    "after", ["", "x", "-2", "999999", "1~", "x~1", "1~1~1", "999999~1", "5~-2", "3~7", "1~9" * 40]
)
async def test_a_cursor_that_no_page_gave_is_refused(
    shared: Deployment, auditor: Caller, path: str, after: str
) -> None:
    answer = await auditor.get(path, after=after)
    assert (answer.status_code, answer.json()["field"]) == (400, "after")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"disclose": ["victim_identity"]}, "reason"),
        ({"reason": "complaint"}, "disclose"),
        ({"disclose": ["victim_identity"], "reason": "curious"}, "reason"),
        ({"disclose": ["everything"], "reason": "complaint"}, "disclose"),
        ({"limit": 501}, "limit"),
        ({"limit": 0}, "limit"),
        ({"as_of": 1}, "query"),
    ],
)
async def test_what_is_asked_for_against_the_rules_is_refused(
    shared: Deployment, auditor: Caller, asked: dict[str, Any], field: str
) -> None:
    answer = await auditor.get(EVENTS, **asked)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


async def test_what_cannot_be_put_on_record_is_not_told_even_of_the_case_class(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with founding.copy(postgres_server, tmp_path / "keys") as deployment:
        auditor = await deployment.caller("auditor", "auditor")
        async with without_read_log(deployment.services.settings.database_url):
            for path in (EVENTS, READS):
                answer = await auditor.get(path)
                assert (answer.status_code, answer.json()["type"]) == (503, "/problems/read_log_unavailable")
