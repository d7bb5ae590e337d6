"""Acknowledging in one's own words: neither side of a delivery can deny it, and neither can invent one."""

import json
from typing import Any

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from tests.server.api.agencies import Caller, Event, Key
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import CASE_WORKER, POLICE, acknowledge, feed, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORIGIN, SAID_AT = "jejak.test", "2026-03-02T17:00:00+08:00"


def header(key: Key, **changes: Any) -> Event:
    return {"alg": "Ed25519", "kid": key.kid, "typ": "jejak-acknowledgement+jws", **changes}


def statement(key: Key, held: Event, protected: Event | None = None, **changes: Any) -> str:
    """What the agency signs, or, with changes, what somebody tries."""
    payload = {"iss": key.agency, "origin": ORIGIN, **held, "time": SAID_AT, **changes}
    payload = {name: value for name, value in payload.items() if value is not None}
    signed = key.sign_bytes(msgspec.json.encode(payload), protected or header(key))
    return f"{signed['protected']}.{signed['payload']}.{signed['signature']}"


async def held_by(shared: Deployment, agency: str) -> tuple[Caller, Event]:
    """The agency, and the last row of its ledger as it would acknowledge it."""
    await shared.open_case()
    await shared.settled()
    last = (await feed(shared, agency, limit=500))["items"][-1]
    return await reader(shared, agency), {"position": last["position"], "hash": last["hash"]}


async def opened(shared: Deployment, caller: Caller, receipt: str) -> Event:
    """The receipt of the server, verified by another library under the key that the log names."""
    keys = (await caller.get("/v1/log/keys")).json()["agencies"]
    (key,) = [k for a in keys if a["id"] == "deployment" for k in a["keys"] if k["custody"] == "receipt"]
    jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key["x"]})
    found: Event = json.loads(jws.deserialize_compact(receipt, jwk, algorithms=["Ed25519"]).payload)
    return found


async def test_the_receipt_of_the_server_carries_what_the_agency_signed(shared: Deployment) -> None:
    caller, held = await held_by(shared, POLICE)
    said = statement(shared.keys[POLICE], held)
    answer = await acknowledge(shared, caller, {**held, "statement": said})
    assert answer.status_code == 200, answer.text
    ledger = (await opened(shared, caller, answer.json()["receipt"]))["ledger"]
    assert ledger == {
        "agency": POLICE,
        **held,
        "acknowledgedat": "2026-03-02T08:00:00.000000Z",
        "assurance": "agency",
        "statement": said,
    }


async def test_without_a_statement_the_receipt_says_that_the_host_could_have_said_so(
    shared: Deployment,
) -> None:
    caller, held = await held_by(shared, CASE_WORKER)
    answer = await acknowledge(shared, caller, held)
    ledger = (await opened(shared, caller, answer.json()["receipt"]))["ledger"]
    assert (ledger["assurance"], "statement" in ledger) == ("escrow", False)


async def test_a_row_acknowledged_by_token_can_be_acknowledged_in_own_words_after_it(
    shared: Deployment,
) -> None:
    caller, held = await held_by(shared, POLICE)
    by_token = (await acknowledge(shared, caller, held)).json()
    signed = {**held, "statement": statement(shared.keys[POLICE], held)}
    own = (await acknowledge(shared, caller, signed)).json()
    assert own["receipt"] != by_token["receipt"]
    assert (await acknowledge(shared, caller, held)).json() == by_token
    assert (await acknowledge(shared, caller, signed)).json() == own


async def test_of_two_statements_on_one_row_the_first_stands(shared: Deployment) -> None:
    caller, held = await held_by(shared, POLICE)
    key = shared.keys[POLICE]
    first = await acknowledge(shared, caller, {**held, "statement": statement(key, held)})
    later = statement(key, held, time="2026-03-02T18:00:00+08:00")
    again = await acknowledge(shared, caller, {**held, "statement": later})
    assert again.json() == first.json()


REFUSED: dict[str, tuple[Event, Event, int, str]] = {
    "another row": ({"position": 1}, {}, 422, "invalid_field"),
    "another hash": ({"hash": "0" * 64}, {}, 422, "invalid_field"),
    "another agency": ({"iss": "kejari-ttu"}, {}, 422, "invalid_field"),
    "another deployment": ({"origin": "jejak.lain"}, {}, 422, "invalid_field"),
    "a time without its offset": ({"time": "2026-03-02T17:00:00"}, {}, 422, "invalid_field"),
    "no time": ({"time": None}, {}, 422, "invalid_field"),
    "a member more": ({"case": "x"}, {}, 422, "invalid_field"),
    "no algorithm": ({}, {"alg": "none"}, 400, "header_refused"),
    "the type of an event": ({}, {"typ": "jejak-event+jws"}, 400, "header_refused"),
    "a key brought along": ({}, {"jwk": {"kty": "OKP"}}, 400, "header_refused"),
    "a key of nobody": ({}, {"kid": f"{POLICE}/{'A' * 43}"}, 422, "key_unknown"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_statement_of_anything_else_is_refused(shared: Deployment, name: str) -> None:
    changes, protected, status, slug = REFUSED[name]
    caller, held = await held_by(shared, POLICE)
    key = shared.keys[POLICE]
    said = statement(key, held, header(key, **protected), **changes)
    answer = await acknowledge(shared, caller, {**held, "statement": said})
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert answer.json()["field"] == "statement"


async def test_a_statement_by_the_key_of_another_agency_or_by_none_is_refused(shared: Deployment) -> None:
    caller, held = await held_by(shared, POLICE)
    prosecutor, police = shared.keys["kejari-ttu"], shared.keys[POLICE]
    foreign = statement(prosecutor, held, iss=POLICE)
    forged = statement(prosecutor, held, header(police), iss=POLICE)
    root = statement(shared.roots[POLICE], held)
    for said, slug in ((foreign, "key_unknown"), (forged, "signature_invalid"), (root, "key_not_valid")):
        answer = await acknowledge(shared, caller, {**held, "statement": said})
        assert answer.json()["type"] == f"/problems/{slug}"


@pytest.mark.parametrize("said", ["", "a.b.c", "x" * 2048, "é.é.é"])
async def test_a_statement_that_is_no_jws_is_refused(shared: Deployment, said: str) -> None:
    caller, held = await held_by(shared, POLICE)
    answer = await acknowledge(shared, caller, {**held, "statement": said})
    assert (answer.status_code, answer.json()["field"]) == (422, "statement")


async def test_what_an_agency_signs_of_a_ledger_that_it_does_not_have_is_not_kept(shared: Deployment) -> None:
    caller, held = await held_by(shared, POLICE)
    other = {**held, "hash": "0" * 64}
    answer = await acknowledge(shared, caller, {**other, "statement": statement(shared.keys[POLICE], other)})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/ledger_differs")
