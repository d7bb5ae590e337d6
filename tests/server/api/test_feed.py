"""The feed: an agency reads its own ledger, of each event only what it may see now, and it is on record."""

import asyncio
import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from server.auth.principal import Principal
from server.ledger.queries import LedgerReader
from server.ledger.verify import verify_chain
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import (
    CASE_WORKER,
    COORDINATOR,
    NGO,
    POLICE,
    acknowledge,
    feed,
    fields,
    grant,
    hashed,
    joined,
    reader,
    reads_of,
    revoke,
    rows_of,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_party_gets_the_event_with_the_classes_it_may_see(shared: Deployment) -> None:
    case = await shared.open_case()
    (row,) = await rows_of(shared, POLICE, case)
    assert (row["kind"], row["classes"]) == ("event", ["victim_identity"])
    assert (row["assurance"], row["marks"]) == ("escrow", [])
    assert fields(row) == {"victim_name": "Kanari Satu"}
    assert row["cause"] == row["logposition"]


async def test_who_is_not_on_the_case_gets_no_row_of_it(shared: Deployment) -> None:
    case = await shared.open_case()
    assert await rows_of(shared, "kejari-ttu", case) == []
    assert await rows_of(shared, NGO, case) == []


async def test_who_watches_by_office_gets_a_bare_row(shared: Deployment) -> None:
    case = await shared.open_case()
    (row,) = await rows_of(shared, COORDINATOR, case)
    assert (row["kind"], row["stage"]["date"], row["classes"]) == ("stage", "2026-03-02", [])
    assert "event" not in row
    assert "occurred" not in row


async def test_what_is_served_is_what_was_signed(shared: Deployment) -> None:
    case = await shared.open_case()
    (row,) = await rows_of(shared, POLICE, case)
    (stored,) = await shared.services.reader.case_rows(case)
    served = ".".join(row["event"][part] for part in ("protected", "payload", "signature"))
    assert served.encode() == stored.state


async def test_a_client_can_compute_the_running_hash_from_what_it_was_served(shared: Deployment) -> None:
    case = await shared.open_case()
    await grant(shared, case)
    await revoke(shared, case)
    page = await feed(shared, NGO, limit=500)
    running = sha256(f"jejak-ledger/v1/{NGO}".encode()).digest()
    for position, item in enumerate(page["items"], 1):
        running = sha256(running + hashed(item)).digest()
        assert (item["position"], item["hash"]) == (position, running.hex())
    assert (await verify_chain(LedgerReader(shared.services.pool), NGO)).hash == running


async def test_pages_together_are_the_feed(shared: Deployment) -> None:
    await shared.open_case()
    whole, items, after = await feed(shared, POLICE, limit=500), [], 0
    while (page := await feed(shared, POLICE, after, limit=1))["items"]:
        items += page["items"]
        after = page["next"]
    assert items == whole["items"]
    assert (after, page["next"]) == (whole["head"], whole["head"])


async def test_beyond_the_head_there_is_nothing(shared: Deployment) -> None:
    page = await feed(shared, POLICE, after=10**9)
    assert (page["items"], page["next"]) == ([], 10**9)


async def test_every_fetch_is_on_record_with_positions_and_classes(shared: Deployment) -> None:
    await shared.open_case()
    page = await feed(shared, POLICE, limit=500)
    call, first, last, positions, classes = (await reads_of(shared, POLICE))[0]
    assert (call, first, last) == ("readFeed", 1, page["head"])
    assert positions == [item["logposition"] for item in page["items"]]
    assert (classes[-1], len(classes)) == (1, len(positions))


async def test_a_bare_row_is_recorded_as_such(shared: Deployment) -> None:
    await shared.open_case()
    page = await feed(shared, COORDINATOR, limit=500)
    recorded = (await reads_of(shared, COORDINATOR))[0]
    bodies = ["event" in item for item in page["items"]]
    assert [served >= 0 for served in recorded[4]] == bodies
    assert recorded[4][-1] == -1


async def test_access_that_ended_is_withheld_before_the_ledger_knows(shared: Deployment) -> None:
    case = await shared.open_case()
    await grant(shared, case)
    granted = await rows_of(shared, NGO, case)
    assert any("event" in row for row in granted)
    await shared.services.follower.stop()
    try:
        await revoke(shared, case)
        after = granted[0]["position"] - 1
        answer = await (await reader(shared, NGO)).get("/v1/feed", after=after, limit=500)
    finally:
        await shared.services.follower.start()
    rows = [item for item in answer.json()["items"] if item["case"] == str(case)]
    assert [row["kind"] for row in rows] == [row["kind"] for row in granted]
    for row in rows:
        assert "event" not in row
        assert "stage" not in row
        assert row.get("withheld", False) == ("logposition" in row)
    assert (await reads_of(shared, NGO))[0][3] == []


async def test_a_consent_withdrawn_takes_its_class_from_earlier_rows(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person, child=False)
    await grant(shared, case)
    consent = {"person": person, "purposes": ["health"], "recipients": [NGO], "classes": ["victim_identity"]}
    await shared.publish(CASE_WORKER, event(CASE_WORKER, "ConsentGranted", case, consent))
    rows = await rows_of(shared, NGO, case)
    redelivered = next(row for row in rows if row["kind"] == "redelivery")
    assert redelivered["classes"] == ["victim_identity"]
    assert fields(redelivered) == {"victim_name": "Kanari Satu"}
    await shared.publish(CASE_WORKER, event(CASE_WORKER, "ConsentWithdrawn", case, {"person": person}))
    rows = await rows_of(shared, NGO, case)
    again = next(row for row in rows if row["kind"] == "redelivery")
    assert (again["classes"], again["entitled"], fields(again)) == ([], ["victim_identity"], {})
    withdrawn = next(row for row in rows if row["kind"] == "withdrawn")
    assert withdrawn["detail"] == {"level": 2, "reason": "ConsentWithdrawn"}
    assert withdrawn["logposition"] == redelivered["logposition"]


async def test_another_process_sees_a_revocation_at_once(shared: Deployment) -> None:
    case = await shared.open_case()
    await grant(shared, case)
    assert any("event" in row for row in await rows_of(shared, NGO, case))
    async with joined(shared) as other:
        assert any("event" in row for row in await rows_of(other, NGO, case))
        await revoke(shared, case)
        assert not any("event" in row for row in await rows_of(other, NGO, case))


async def test_a_long_poll_answers_as_soon_as_there_is_mail(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    caller = await reader(shared, POLICE)
    waiting = asyncio.create_task(caller.get("/v1/feed", after=head, wait=30))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await shared.open_case()
    async with asyncio.timeout(5):
        page = (await waiting).json()
    assert [item["position"] for item in page["items"]] == [head + 1]


async def test_a_long_poll_without_mail_ends_empty(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    answer = await (await reader(shared, POLICE)).get("/v1/feed", after=head, wait=0.3)
    assert answer.json() == {"items": [], "next": head, "head": head}


async def test_a_token_revoked_while_waiting_gets_nothing(shared: Deployment) -> None:
    head = (await feed(shared, POLICE))["head"]
    caller = await reader(shared, POLICE)
    principal = await shared.services.tokens.principal(caller.token.encode())
    assert isinstance(principal, Principal)
    waiting = asyncio.create_task(caller.get("/v1/feed", after=head, wait=30))
    await asyncio.sleep(0.2)
    await shared.services.tokens.revoke(principal.token_id)
    await shared.open_case()
    async with asyncio.timeout(5):
        answer = await waiting
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/feed?after=-1", "after"),
        ("/v1/feed?after=one", "after"),
        ("/v1/feed?limit=501", "limit"),
        ("/v1/feed?limit=0", "limit"),
        ("/v1/feed?wait=61", "wait"),
        ("/v1/feed?wait=nan", "wait"),
        ("/v1/manifest?after=x", "after"),
        ("/v1/feed/stream?after=-1", "after"),
        ("/v1/feed?since=3", "query"),
    ],
)
async def test_a_parameter_out_of_range_is_named(shared: Deployment, path: str, name: str) -> None:
    answer = await (await reader(shared, POLICE)).get(path)
    assert answer.status_code == 400, answer.text
    assert (answer.json()["type"], answer.json()["field"]) == ("/problems/invalid_parameter", name)


@pytest.mark.parametrize("path", ["/v1/feed", "/v1/feed/stream", "/v1/manifest"])
async def test_a_token_that_only_publishes_does_not_read(shared: Deployment, path: str) -> None:
    assert (await (await shared.caller(POLICE)).get(path)).status_code == 403
    assert (await shared.http.get(path)).status_code == 401


async def test_an_acknowledgement_is_receipted_under_the_receipt_key(shared: Deployment) -> None:
    page, caller = await feed(shared, POLICE, limit=500), await reader(shared, POLICE)
    held = {"position": page["items"][-1]["position"], "hash": page["items"][-1]["hash"]}
    answer = (await acknowledge(shared, caller, held)).json()
    keys = (await caller.get("/v1/log/keys")).json()["agencies"]
    (key,) = [k for a in keys if a["id"] == "deployment" for k in a["keys"] if k["custody"] == "receipt"]
    jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key["x"]})
    signed = json.loads(jws.deserialize_compact(answer["receipt"], jwk, algorithms=["Ed25519"]).payload)
    said = {"agency": POLICE, **held, "acknowledgedat": "2026-03-02T08:00:00.000000Z"}
    assert signed == {"iss": "jejak.test", "ledger": {**said, "assurance": "escrow"}}
    assert {name: answer[name] for name in held} == held


async def test_who_holds_another_ledger_is_told_so(shared: Deployment) -> None:
    page, caller = await feed(shared, POLICE, limit=500), await reader(shared, POLICE)
    last = page["items"][-1]
    other = await acknowledge(shared, caller, {"position": last["position"], "hash": "0" * 64})
    beyond = await acknowledge(shared, caller, {"position": last["position"] + 1, "hash": last["hash"]})
    for answer, field in ((other, "hash"), (beyond, "position")):
        assert answer.status_code == 409
        assert (answer.json()["type"], answer.json()["field"]) == ("/problems/ledger_differs", field)


async def test_an_agency_cannot_acknowledge_the_ledger_of_another(shared: Deployment) -> None:
    await shared.open_case()
    last = (await feed(shared, POLICE, limit=500))["items"][-1]
    held = {"position": last["position"], "hash": last["hash"]}
    assert (await acknowledge(shared, await reader(shared, CASE_WORKER), held)).status_code == 409


MALFORMED = [{}, {"position": 0, "hash": "0" * 64}, {"position": 1, "hash": "x"}, [], "x"]


@pytest.mark.parametrize("body", MALFORMED)
async def test_a_malformed_acknowledgement_is_refused(shared: Deployment, body: Any) -> None:
    assert (await acknowledge(shared, await reader(shared, POLICE), body)).status_code == 400
