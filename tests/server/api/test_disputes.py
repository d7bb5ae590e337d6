"""Disputes over HTTP: what each may see of them, and what stays closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio

from server.api.dispute_payloads import DisputePage, DisputeView
from server.registrar import NewAgency
from tests.server.api.agencies import NOW, SIGNED, event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROSECUTOR, EXPERT, OTHER = "kejari-ttu", "expert-ttu", "lpsk-ttu"
HASH = "0" * 64


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def _experts(shared: Deployment) -> None:
    """An expert, and an agency that is on cases by its office and no law enforcement."""
    registrar = shared.registrar()
    for agency in (EXPERT, OTHER):
        kind = agency.partition("-")[0]
        await registrar.register_agency(
            NewAgency(
                agency=agency, kind=kind, name=agency, task_forces=("ttu",), root_key=None, possession=None
            )
        )
        await registrar.register_escrow(agency)


class Story:
    """A case with a file between police and prosecutor, and a dispute on it."""

    def __init__(self, shared: Deployment) -> None:
        self.shared = shared
        self.case = self.file = self.dispute = UUID(int=0)
        self.positions: dict[str, int] = {}

    async def begins(self) -> "Story":
        self.case = await self.shared.open_case()
        self.file, self.dispute = uuid4(), uuid4()
        await self.records(POLICE, "PoliceReportFiled", file=self.file, articles=["UU-21-2007:2"])
        await self.records(POLICE, "SpdpSent", file=self.file, prosecutor=PROSECUTOR)
        await self.records(POLICE, "FileSubmitted", **self.paper())
        return self

    def paper(self) -> dict[str, Any]:
        """The file as police send it."""
        document = {"sha256": HASH, "bytes": 1, "mediatype": "application/pdf", "holder": POLICE}
        return {"file": self.file, "sha256": HASH, "document": document}

    async def comes_back(self, number: int) -> None:
        """The prosecutor returns the file."""
        asked = [{"number": 1, "reason": "M1"}]
        await self.decides(
            PROSECUTOR, "FileReturned", file=self.file, return_number=number, instructions=asked
        )

    async def opens(self, **data: Any) -> "Story":
        fields = {"dispute": self.dispute, "sides": [POLICE, PROSECUTOR], "file": self.file, **data}
        await self.records(POLICE, "DisputeOpened", statement="Unsur tujuan", **fields)
        return self

    async def records(self, by: str, type_name: str, **data: Any) -> int:
        """One event, decisions resting on the case as it is; its position."""
        attributes = {"basedon": data.pop("basedon")} if "basedon" in data else {}
        made = event(by, type_name, self.case, data, **attributes)
        self.positions[type_name] = int((await self.shared.publish(by, made))["position"])
        return self.positions[type_name]

    async def decides(self, by: str, type_name: str, **data: Any) -> int:
        states = await self.shared.services.cases.at_head([self.case])
        return await self.records(by, type_name, basedon=states[self.case].version, **data)

    async def engages(self, **data: Any) -> int:
        fields = {
            "expert": EXPERT,
            "fields": ["trafficking"],
            "qualification": "certificate",
            "conflict_of_interest": False,
            "panel": "task_force",
            "until": (self.shared.time() + timedelta(days=10)).isoformat(),
            "dispute": self.dispute,
            "excerpt": [self.positions["FileSubmitted"]],
        }
        return await self.records(POLICE, "ExpertEngaged", **{**fields, **data})


async def disputed(shared: Deployment, **data: Any) -> Story:
    return await (await Story(shared).begins()).opens(**data)


async def seen(shared: Deployment, by: str, dispute: UUID) -> dict[str, Any]:
    await shared.settled()
    answer = await (await reader(shared, by)).get(f"/v1/disputes/{dispute}")
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=DisputeView, strict=True)
    found: dict[str, Any] = answer.json()
    return found


async def listed(shared: Deployment, by: str, role: str = "reader", **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by, role)).get("/v1/disputes", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=DisputePage, strict=True)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_dispute_is_told_with_its_sides_and_its_discrepancy(shared: Deployment) -> None:
    ref = str(uuid4())
    story = await disputed(shared, discrepancy={"kind": "articles_differ", "ref": ref})
    found = await seen(shared, PROSECUTOR, story.dispute)
    assert found["status"] == "open"
    assert (found["case"], found["file"]) == (str(story.case), str(story.file))
    assert found["sides"] == [
        {"agency": POLICE, "accepted": False},
        {"agency": PROSECUTOR, "accepted": False},
    ]
    assert (found["discrepancy"]["kind"], found["discrepancy"]["ref"]) == ("articles_differ", ref)
    assert found["discrepancy"]["label"]["id"] == "Pasal yang diterapkan berbeda"
    assert found["opened"]["by"] == POLICE
    assert (found["outcome"], found["conference"], found["experts"]) == (None, None, [])
    assert [each["type"] for each in found["history"]] == ["jejak.DisputeOpened.v1"]
    assert found["history"][0]["disclosed"] == {"statement": "Unsur tujuan"}
    assert found["version"] == 5


async def test_positions_are_told_with_the_events_they_cite(shared: Deployment) -> None:
    story = await disputed(shared)
    cited = story.positions["FileSubmitted"]
    await story.records(
        PROSECUTOR,
        "PositionRecorded",
        on="element",
        element="purpose",
        holds="not_met",
        file=story.file,
        dispute=story.dispute,
        cites=[cited],
        legal_basis=["UU-21-2007:1(1)"],
        statement="Korban dicegah sebelum berangkat",
    )
    found = await seen(shared, POLICE, story.dispute)
    (held,) = found["positions"]
    assert (held["agency"], held["on"], held["element"], held["holds"]) == (
        PROSECUTOR,
        "element",
        "purpose",
        "not_met",
    )
    assert held["legal_basis"] == ["UU-21-2007:1(1)"]
    (citation,) = held["cites"]
    assert (citation["kind"], citation["type"]) == ("event", "jejak.FileSubmitted.v1")
    assert found["evidence"] == [cited]
    assert found["history"][-1]["disclosed"] == {"statement": "Korban dicegah sebelum berangkat"}


async def test_a_citation_is_resolved_to_what_the_asker_may_see_and_no_more(shared: Deployment) -> None:
    story = await disputed(shared)
    other = await Story(shared).begins()
    report = (await shared.services.cases.at_head([story.case]))[story.case].events[0].position
    cites = [report, story.positions["FileSubmitted"], other.positions["FileSubmitted"], 10**9]
    await story.engages()
    await story.records(
        POLICE,
        "PositionRecorded",
        on="file",
        holds="met",
        file=story.file,
        dispute=story.dispute,
        cites=cites,
    )
    for by, kinds in (
        (PROSECUTOR, ["event", "event", "closed", "closed"]),
        (EXPERT, ["closed", "event", "closed", "closed"]),
    ):
        found = await seen(shared, by, story.dispute)
        (held,) = found["positions"]
        assert [each["kind"] for each in held["cites"]] == kinds
        assert [each["position"] for each in held["cites"]] == cites
        assert [set(each) for each in held["cites"] if each["kind"] == "closed"][-1] == {"kind", "position"}


async def test_the_outcome_is_told_with_who_accepted_it(shared: Deployment) -> None:
    story = await disputed(shared)
    proposal = {"dispute": story.dispute, "proposal": uuid4()}
    await story.decides(POLICE, "DisputeOutcomeProposed", outcome="articles_agreed", **proposal)
    await story.decides(PROSECUTOR, "DisputeOutcomeAccepted", **proposal)
    found = await seen(shared, POLICE, story.dispute)
    assert (found["status"], found["outcome"]["accepted_by"]) == ("proposed", [PROSECUTOR])
    assert not found["outcome"]["agreed"]
    await story.decides(POLICE, "DisputeOutcomeAccepted", **proposal)
    found = await seen(shared, PROSECUTOR, story.dispute)
    assert (found["status"], found["outcome"]["agreed"]) == ("agreed", True)
    assert [each["accepted"] for each in found["sides"]] == [True, True]
    assert found["ended"] == story.positions["DisputeOutcomeAccepted"]
    assert [each["type"].split(".")[1] for each in found["history"]] == [
        "DisputeOpened",
        "DisputeOutcomeProposed",
        "DisputeOutcomeAccepted",
        "DisputeOutcomeAccepted",
    ]


async def test_a_stale_acceptance_and_one_by_a_stranger_are_refused(shared: Deployment) -> None:
    story = await disputed(shared)
    proposal = {"dispute": str(story.dispute), "proposal": str(uuid4())}
    await story.decides(POLICE, "DisputeOutcomeProposed", outcome="articles_agreed", **proposal)
    key, caller = shared.keys[PROSECUTOR], await shared.caller(PROSECUTOR)
    stale = event(PROSECUTOR, "DisputeOutcomeAccepted", story.case, proposal, basedon=5)
    assert (await caller.post(key.sign(stale), SIGNED)).status_code == 409
    unknown = {**proposal, "dispute": str(uuid4())}
    stranger = event(PROSECUTOR, "DisputeOutcomeAccepted", story.case, unknown, basedon=6)
    answer = await caller.post(key.sign(stranger), SIGNED)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/authority_missing")


async def test_four_of_five_roles_are_refused_over_http_with_the_missing_one_named(
    shared: Deployment,
) -> None:
    story = await Story(shared).begins()
    await story.comes_back(1)
    await story.records(POLICE, "FileResubmitted", return_number=1, **story.paper())
    await story.comes_back(2)
    present = [
        {"role": "investigator", "agency": POLICE},
        {"role": "investigator_supervisor", "agency": POLICE},
        {"role": "prosecutor", "agency": PROSECUTOR},
        {"role": "prosecutor_supervisor", "agency": PROSECUTOR},
    ]
    held = {
        "conference": uuid4(),
        "file": story.file,
        "form": "statutory",
        "present": present,
        "with_agencies": [PROSECUTOR],
    }
    refused = event(POLICE, "CaseConferenceHeld", story.case, held)
    answer = await (await shared.caller(POLICE)).post(shared.keys[POLICE].sign(refused), SIGNED)
    assert (answer.status_code, answer.json()["field"]) == (422, "data.present")
    assert "expert (Ahli)" in answer.text
    held["present"] = [*present, {"role": "expert", "agency": EXPERT}]
    await story.records(POLICE, "CaseConferenceHeld", **{**held, "with_agencies": [PROSECUTOR, EXPERT]})


async def test_the_conference_of_a_dispute_is_told_with_who_confirmed_its_minutes(shared: Deployment) -> None:
    story = await disputed(shared)
    held = {
        "conference": uuid4(),
        "file": story.file,
        "dispute": story.dispute,
        "form": "voluntary",
        "present": [{"role": "investigator", "agency": POLICE}, {"role": "prosecutor", "agency": PROSECUTOR}],
        "with_agencies": [PROSECUTOR],
        "elements_agreed": ["process", "means"],
    }
    made = event(POLICE, "CaseConferenceHeld", story.case, held)
    await shared.publish(POLICE, made)
    found = (await seen(shared, PROSECUTOR, story.dispute))["conference"]
    assert (found["form"], found["elements_agreed"]) == ("voluntary", ["process", "means"])
    assert (found["awaited"], found["confirmed"]) == ([PROSECUTOR], [])
    await story.records(
        PROSECUTOR, "RecordConfirmed", event_id=made["id"], event_source=f"/agencies/{POLICE}"
    )
    found = await seen(shared, POLICE, story.dispute)
    assert (found["conference"]["awaited"], found["conference"]["confirmed"]) == ([], [PROSECUTOR])
    assert found["history"][-1]["type"] == "jejak.RecordConfirmed.v1"


async def test_absent_and_forbidden_disputes_answer_alike(shared: Deployment) -> None:
    story = await disputed(shared)
    await shared.settled()
    for by in (STRANGER, OWNER, "coordinator", "auditor"):
        caller = await reader(shared, by)
        absent = await caller.get(f"/v1/disputes/{uuid4()}")
        forbidden = await caller.get(f"/v1/disputes/{story.dispute}")
        assert (absent.status_code, forbidden.status_code) == (404, 404), by
        assert absent.content == forbidden.content
        assert absent.headers == forbidden.headers


async def test_those_who_see_bare_rows_alone_are_told_of_no_dispute(shared: Deployment) -> None:
    story = await disputed(shared)
    for by, role in ((OWNER, "reader"), ("coordinator", "coordinator"), (STRANGER, "reader")):
        assert str(story.dispute) not in [item["dispute"] for item in await listed(shared, by, role)], by


async def test_the_secretariat_sees_the_dispute_that_it_opened_itself(shared: Deployment) -> None:
    story = await Story(shared).begins()
    fields = {"dispute": story.dispute, "sides": [POLICE, PROSECUTOR], "file": story.file}
    await story.records("coordinator", "DisputeOpened", **fields)
    await story.records(
        PROSECUTOR, "PositionRecorded", on="file", holds="not_met", file=story.file, dispute=story.dispute
    )
    (item,) = await listed(shared, "coordinator", "coordinator", case=str(story.case))
    assert (item["dispute"], item["opened"]["by"]) == (str(story.dispute), "coordinator")
    found = await seen(shared, "coordinator", story.dispute)
    assert (found["positions"], len(found["history"])) == ([], 1)


async def test_the_list_is_read_in_pages_opened_last_first(shared: Deployment) -> None:
    opened = [str((await disputed(shared)).dispute) for _ in range(5)]
    await shared.settled()
    found: list[str] = []
    caller, before = await reader(shared, PROSECUTOR), None
    while len(found) < 5:
        page = (await caller.get("/v1/disputes", limit=2, **({"before": before} if before else {}))).json()
        found += [item["dispute"] for item in page["items"]]
        before = page["next"]
    assert found[:5] == opened[::-1]


async def test_the_list_is_filtered_by_status_and_by_case(shared: Deployment) -> None:
    first, second = await disputed(shared), await disputed(shared)
    await second.decides(POLICE, "DisputeWithdrawn", dispute=second.dispute, reason="settled")
    both = {str(first.dispute), str(second.dispute)}
    for status, expected in (("open", first), ("withdrawn", second)):
        found = {item["dispute"] for item in await listed(shared, PROSECUTOR, status=status, limit=200)}
        assert found & both == {str(expected.dispute)}
    (only,) = await listed(shared, PROSECUTOR, case=str(second.case))
    assert (only["dispute"], only["status"], only["sides"]) == (
        str(second.dispute),
        "withdrawn",
        [POLICE, PROSECUTOR],
    )
    assert await listed(shared, PROSECUTOR, case=str(second.case), status="open") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "forgotten"}, "status"),
        ({"case": "Kanari"}, "case"),
        ({"before": 0}, "before"),
        ({"limit": 201}, "limit"),
        ({"known_to": POLICE}, "query"),
    ],
)
async def test_a_parameter_that_is_not_one_is_refused(
    shared: Deployment, query: dict[str, Any], field: str
) -> None:
    answer = await (await reader(shared, POLICE)).get("/v1/disputes", **query)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")
    assert answer.json()["field"] == field
    assert "Kanari" not in answer.text


async def test_a_dispute_takes_no_parameter_it_does_not_know(shared: Deployment) -> None:
    answer = await (await reader(shared, POLICE)).get(f"/v1/disputes/{uuid4()}", as_of="1")
    assert (answer.status_code, answer.json()["field"]) == (400, "query")


async def test_a_dispute_needs_a_token(shared: Deployment) -> None:
    for path in ("/v1/disputes", f"/v1/disputes/{uuid4()}"):
        assert (await shared.http.get(path)).status_code == 401


async def test_the_expert_sees_the_excerpt_for_its_time_and_nothing_after_it(shared: Deployment) -> None:
    story = await disputed(shared)
    await story.engages(until=(NOW + timedelta(days=400)).isoformat())
    found = await seen(shared, EXPERT, story.dispute)
    assert [each["agency"] for each in found["experts"]] == [EXPERT]
    assert [each["type"].split(".")[1] for each in found["history"]] == ["DisputeOpened", "ExpertEngaged"]
    assert await opened_in_feed(shared, story.case)
    shared.time.pass_by(days=401)
    try:
        caller = await reader(shared, EXPERT)
        assert (await caller.get(f"/v1/disputes/{story.dispute}")).status_code == 404
        assert (await caller.get(f"/v1/cases/{story.case}")).status_code == 404
        assert (await caller.get("/v1/disputes")).json()["items"] == []
        assert not await opened_in_feed(shared, story.case)
    finally:
        shared.time.pass_by(days=-401)


async def test_the_ledger_of_the_expert_takes_everything_back_when_the_dispute_ends(
    shared: Deployment,
) -> None:
    story = await disputed(shared)
    await story.engages()
    given = await rows_of(shared, story.case)
    assert {row["kind"] for row in given} == {"backfill_begin", "backfill", "backfill_end", "event"}
    await story.decides(POLICE, "DisputeWithdrawn", dispute=story.dispute, reason="settled")
    rows = await rows_of(shared, story.case)
    held = {row["logposition"] for row in given if "logposition" in row}
    assert {row["logposition"] for row in rows if row["kind"] == "withdrawn"} == held
    assert not await opened_in_feed(shared, story.case)


async def test_what_is_shown_of_a_dispute_is_on_record(shared: Deployment) -> None:
    story = await disputed(shared)
    await seen(shared, PROSECUTOR, story.dispute)
    query = "SELECT call, positions FROM jejak.reads WHERE case_id = %s AND agency = %s"
    async with shared.services.pool.connection() as conn:
        rows = await (await conn.execute(query, [story.case, PROSECUTOR])).fetchall()
    assert rows == [("readDispute", [story.positions["DisputeOpened"]])]


async def test_a_dispute_id_that_two_cases_use_names_the_one_opened_first(shared: Deployment) -> None:
    first, second = await disputed(shared), await Story(shared).begins()
    second.dispute = first.dispute
    await second.opens()
    assert (await seen(shared, PROSECUTOR, first.dispute))["case"] == str(first.case)


async def rows_of(shared: Deployment, case: UUID) -> list[dict[str, Any]]:
    """The rows of the expert's ledger about a case."""
    await shared.settled()
    caller, rows, after = await reader(shared, EXPERT), [], 0
    while True:
        page = (await caller.get("/v1/feed", after=after, limit=100)).json()
        rows += [row for row in page["items"] if row["case"] == str(case)]
        if page["next"] >= page["head"]:
            return rows
        after = page["next"]


async def opened_in_feed(shared: Deployment, case: UUID) -> bool:
    """Whether the expert is still served any event of a case."""
    return any("event" in row for row in await rows_of(shared, case))
