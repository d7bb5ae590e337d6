"""C: replays, forged and injected input, races (evidence.md 6c)."""

import asyncio
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import nats
import pytest

from tests.attacks.calls import reads
from tests.attacks.raw import answered, statuses
from tests.attacks.shared import (
    decoded,
    filed,
    problem,
    refusals,
    triaged,
)
from tests.attacks.site import AGENCIES, OWNER, POLICE, STRANGER, Site
from tests.server.api.agencies import PLAIN, SIGNED, Event, Key, event
from tests.server.api.feeds import fields


def posted(site: Site, agency: str, contents: list[Event], media: str = PLAIN) -> list[httpx.Response]:
    """All of them, over twenty connections at once."""
    headers = {**site.headers(agency, "publisher"), "content-type": media}
    bodies = [msgspec.json.encode(content) for content in contents]

    def post(body: bytes) -> httpx.Response:
        return site.http.post("/v1/events", content=body, headers=headers)

    with ThreadPoolExecutor(20) as threads:
        return list(threads.map(post, bodies))


def test_c01_a_signed_event_replayed_1000_times_is_one_event_with_one_receipt(site: Site) -> None:
    captured = site.keys[POLICE].sign(filed(site.open_case()))
    first = site.post(POLICE, captured, SIGNED)
    head = site.head()
    answers = posted(site, POLICE, [captured] * 1000, SIGNED)
    assert Counter(answer.status_code for answer in answers) == {200: 1000}
    assert {answer.json()["receipt"] for answer in answers} == {first.json()["receipt"]}
    assert {answer.json()["position"] for answer in answers} == {first.json()["position"]}
    assert site.head() == head


def test_c02_another_body_under_the_id_of_an_event_is_refused_and_counted(site: Site) -> None:
    case = site.open_case()
    first = filed(case)
    recorded = site.publish(POLICE, first)
    counted = refusals(site, "id_reused")
    answer = site.sent(POLICE, {**first, "data": {**first["data"], "report_number": "LP/2/III/2026"}})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/id_reused")
    assert refusals(site, "id_reused") == counted + 1
    kept = site.rows("SELECT count(*) FROM jejak.log WHERE event_id = %s", first["id"])
    assert kept == [(1,)]
    assert site.get(POLICE, f"/v1/submissions/{first['id']}", "publisher").json()["hash"] == recorded["hash"]


def test_c03_a_captured_event_counts_in_no_other_case_and_in_no_other_deployment(site: Site) -> None:
    case, other = site.open_case(), site.open_case()
    key = site.keys[POLICE]
    captured = key.sign(filed(case))
    elsewhere = json.loads(decoded(captured["payload"])) | {"origin": "jejak.lain", "id": str(uuid4())}
    moved = json.loads(decoded(captured["payload"])) | {"subject": str(other)}
    header = captured.get("header")
    head = site.head()
    forged = {**captured, "payload": key.sign_bytes(msgspec.json.encode(moved))["payload"]}
    assert problem(site.post(POLICE, forged, SIGNED)) == (400, "signature_invalid")
    of_another = {**key.sign_bytes(msgspec.json.encode(elsewhere)), "header": header}
    assert problem(site.post(POLICE, of_another, SIGNED)) == (422, "wrong_origin")
    assert site.head() == head
    site.publish(OWNER, plain := triaged(case))
    assert problem(site.post(OWNER, plain | {"subject": str(other)})) == (409, "id_reused")


def test_c04_a_token_publishes_for_no_other_agency(site: Site) -> None:
    case = site.open_case()
    head = site.head()
    signed = site.keys[POLICE].sign(filed(case))
    assert problem(site.post(OWNER, signed, SIGNED)) == (403, "foreign_source")
    assert problem(site.post(STRANGER, triaged(case, OWNER))) == (403, "foreign_source")
    in_its_name = site.keys["kejari-ttu"].sign(filed(case))
    assert problem(site.post(POLICE, in_its_name, SIGNED)) == (403, "foreign_source")
    unknown = Key(POLICE).sign(filed(case))
    assert problem(site.post(POLICE, unknown, SIGNED)) == (422, "key_unknown")
    assert site.head() == head


INJECTIONS = [
    "'; DROP TABLE jejak.log; --",
    "x' OR '1'='1",
    "*",
    ">",
    "jejak.bell.>",
    "polres-ttu\nSISIP",
    "polres-ttu\r\nX-Sisip: ya",
    '{"level":"error"}',
    "\x00",
]


@pytest.mark.parametrize("injected", INJECTIONS)
def test_c07_no_id_carries_sql_or_a_subject_or_a_line(site: Site, injected: str) -> None:
    case = site.open_case()
    head, log = site.head(), len(site.log.read_bytes())
    for attribute in ("id", "source", "subject", "type", "actor", "group"):
        answer = site.post(OWNER, triaged(case) | {attribute: injected})
        assert answer.status_code in (400, 403, 404, 422), attribute
        assert injected not in answer.text or injected in "*>"
    routed = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [injected]}
    report = event(OWNER, "ReportReceived", uuid4(), routed, id=str(uuid4()))
    assert problem(site.post(OWNER, report)) == (422, "invalid_field")
    assert site.head() == head
    assert b"SISIP" not in site.log.read_bytes()[log:]


@pytest.mark.parametrize("injected", INJECTIONS)
def test_c07_no_parameter_is_part_of_a_query(site: Site, injected: str) -> None:
    log = len(site.log.read_bytes())
    for call in reads():
        path = call.filled()
        for name in call.query:
            answer = site.get(OWNER, path, **{name: injected})
            assert answer.status_code in (200, 400, 403, 404), (path, name)
            assert answer.status_code != 200 or not answer.json().get("items"), (path, name)
    assert b"SISIP" not in site.log.read_bytes()[log:]
    assert site.rows("SELECT count(*) > 0 FROM jejak.log") == [(True,)]


def test_c07_text_is_kept_as_it_was_written_and_reaches_no_log_line(site: Site) -> None:
    text = 'Baris satu\nSISIP {"level":"error"}\x1b[2J \'; DROP TABLE jejak.log; --'
    case = site.open_case(statement=text)
    site.settled()
    feed = site.get(OWNER, "/v1/feed", after=0, limit=500).json()["items"]
    told = [value for item in feed if item["case"] == str(case) for value in fields(item).values()]
    assert text in told
    lines = site.log.read_text().splitlines()
    assert all("event" in json.loads(line) for line in lines)
    assert not any("SISIP" in line for line in lines)


async def test_c07_the_bell_rings_on_the_subjects_of_agencies_alone(site: Site) -> None:
    heard: list[str] = []

    async def hear(message: Any) -> None:
        heard.append(message.subject)

    client = await nats.connect(site.nats.url, nkeys_seed=str(site.nats.seed_file))
    await client.subscribe("jejak.>", cb=hear)
    await client.flush()
    site.open_case(statement="jejak.bell.> * jejak.bell.orang-lain")
    site.settled()
    while f"jejak.bell.{POLICE}" not in heard:
        await asyncio.sleep(0.05)
    await client.close()
    assert set(heard) <= {f"jejak.bell.{agency}" for agency in (*AGENCIES, "deployment")}


TRAVERSALS = [
    "/v1/log/tile/0/../../../../../../etc/passwd",
    "/v1/log/tile/0/x001/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/v1/log/tile/entries/..%2f..%2f..%2fetc%2fpasswd",
    "/v1/log/tile/0/x001/..\\..\\..\\etc\\passwd",
    "/v1/log/tile/-1/000",
    "/v1/log/tile/64/000",
    "/v1/log/tile/0/000.p/256",
    "/v1/submissions/../../../../etc/passwd",
    "/v1/submissions/..%2f..%2f..%2fetc%2fpasswd",
    "/v1/catalogue/..%2f..%2fpyproject.toml",
    "/v1/catalogue/%2e%2e%2f%2e%2e%2fpyproject.toml",
    "/problems/..%2f..%2f..%2fetc%2fpasswd",
    "/problems/%00",
    "/schema/..%2f..%2fpyproject.toml",
    "/schema/../pyproject.toml",
    "//etc/passwd",
    "/../../../../etc/passwd",
    "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "/v1/cases/..%2f..%2f..%2f..%2fkeys%2fvault",
    "/static/../keys/vault.key",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_c08_no_path_leads_out_of_the_api(site: Site, path: str) -> None:
    token = site.tokens[OWNER, "reader"]
    headers = f"Host: jejak\r\nAuthorization: Bearer {token}\r\nConnection: close"
    said = answered(site.url, f"GET {path} HTTP/1.1\r\n{headers}\r\n\r\n".encode())
    assert statuses(said)[0] in (400, 404)
    assert b"root:" not in said
    assert b"[project]" not in said
    assert b"passwd" not in said


SERVER_FIELDS = {
    "position": 1,
    "caseversion": 1,
    "recordedat": "2020-01-01T00:00:00Z",
    "assurance": "agency",
    "agency": POLICE,
    "marks": [],
    "received_at": "2020-01-01T00:00:00Z",
    "seq": 1,
    "hash": "0" * 64,
    "kid": "escrow/x",
}


@pytest.mark.parametrize("name", SERVER_FIELDS)
def test_c09_what_the_server_says_of_an_event_cannot_be_sent_with_it(site: Site, name: str) -> None:
    case = site.open_case()
    head, given = site.head(), {name: SERVER_FIELDS[name]}
    assert problem(site.post(OWNER, triaged(case) | given)) == (422, "unknown_attribute")
    plain = triaged(case)
    assert problem(site.post(OWNER, plain | {"data": plain["data"] | given})) == (422, "unknown_field")
    body = json.loads(decoded(site.keys[POLICE].sign(filed(case))["payload"]))
    for changed in (body | given, body | {"data": body["data"] | given}):
        signed = site.keys[POLICE].sign_bytes(msgspec.json.encode(changed))
        assert problem(site.post(POLICE, signed, SIGNED))[0] in (400, 422)
    assert site.head() == head


def test_c09_a_login_takes_no_roles_from_its_caller(site: Site) -> None:
    typed = {"login": "x", "password": "x", "code": "123456", "roles": ["operator"]}
    assert site.http.post("/v1/session", json=typed).status_code == 400


WRITERS = (OWNER, POLICE, "dinsos-ttu", "lpsk-ttu")


def test_c10_of_100_writers_on_one_case_each_gets_a_version_of_its_own(site: Site) -> None:
    case = site.open_case(routed_to=list(WRITERS))
    ours = [agency for agency in WRITERS if agency != POLICE]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda n: site.sent(by := ours[n % 3], triaged(case, by)), range(100)))
    assert {answer.status_code for answer in answers} <= {201, 503}
    versions = sorted(answer.json()["caseversion"] for answer in answers if answer.status_code == 201)
    assert versions == list(range(2, len(versions) + 2))
    kept = site.rows("SELECT count(*), max(originator_version) FROM jejak.log WHERE originator_id = %s", case)
    assert kept == [(len(versions) + 1, len(versions) + 1)]
    assert len(versions) > 90


def test_c10_of_100_decisions_on_one_version_one_is_recorded(site: Site) -> None:
    case = site.open_case(routed_to=list(WRITERS))
    closing = {"reason": "services_completed"}

    def close(number: int) -> httpx.Response:
        by = (OWNER, "dinsos-ttu")[number % 2]
        return site.sent(by, event(by, "CaseClosed", case, closing, basedon=1, id=str(uuid4())))

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(close, range(100)))
    assert [answer.status_code for answer in answers].count(201) == 1
    kept = "SELECT count(*) FROM jejak.log WHERE originator_id = %s AND topic LIKE 'jejak.CaseClosed.%%'"
    assert site.rows(kept, case) == [(1,)]
