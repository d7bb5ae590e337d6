"""Publishing: each event stands for itself, is answered once and for ever, and gets a receipt."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from uuid import uuid4

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from domain import base64url
from domain.keys import kid_of
from server.api.events import BATCH, SIGNED, SINGLE
from server.api.payloads import BatchAnswer, RecordedAnswer
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Deployment
from tests.server.evidence.leaves import leaf_at

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENCY = "uptdppa-ttu"


def report(agency: str = AGENCY, **attributes: object) -> Event:
    data = attributes.pop("data", {"channel": "phone", "victim_name": "Kanari"})
    return event(agency, "ReportReceived", uuid4(), data, **attributes)  # type: ignore[arg-type]


def claims(receipt: str) -> Event:
    found: Event = msgspec.json.decode(base64url.decode(receipt.split(".")[1]) or b"")
    return found


def stated(shared: Deployment, recorded: Event) -> Event:
    """What a receipt states of an event that was answered so."""
    leaf = leaf_at(shared.services.settings.database_url, recorded["position"])
    return {name: recorded[name] for name in ("id", "hash", "position", "recordedat")} | {"leaf": leaf}


async def test_one_event_is_recorded_and_receipted(shared: Deployment) -> None:
    answer = await (await shared.caller(AGENCY)).post(sent := report(), SINGLE)
    assert answer.status_code == 201
    recorded = msgspec.json.decode(answer.content, type=RecordedAnswer)
    assert (recorded.id, recorded.status, recorded.assurance) == (sent["id"], "recorded", "escrow")
    assert claims(recorded.receipt) == {
        "iss": "jejak.test",
        "call": None,
        "log": "jejak.test/log",
        "within": 60,
        "events": [stated(shared, answer.json())],
    }


async def test_a_receipt_verifies_under_the_key_that_the_log_names(shared: Deployment) -> None:
    caller = await shared.caller(AGENCY)
    receipt = (await caller.post(report())).json()["receipt"]
    agencies = {each["id"]: each["keys"] for each in (await caller.get("/v1/log/keys")).json()["agencies"]}
    (key,) = [each for each in agencies["deployment"] if each["custody"] == "receipt"]
    jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key["x"]})
    assert jws.deserialize_compact(receipt, jwk, algorithms=["Ed25519"]).headers()["kid"] == key["kid"]


async def test_what_an_agency_signed_is_stored_as_it_was_sent(shared: Deployment) -> None:
    flat = shared.keys["polres-ttu"].sign(report("polres-ttu"))
    answer = (await (await shared.caller("polres-ttu")).post(flat, SIGNED)).json()
    assert answer["assurance"] == "agency"
    assert answer["hash"] == sha256(base64url.decode(flat["payload"]) or b"").hexdigest()
    (row,) = await shared.services.reader.page(answer["position"] - 1, 1)
    assert row.state.decode() == f"{flat['protected']}.{flat['payload']}.{flat['signature']}"


async def test_the_same_event_again_gets_the_first_answer(shared: Deployment) -> None:
    caller, sent = await shared.caller(AGENCY), report()
    first, again = await caller.post(sent), await caller.post(sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "status": "already_recorded"}


async def test_a_batch_records_the_good_beside_the_bad(shared: Deployment) -> None:
    bad = report(data={"channel": "telepathy"})
    answer = await (await shared.caller(AGENCY)).post([report(), bad, report()], BATCH)
    assert answer.status_code == 200
    found = msgspec.json.decode(answer.content, type=BatchAnswer)
    assert [each.status for each in found.results] == ["recorded", "refused", "recorded"]
    first, _, third = answer.json()["results"]
    events = claims(answer.json()["receipt"])["events"]
    assert [each["position"] for each in events] == [first["position"], third["position"]]


async def test_a_batch_may_mix_plain_and_signed_events(shared: Deployment) -> None:
    caller, key = await shared.caller("polres-ttu"), shared.keys["polres-ttu"]
    answer = await caller.post([key.sign(report("polres-ttu")), report("polres-ttu")], BATCH)
    statuses = [(each["status"], each.get("problem", {}).get("type")) for each in answer.json()["results"]]
    assert statuses == [("recorded", None), ("refused", "/problems/escrow_refused")]


async def test_signed_events_come_alone_or_in_an_array(shared: Deployment) -> None:
    caller, key = await shared.caller("polres-ttu"), shared.keys["polres-ttu"]
    alone = await caller.post(key.sign(report("polres-ttu")), SIGNED)
    array = await caller.post([key.sign(report("polres-ttu")) for _ in range(3)], SIGNED)
    assert (alone.status_code, array.status_code) == (201, 200)
    assert [each["status"] for each in array.json()["results"]] == ["recorded"] * 3


async def test_an_empty_batch_is_answered_with_nothing(shared: Deployment) -> None:
    answer = await (await shared.caller(AGENCY)).post([], BATCH)
    assert (answer.status_code, answer.json()) == (200, {"results": [], "receipt": None})


async def test_a_group_with_one_bad_member_is_not_recorded_at_all(shared: Deployment) -> None:
    caller, case = await shared.caller(AGENCY), uuid4()
    before = (await shared.services.reader.head()).position
    good = event(AGENCY, "ReportReceived", case, {"channel": "phone"}, group="g")
    bad = event(AGENCY, "ReportReceived", case, {"channel": "telepathy"}, group="g")
    answer = (await caller.post([good, bad], BATCH)).json()
    types = [each["problem"]["type"] for each in answer["results"]]
    assert types == ["/problems/group_refused", "/problems/invalid_field"]
    assert answer["receipt"] is None
    assert (await shared.services.reader.head()).position == before


async def test_a_stale_decision_is_told_what_it_missed(shared: Deployment) -> None:
    case = await shared.open_case()
    filed = event("polres-ttu", "PoliceReportFiled", case, {"articles": ["UU-21-2007:2"]})
    position = (await shared.publish("polres-ttu", filed))["position"]
    closing = event(AGENCY, "CaseClosed", case, {"reason": "contact_lost"}, basedon=1)
    answer = await (await shared.caller(AGENCY)).post(closing)
    assert answer.status_code == 409
    (missed,) = answer.json()["missed"]
    assert (missed["position"], missed["date"]) == (position, "2026-03-02")  # the bare row: UPTD sees a stage


async def test_concurrent_publishers_all_get_their_own_answers(shared: Deployment) -> None:
    caller, sent = await shared.caller(AGENCY), [report() for _ in range(40)]
    answers = await asyncio.gather(*(caller.post(each) for each in sent))
    assert [answer.status_code for answer in answers] == [201] * 40
    assert [answer.json()["id"] for answer in answers] == [each["id"] for each in sent]
    assert len({answer.json()["position"] for answer in answers}) == 40


@pytest.mark.parametrize(
    ("media", "headers"),
    [
        ("application/json", {}),
        ("text/plain", {}),
        ("", {}),
        (SINGLE, {"content-encoding": "gzip"}),
    ],
)
async def test_any_other_media_type_or_coding_is_refused(
    shared: Deployment, media: str, headers: dict[str, str]
) -> None:
    answer = await (await shared.caller(AGENCY)).post(report(), media, **headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported_media_type")


async def test_a_charset_beside_the_media_type_is_no_reason_to_refuse(shared: Deployment) -> None:
    answer = await (await shared.caller(AGENCY)).post(report(), f"{SINGLE.upper()}; charset=utf-8")
    assert answer.status_code == 201


async def test_a_body_over_the_limit_is_refused_although_its_length_was_understated(
    shared: Deployment,
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b" " * 2**20

    caller = await shared.caller(AGENCY)
    headers = {"authorization": f"Bearer {caller.token}", "content-type": BATCH}
    answer = await shared.http.post("/v1/events", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/batch_too_large")


async def test_a_body_that_stops_coming_is_given_up(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.bodies.PATIENCE", 0.05)

    async def stopping() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    caller = await shared.caller(AGENCY)
    headers = {"authorization": f"Bearer {caller.token}", "content-type": SINGLE}
    answer = await asyncio.wait_for(shared.http.post("/v1/events", content=stopping(), headers=headers), 10)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_request")


async def test_a_submission_is_answered_with_the_first_words_for_ever(shared: Deployment) -> None:
    caller, sent = await shared.caller(AGENCY), report()
    first = await caller.post(sent)
    assert (await caller.get(f"/v1/submissions/{sent['id']}")).json() == first.json()


async def test_a_submission_of_a_batch_comes_with_the_receipt_of_the_batch(shared: Deployment) -> None:
    caller = await shared.caller(AGENCY)
    batch = (await caller.post([report(), report()], BATCH)).json()
    for result in batch["results"]:
        answer = (await caller.get(f"/v1/submissions/{result['id']}")).json()
        assert answer == {**result, "receipt": batch["receipt"]}


@pytest.mark.parametrize("agency", ["ngo-ttu", "polres-ttu"])
async def test_a_submission_of_another_agency_is_not_found(shared: Deployment, agency: str) -> None:
    sent = report()
    await shared.publish(AGENCY, sent)
    assert (await (await shared.caller(agency)).get(f"/v1/submissions/{sent['id']}")).status_code == 404


async def test_the_receipt_key_is_named_by_its_agency(shared: Deployment) -> None:
    receipt = (await (await shared.caller(AGENCY)).post(report())).json()["receipt"]
    header = msgspec.json.decode(base64url.decode(receipt.split(".")[0]) or b"")
    key = shared.services.keys.find("receipt", "deployment")
    assert key is not None
    assert header == {"alg": "Ed25519", "kid": kid_of("deployment", key.public), "typ": "jejak-receipt+jws"}
