"""As known then: what an agency was owed, had fetched or had acknowledged of a case at a moment."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from server.api.cases import CaseView
from server.registrar import NewAgency
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import CASE_WORKER, COORDINATOR, NGO, POLICE, acknowledge, feed, grant, revoke
from tests.server.api.readers import filed, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")

AUDITOR = "auditor"
REGISTRAR_OFFICE = "disdukcapil-ttu"


async def known(
    shared: Deployment, asker: str, case: UUID, to: str, basis: str | None = None, **query: Any
) -> dict[str, Any]:
    await shared.settled()
    asked = {**query, "known_to": to} | ({"basis": basis} if basis else {})
    answer = await (await reader(shared, asker)).get(f"/v1/cases/{case}", **asked)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=CaseView, strict=True)
    found: dict[str, Any] = answer.json()
    assert (found["known_to"]["agency"], found["known_to"]["basis"]) == (to, basis or "fetched")
    return found


def positions(found: dict[str, Any]) -> list[int]:
    return [each["position"] for each in found["known_to"]["events"]]


def classes(found: dict[str, Any]) -> list[list[str]]:
    return [each["classes"] for each in found["known_to"]["events"]]


async def head_of(shared: Deployment, agency: str) -> int:
    """Where its ledger ends."""
    head: int = (await feed(shared, agency, 10**9))["head"]
    return head


async def with_auditor_on_it(shared: Deployment, case: UUID) -> None:
    await grant(shared, case, agency=AUDITOR)


async def test_an_agency_that_has_not_fetched_yet_knows_its_own_events_alone(shared: Deployment) -> None:
    case = await shared.open_case()
    own = await filed(shared, case)
    found = await known(shared, POLICE, case, POLICE)
    assert positions(found) == [own]
    assert (found["opened"], found["known_to"]["left_out"]) == (None, 0)
    assert len(positions(await known(shared, POLICE, case, POLICE, "owed"))) == 2


async def test_who_has_nothing_of_its_own_and_has_not_fetched_knew_nothing(shared: Deployment) -> None:
    case = await shared.open_case()
    found = await known(shared, POLICE, case, POLICE)
    assert (positions(found), found["last_position"], found["parties"]) == ([], 0, [])


async def test_a_fetch_that_served_up_to_row_n_counts_the_rows_up_to_n(shared: Deployment) -> None:
    start = await head_of(shared, POLICE)
    case = await shared.open_case()
    for number in (1, 2):
        triage = {"person": str(uuid4()), "urgency": "urgent", "child": number == 1}
        await shared.publish(CASE_WORKER, event(CASE_WORKER, "ReportTriaged", case, triage))
    owed = [row.position for row in await shared.services.reader.case_rows(case)]
    for count in (0, 1, 2, 3):
        assert positions(await known(shared, POLICE, case, POLICE)) == owed[:count]
        await feed(shared, POLICE, start + count, limit=1)


async def test_a_fetch_counts_from_when_it_was_made(shared: Deployment) -> None:
    start = await head_of(shared, POLICE)
    case = await shared.open_case()
    before = shared.time().isoformat()
    shared.time.pass_by(hours=1)
    await feed(shared, POLICE, start, limit=500)
    assert positions(await known(shared, POLICE, case, POLICE, as_of=before)) == []
    assert len(positions(await known(shared, POLICE, case, POLICE, as_of=shared.time().isoformat()))) == 1
    assert len(positions(await known(shared, POLICE, case, POLICE))) == 1


async def test_a_read_of_the_case_counts_as_a_fetch_of_what_it_showed(shared: Deployment) -> None:
    case = await shared.open_case()
    await (await reader(shared, POLICE)).get(f"/v1/cases/{case}")
    found = await known(shared, POLICE, case, POLICE)
    assert classes(found) == [["victim_identity"]]
    assert "Kanari Satu" in str(found)


async def test_a_list_tells_that_something_happened_and_no_more(shared: Deployment) -> None:
    case = await shared.open_case()
    await shared.settled()
    await (await reader(shared, POLICE)).get("/v1/worklist", limit=200)
    await (await reader(shared, POLICE)).get("/v1/worklist", limit=200)
    found = await known(shared, POLICE, case, POLICE)
    assert (positions(found), len(found["bare"])) == ([], 1)


async def test_a_log_position_stands_for_the_moment_of_its_recording(shared: Deployment) -> None:
    start = await head_of(shared, POLICE)
    case = await shared.open_case()
    shared.time.pass_by(hours=1)
    await feed(shared, POLICE, start, limit=500)
    shared.time.pass_by(hours=1)
    own = await filed(shared, case)
    opened = own - 1
    assert positions(await known(shared, POLICE, case, POLICE, as_of=opened)) == []
    assert positions(await known(shared, POLICE, case, POLICE, "owed", as_of=opened)) == [opened]
    assert positions(await known(shared, POLICE, case, POLICE, as_of=own)) == [opened, own]


async def test_the_past_that_a_grant_opens_counts_from_when_it_was_fetched(shared: Deployment) -> None:
    start = await head_of(shared, NGO)
    case = await shared.open_case()
    shared.time.pass_by(hours=1)
    before = shared.time().isoformat()
    shared.time.pass_by(hours=1)
    await grant(shared, case)
    granted = shared.time().isoformat()
    shared.time.pass_by(hours=1)
    await feed(shared, NGO, start, limit=500)
    assert positions(await known(shared, NGO, case, NGO, "owed", as_of=before)) == []
    assert len(positions(await known(shared, NGO, case, NGO, "owed", as_of=granted))) == 2
    assert positions(await known(shared, NGO, case, NGO, as_of=granted)) == []
    assert len(positions(await known(shared, NGO, case, NGO))) == 2


async def test_classes_count_from_when_the_redelivery_was_fetched(shared: Deployment) -> None:
    start, person = await head_of(shared, NGO), str(uuid4())
    case = await shared.open_case(person=person, child=False)
    await grant(shared, case)
    await feed(shared, NGO, start, limit=500)
    shared.time.pass_by(hours=1)
    consent = {"person": person, "purposes": ["health"], "recipients": [NGO], "classes": ["victim_identity"]}
    await shared.publish(CASE_WORKER, event(CASE_WORKER, "ConsentGranted", case, consent))
    assert classes(await known(shared, NGO, case, NGO)) == [[], []]
    assert classes(await known(shared, NGO, case, NGO, "owed")) == [["victim_identity"], [], []]
    page = await feed(shared, NGO, start, limit=500)
    assert classes(await known(shared, NGO, case, NGO)) == [["victim_identity"], [], []]
    assert classes(await known(shared, NGO, case, NGO, "acknowledged")) == []
    last = page["items"][-1]
    held = {"position": last["position"], "hash": last["hash"]}
    assert (await acknowledge(shared, await reader(shared, NGO), held)).status_code == 200
    assert classes(await known(shared, NGO, case, NGO, "acknowledged")) == [["victim_identity"], [], []]


async def test_an_acknowledgement_counts_the_rows_up_to_it(shared: Deployment) -> None:
    start = await head_of(shared, POLICE)
    case = await shared.open_case()
    triage = {"person": str(uuid4()), "urgency": "urgent", "child": False}
    await shared.publish(CASE_WORKER, event(CASE_WORKER, "ReportTriaged", case, triage))
    items = (await feed(shared, POLICE, start, limit=500))["items"]
    before = shared.time().isoformat()
    shared.time.pass_by(hours=1)
    held = {"position": items[0]["position"], "hash": items[0]["hash"]}
    await acknowledge(shared, await reader(shared, POLICE), held)
    found = await known(shared, POLICE, case, POLICE, "acknowledged")
    assert positions(found) == [items[0]["logposition"]]
    assert positions(await known(shared, POLICE, case, POLICE, "acknowledged", as_of=before)) == []


async def test_what_was_known_is_known_after_the_withdrawal_and_told_as_withdrawn(shared: Deployment) -> None:
    start = await head_of(shared, NGO)
    case = await shared.open_case()
    await with_auditor_on_it(shared, case)
    await grant(shared, case)
    await feed(shared, NGO, start, limit=500)
    before = shared.time().isoformat()
    shared.time.pass_by(hours=1)
    await revoke(shared, case)
    then, now = await known(shared, AUDITOR, case, NGO, as_of=before), await known(shared, AUDITOR, case, NGO)
    assert positions(then) == positions(now)
    assert {each["withdrawn"] for each in then["known_to"]["events"]} == {False}
    assert {each["withdrawn"] for each in now["known_to"]["events"]} == {True}
    owed = await known(shared, AUDITOR, case, NGO, "owed")
    assert positions(owed) == positions(now)


async def test_an_agency_that_is_off_the_case_is_told_nothing_of_what_it_once_knew(
    shared: Deployment,
) -> None:
    case = await shared.open_case()
    await grant(shared, case)
    await feed(shared, NGO, limit=500)
    await revoke(shared, case)
    await shared.settled()
    answer = await (await reader(shared, NGO)).get(f"/v1/cases/{case}", known_to=NGO)
    assert answer.status_code == 404


async def test_the_asker_sees_no_more_than_it_may_itself(shared: Deployment) -> None:
    case = await shared.open_case()
    await (await reader(shared, POLICE)).get(f"/v1/cases/{case}")
    found = await known(shared, AUDITOR, case, POLICE)
    assert (positions(found), len(found["bare"]), found["known_to"]["left_out"]) == ([], 1, 1)
    assert "Kanari" not in str(found)
    assert CASE_WORKER not in str(found)
    await with_auditor_on_it(shared, case)
    found = await known(shared, AUDITOR, case, POLICE)
    assert (classes(found), found["known_to"]["left_out"]) == ([["victim_identity"]], 0)
    assert "Kanari" not in str(found), "that police know the name does not tell it to the auditor"


async def test_who_knew_a_bare_row_is_not_shown_to_have_known_the_event(shared: Deployment) -> None:
    case = await shared.open_case()
    await with_auditor_on_it(shared, case)
    found = await known(shared, AUDITOR, case, COORDINATOR, "owed")
    assert (len(found["bare"]), found["opened"], found["parties"]) == (2, None, [])


async def test_an_unknown_agency_a_forbidden_case_and_a_question_about_others_are_answered_alike(
    shared: Deployment,
) -> None:
    case = await shared.open_case()
    await shared.settled()
    path = f"/v1/cases/{case}"
    answers = [
        await (await reader(shared, asker)).get(path if there else f"/v1/cases/{uuid4()}", known_to=about)
        for asker, about, there in (
            (AUDITOR, POLICE, False),
            (AUDITOR, "polres-nowhere", True),
            (AUDITOR, "", True),
            (POLICE, CASE_WORKER, True),
            (COORDINATOR, POLICE, True),
            (NGO, NGO, True),
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


async def test_a_coordinator_asks_about_those_it_may_know_to_be_on_the_case(shared: Deployment) -> None:
    case = await shared.open_case()
    await grant(shared, case, agency=COORDINATOR)
    assert positions(await known(shared, COORDINATOR, case, CASE_WORKER))
    caller = await reader(shared, COORDINATOR)
    assert (await caller.get(f"/v1/cases/{case}", known_to="rsud-ttu")).status_code == 404


async def test_by_occurrence_it_is_what_is_known_now_of_what_had_happened_then(shared: Deployment) -> None:
    case = await shared.open_case()
    early = "2026-03-01T08:00:00+07:00"
    position = await filed(shared, case, time=early)
    await (await reader(shared, POLICE)).get(f"/v1/cases/{case}")
    found = await known(shared, POLICE, case, POLICE, as_of=early, by="occurred")
    assert positions(found) == [position]
    answer = await (await reader(shared, POLICE)).get(f"/v1/cases/{case}", as_of=early, known_to=POLICE)
    assert answer.status_code == 404, "nothing was on record then"


@pytest.mark.parametrize("basis", ["owed", "fetched", "acknowledged"])
async def test_any_moment_of_the_calendar_can_be_asked_for(shared: Deployment, basis: str) -> None:
    case = await shared.open_case()
    own = await filed(shared, case)
    found = await known(shared, POLICE, case, POLICE, basis, as_of="9999-12-31T23:59:59-12:00")
    assert own in positions(found)
    asked = {"known_to": POLICE, "basis": basis, "as_of": "0001-01-01T00:00:00+14:00"}
    assert (await (await reader(shared, POLICE)).get(f"/v1/cases/{case}", **asked)).status_code == 404
    beyond = await known(shared, POLICE, case, POLICE, basis, as_of=2**53 - 1)
    assert own in positions(beyond)


async def test_a_late_report_was_not_known_on_the_day_it_is_dated_to(shared: Deployment) -> None:
    """Scenario Sc-12: the village's report is dated day 0 and arrives on day 9; police file one on day 2."""
    village, day_0 = "desa-ttu", shared.time().isoformat()
    case = await shared.open_case(routed_to=[CASE_WORKER, POLICE, village])
    shared.time.pass_by(days=2)
    own = await filed(shared, case, time=shared.time().isoformat())
    shared.time.pass_by(days=2)
    day_4 = shared.time().isoformat()
    shared.time.pass_by(days=5)
    report = event(village, "ReportReceived", case, {"channel": "walk_in", "routed_to": []}, time=day_0)
    late = (await shared.publish(village, report))["position"]
    await (await reader(shared, POLICE)).get(f"/v1/cases/{case}")
    then = await known(shared, POLICE, case, POLICE, "owed", as_of=day_4)
    assert late not in positions(then)
    assert own in positions(then)
    looking_back = await known(shared, POLICE, case, POLICE, as_of=day_4, by="occurred")
    assert late in positions(looking_back), "what is known now of what had happened by day 4"


@pytest.mark.parametrize(
    ("query", "field"),
    [({"basis": "owed"}, "basis"), ({"known_to": POLICE, "basis": "guessed"}, "basis")],
)
async def test_a_basis_that_means_nothing_is_refused(
    shared: Deployment, query: dict[str, str], field: str
) -> None:
    answer = await (await reader(shared, POLICE)).get(f"/v1/cases/{uuid4()}", **query)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


async def test_the_question_is_on_record_with_what_the_asker_was_shown(shared: Deployment) -> None:
    case = await shared.open_case()
    await (await reader(shared, POLICE)).get(f"/v1/cases/{case}")
    await known(shared, AUDITOR, case, POLICE)
    query = "SELECT agency, call, classes FROM jejak.reads WHERE case_id = %s ORDER BY read_id DESC LIMIT 1"
    async with shared.services.pool.connection() as conn:
        assert await (await conn.execute(query, [case])).fetchall() == [(AUDITOR, "readCase", [-1])]


async def test_an_answer_that_the_ledger_cannot_give_yet_is_not_given(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.known.PATIENCE", 0.05)
    case = await shared.open_case()
    await shared.settled()
    await shared.services.follower.stop()
    try:
        await filed(shared, case)
        answer = await (await reader(shared, POLICE)).get(f"/v1/cases/{case}", known_to=POLICE)
    finally:
        await shared.services.follower.start()
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")


async def test_as_known_on_day_three_she_is_still_nineteen(shared: Deployment) -> None:
    """Scenario Sc-8: police register an adult, the civil registry finds a child six days later."""
    host = shared.registrar()
    await host.register_agency(
        NewAgency(
            agency=REGISTRAR_OFFICE, kind="disdukcapil", name="Disdukcapil", task_forces=("ttu",),
            root_key=None, possession=None,
        )
    )  # fmt: skip
    await host.register_escrow(REGISTRAR_OFFICE)
    start, person = await head_of(shared, CASE_WORKER), str(uuid4())
    case = await shared.open_case(person=person)
    registered = {"person": person, "sex": "female", "age_band": "18-20", "child": False}
    await shared.publish(POLICE, event(POLICE, "VictimRegistered", case, registered))
    await feed(shared, CASE_WORKER, start, limit=500)
    shared.time.pass_by(days=3)
    third_day = shared.time().isoformat()
    shared.time.pass_by(days=3)
    await grant(shared, case, agency=REGISTRAR_OFFICE)
    verified = {"person": person, "matched": False, "age_band": "9-17", "child": True}
    await shared.publish(REGISTRAR_OFFICE, event(REGISTRAR_OFFICE, "IdentityVerified", case, verified))
    await (await reader(shared, CASE_WORKER)).get(f"/v1/cases/{case}")
    for basis in ("owed", "fetched"):
        then = await known(shared, CASE_WORKER, case, CASE_WORKER, basis, as_of=third_day)
        now = await known(shared, CASE_WORKER, case, CASE_WORKER, basis)
        assert [(each["age_band"], each["child"]) for each in then["persons"]] == [("18-20", False)]
        assert [(each["age_band"], each["child"]) for each in now["persons"]] == [("9-17", True)]
