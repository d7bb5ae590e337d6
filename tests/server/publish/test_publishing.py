"""The way of an event through one process: once, in order, all or none, and told the same for ever."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from domain import base64url
from domain.keys import verify
from tests.server.api.agencies import BATCH, NOW, SIGNED, Event, event
from tests.server.api.deployment import Deployment
from tests.server.evidence.leaves import leaf_at

UPTD, POLRES, KEJARI = "uptdppa-ttu", "polres-ttu", "kejari-ttu"


def triage(case: UUID, **attributes: Any) -> Event:
    data = {"person": str(uuid4()), "urgency": "urgent", "victim_name": "Kanari Dua"}
    return event(UPTD, "ReportTriaged", case, data, **attributes)


def results_of(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


async def versions(deployment: Deployment, case: UUID) -> list[int]:
    return [row.version for row in await deployment.services.reader.case_rows(case)]


async def test_a_plain_event_sent_again_gets_the_first_answer_and_receipt(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller, sent = await deployment.caller(UPTD), triage(case)
    first, again = await caller.post(sent), await caller.post(sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "status": "already_recorded"}
    assert await versions(deployment, case) == [1, 2]


async def test_a_signed_event_sent_again_gets_the_first_answer_and_receipt(deployment: Deployment) -> None:
    case = await deployment.open_case()
    signed = deployment.keys[POLRES].sign(event(POLRES, "PoliceReportFiled", case, {}))
    caller = await deployment.caller(POLRES)
    first, again = await caller.post(signed, SIGNED), await caller.post(signed, SIGNED)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "status": "already_recorded"}


async def test_a_whole_batch_sent_again_gets_the_receipt_of_the_first_call(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller, batch = await deployment.caller(UPTD), [triage(case) for _ in range(5)]
    first, again = await caller.post(batch, BATCH), await caller.post(batch, BATCH)
    assert again.json()["receipt"] == first.json()["receipt"]
    assert {result["status"] for result in results_of(again)} == {"already_recorded"}
    assert await versions(deployment, case) == [1, 2, 3, 4, 5, 6]


async def test_an_id_is_checked_before_policy(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller, sent = await deployment.caller(UPTD), triage(case)
    await caller.post(sent)
    closing = event(UPTD, "CaseClosed", case, {"reason": "completed"}, basedon=2)
    closed = await caller.post(closing)
    assert closed.status_code in (201, 422), closed.text
    assert (await caller.post(sent)).json()["status"] == "already_recorded"


async def test_another_event_under_a_used_id_is_refused(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller, sent = await deployment.caller(UPTD), triage(case)
    await caller.post(sent)
    answer = await caller.post(triage(case, id=sent["id"]))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/id_reused")
    assert await versions(deployment, case) == [1, 2]


async def test_two_events_of_one_batch_with_one_id_are_recorded_once(deployment: Deployment) -> None:
    case = await deployment.open_case()
    sent = triage(case)
    answer = await (await deployment.caller(UPTD)).post([sent, triage(case, id=sent["id"]), sent], BATCH)
    told = [(r["status"], r.get("problem", {}).get("type")) for r in results_of(answer)]
    assert told == [("recorded", None), ("refused", "/problems/id_reused"), ("already_recorded", None)]
    assert await versions(deployment, case) == [1, 2]


async def test_one_bad_event_of_a_batch_touches_no_other(deployment: Deployment) -> None:
    case = await deployment.open_case()
    batch = [triage(case), triage(case), triage(case)]
    batch[1]["data"]["urgency"] = "whenever"
    results = results_of(await (await deployment.caller(UPTD)).post(batch, BATCH))
    assert [result["status"] for result in results] == ["recorded", "refused", "recorded"]
    assert results[1]["id"] == batch[1]["id"]
    assert results[1]["problem"]["field"] == "data.urgency"
    assert [results[0]["caseversion"], results[2]["caseversion"]] == [2, 3]


async def test_a_group_with_one_bad_member_is_not_recorded_at_all(deployment: Deployment) -> None:
    case = await deployment.open_case()
    batch = [triage(case, group="g"), triage(case, group="g"), triage(case)]
    batch[0]["data"]["urgency"] = "whenever"
    results = results_of(await (await deployment.caller(UPTD)).post(batch, BATCH))
    problems = [result.get("problem", {}).get("type") for result in results]
    assert problems == ["/problems/invalid_field", "/problems/group_refused", None]
    assert await versions(deployment, case) == [1, 2]


async def test_a_group_stands_or_falls_with_the_decision_on_its_last_member(deployment: Deployment) -> None:
    case = await deployment.open_case()
    accepts = event(UPTD, "ReferralAccepted", case, {"referral": str(uuid4())}, basedon=1, group="g")
    batch = [triage(case, group="g"), accepts]
    results = results_of(await (await deployment.caller(UPTD)).post(batch, BATCH))
    assert [result["status"] for result in results] == ["refused", "refused"]
    assert results[0]["problem"]["type"] == "/problems/group_refused"
    assert await versions(deployment, case) == [1]


async def test_a_group_sent_again_is_already_recorded(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller, batch = await deployment.caller(UPTD), [triage(case, group="g"), triage(case, group="g")]
    await caller.post(batch, BATCH)
    again = results_of(await caller.post(batch, BATCH))
    assert [result["status"] for result in again] == ["already_recorded", "already_recorded"]


async def test_a_group_of_two_cases_is_refused(deployment: Deployment) -> None:
    cases = [await deployment.open_case(), await deployment.open_case()]
    batch = [triage(case, group="g") for case in cases]
    results = results_of(await (await deployment.caller(UPTD)).post(batch, BATCH))
    assert {result["problem"]["type"] for result in results} == {"/problems/group_spans_cases"}


async def test_many_publishers_on_one_case_leave_no_gap_and_lose_nothing(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller = await deployment.caller(UPTD)
    answers = await asyncio.gather(*(caller.post(triage(case)) for _ in range(60)))
    assert {answer.status_code for answer in answers} == {201}
    told = sorted(answer.json()["caseversion"] for answer in answers)
    assert told == list(range(2, 62)) == (await versions(deployment, case))[1:]


async def test_a_decision_on_a_version_that_another_agency_has_passed_is_stale(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case()
    file, sha256 = str(uuid4()), "0" * 64
    held = {"sha256": sha256, "bytes": 10, "mediatype": "application/pdf", "holder": POLRES}
    paper = {"file": file, "sha256": sha256, "document": held}
    order = {"file": file, "ordered_on": "2026-02-01", "articles": ["KUHP-2023:455"]}
    for name, data in (
        ("PoliceReportFiled", {"file": file}),
        ("InvestigationOrdered", order),
        ("SpdpSent", {"file": file, "prosecutor": KEJARI}),
        ("FileSubmitted", paper),
    ):
        await deployment.publish(POLRES, event(POLRES, name, case, data))
    seen = (await versions(deployment, case))[-1]
    await deployment.publish(POLRES, event(POLRES, "FileResubmitted", case, {**paper, "return_number": 1}))
    complete = deployment.keys[KEJARI].sign(event(KEJARI, "FileComplete", case, {"file": file}, basedon=seen))
    answer = await (await deployment.caller(KEJARI)).post(complete, SIGNED)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/stale")
    assert [missed["type"] for missed in answer.json()["missed"]] == ["FileResubmitted"]
    assert (await versions(deployment, case))[-1] == seen + 1


async def test_the_receipt_is_signed_over_what_was_recorded(deployment: Deployment) -> None:
    case = await deployment.open_case()
    batch = [triage(case), triage(case)]
    answer = (await (await deployment.caller(UPTD)).post(batch, BATCH)).json()
    protected, payload, signature = answer["receipt"].split(".")
    header = msgspec.json.decode(base64url.decode(protected) or b"")
    key = deployment.services.directory.current.keys[header["kid"]]
    assert key.custody == "receipt"
    assert verify(key.public, base64url.decode(signature) or b"", f"{protected}.{payload}".encode())
    stated = msgspec.json.decode(base64url.decode(payload) or b"")["events"]
    told = [{name: r[name] for name in ("id", "hash", "position", "recordedat")} for r in answer["results"]]
    database = deployment.services.settings.database_url
    assert stated == [{**each, "leaf": leaf_at(database, each["position"])} for each in told]


async def test_late_and_suspect_clocks_are_marked_and_recorded(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller = await deployment.caller(UPTD)
    late = await caller.post(triage(case, time=(NOW - timedelta(days=9)).isoformat()))
    ahead = await caller.post(triage(case, time=(NOW + timedelta(days=9)).isoformat()))
    assert late.json()["marks"] == ["late"]
    assert ahead.json()["marks"] == ["clock_suspect"]


async def test_an_event_chained_to_another_past_is_recorded_and_marked(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller = await deployment.caller(UPTD)
    true_hash = (await caller.post(triage(case))).json()["hash"]
    good = await caller.post(triage(case, prevversion=2, prevhash=true_hash))
    bad = await caller.post(triage(case, prevversion=2, prevhash="0" * 64))
    assert "marks" not in good.json()
    assert bad.json()["marks"] == ["prev_unmatched"]


async def test_what_became_of_a_submission_is_told_for_ever(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller, sent = await deployment.caller(UPTD), triage(case)
    first = (await caller.post(sent)).json()
    told = await caller.get(f"/v1/submissions/{sent['id']}")
    assert told.status_code == 200
    assert {name: told.json()[name] for name in ("id", "position", "hash", "receipt")} == {
        name: first[name] for name in ("id", "position", "hash", "receipt")
    }
