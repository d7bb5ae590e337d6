"""A police file over HTTP: two columns for those who read the file, bare rows for those who do not."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from server.api.files import FileView
from tests.server.api.deployment import Deployment
from tests.server.api.file_exchange import OTHER, PROSECUTOR, SENT, Exchange, paper, returned
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


def path(case: UUID, file: UUID) -> str:
    return f"/v1/cases/{case}/files/{file}"


async def read(shared: Deployment, by: str, found: Exchange) -> dict[str, Any]:
    answer = await (await reader(shared, by)).get(path(found.case, found.file))
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=FileView)
    view: dict[str, Any] = answer.json()
    return view


async def test_each_step_stands_in_the_column_of_the_side_that_states_it(shared: Deployment) -> None:
    found = await returned(shared)
    view = await read(shared, POLICE, found)
    columns = {side: [step["type"] for step in view[side]] for side in ("police", "prosecutor", "others")}
    assert columns == {
        "police": ["PoliceReportFiled", "InvestigationOrdered", "SpdpSent", "FileSubmitted"],
        "prosecutor": ["SpdpReceived", "FileReceived", "FileReturned"],
        "others": [],
    }
    for step in view["police"] + view["prosecutor"]:
        assert step["occurred"]
        assert step["recordedat"]
    assert view["bare"] == []


async def test_what_was_sent_and_what_arrived_stand_side_by_side_with_their_hashes(
    shared: Deployment,
) -> None:
    found = await returned(shared)
    view = await read(shared, PROSECUTOR, found)
    (passage,) = view["passages"]
    assert [each["sha256"] for each in passage["sent"] + passage["received"]] == [SENT, OTHER]
    (differing,) = [each for each in view["discrepancies"] if each["kind"] == "documents_differ"]
    assert differing["positions"] == [found.at["FileSubmitted"], found.at["FileReceived"]]


async def test_instructions_stand_with_their_answers_and_their_words_for_those_who_may_read_them(
    shared: Deployment,
) -> None:
    found = await returned(shared)
    answered = await found.states(
        POLICE,
        "InstructionAnswered",
        return_number=1,
        number=1,
        answer="contested",
        reason="different_view",
        cites=[1],
    )
    await found.states(POLICE, "FileResubmitted", return_number=1, **paper(SENT, POLICE))
    instructions = [{"number": 1, "reason": "M4"}]
    await found.states(PROSECUTOR, "FileReturned", return_number=2, instructions=instructions)
    view = await read(shared, POLICE, found)
    first, second = view["rounds"]
    assert [(item["reason"], item["new"], item["contested"]) for item in first["items"]] == [
        ("M1", False, True)
    ]
    (answer,) = first["items"][0]["answers"]
    assert (answer["position"], answer["answer"], answer["cites"]) == (answered, "contested", [1])
    assert [(item["reason"], item["new"]) for item in second["items"]] == [("M4", True)]
    kinds = {each["kind"] for each in view["discrepancies"]}
    assert {"item_contested", "item_raised_late"} <= kinds
    texts = [step["disclosed"].get("texts") for step in view["prosecutor"] if step["type"] == "FileReturned"]
    assert texts[0] == [{"number": 1, "text": "Uraikan tujuan eksploitasi."}]


async def test_the_articles_of_each_side_stand_beside_each_other(shared: Deployment) -> None:
    found = await returned(shared)
    await found.states(PROSECUTOR, "ArticleChanged", articles=["UU-18-2017:81"], reason="coordination")
    view = await read(shared, POLICE, found)
    assert view["articles"]["police"]["articles"] == ["UU-21-2007:2"]
    assert view["articles"]["prosecutor"]["articles"] == ["UU-18-2017:81"]
    assert "articles_differ" in {each["kind"] for each in view["discrepancies"]}


async def test_the_clocks_of_the_file_stand_with_it(shared: Deployment) -> None:
    found = await returned(shared)
    await shared.settled()
    view = await read(shared, POLICE, found)
    due = {clock["rule"]: clock for clock in view["clocks"]}
    assert due["KUHAP2025.supplementary"]["position"] == found.at["FileReturned"]
    assert due["KUHAP2025.review"]["owner"] == PROSECUTOR
    assert {clock["ref"].partition("/")[0] for clock in view["clocks"]} == {str(found.file)}


async def test_conference_and_dispute_are_named_with_the_file(shared: Deployment) -> None:
    found = await returned(shared)
    dispute, conference = uuid4(), uuid4()
    await found.states(POLICE, "DisputeOpened", dispute=str(dispute), sides=[POLICE, PROSECUTOR])
    await found.states(
        POLICE,
        "CaseConferenceInvited",
        conference=str(conference),
        form="voluntary",
        invited=[PROSECUTOR],
        scheduled_for="2026-03-20T09:00:00+08:00",
        dispute=str(dispute),
    )
    view = await read(shared, PROSECUTOR, found)
    (disputed,) = view["disputes"]
    assert (disputed["dispute"], disputed["status"]) == (str(dispute), "open")
    (called,) = view["conferences"]
    assert (called["id"], called["invited_at"]) == (str(conference), found.at["CaseConferenceInvited"])


async def test_a_service_agency_sees_stage_rows_and_no_content(shared: Deployment) -> None:
    found = await returned(shared)
    view = await read(shared, OWNER, found)
    assert [row["code"] for row in view["bare"]] == [
        *("LP", "Sprin.Sidik", "SPDP", "P-1A", "Tahap I", "P-1B", "P-19"),
    ]
    assert (view["police"], view["prosecutor"], view["others"]) == ([], [], [])
    assert not {"rounds", "articles", "passages", "elements", "disputes"} & view.keys()
    assert {each["kind"] for each in view["discrepancies"]} == {"not_received"}
    text = msgspec.json.encode(view).decode()
    assert "M1" not in text
    assert SENT not in text


async def test_absent_and_forbidden_are_answered_alike(shared: Deployment) -> None:
    found = await returned(shared)
    stranger, police = await reader(shared, STRANGER), await reader(shared, POLICE)
    answers = [
        await stranger.get(path(found.case, found.file)),
        await stranger.get(path(uuid4(), found.file)),
        await police.get(path(found.case, uuid4())),
        await police.get(path(uuid4(), found.file)),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


async def test_what_is_read_of_a_file_is_in_the_read_log(shared: Deployment) -> None:
    found = await returned(shared)
    await read(shared, POLICE, found)
    async with shared.services.pool.connection() as conn:
        query = b"SELECT positions FROM jejak.reads WHERE call = 'readFile' AND case_id = %s"
        ((positions,),) = await (await conn.execute(query, [found.case])).fetchall()
    assert set(found.at.values()) <= set(positions)
