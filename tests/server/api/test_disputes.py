"""A dispute over HTTP: what each may see of it, and what stays closed."""

from uuid import uuid4

import pytest

from tests.server.api.agencies import SIGNED, event
from tests.server.api.deployment import Deployment
from tests.server.api.disputing import EXPERT, PROSECUTOR, Story, disputed, seen
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    await story.engages(dispute=None)
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
