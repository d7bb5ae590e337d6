"""C: replays, forged and malformed input, floods (evidence.md 6c)."""

import asyncio
import gzip
import json
import socket
import threading
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import repeat
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import msgspec
import nats
import pytest

from domain import base64url
from tests.attacks.calls import reads
from tests.attacks.raw import answered, connected, heard, statuses
from tests.attacks.site import AGENCIES, OWNER, POLICE, STRANGER, Site
from tests.server.api.agencies import BATCH, PLAIN, SIGNED, Event, Key, event
from tests.server.api.feeds import fields

MIB = 2**20


def filed(case: object, **attributes: object) -> Event:
    """The police file a report."""
    data = {"articles": ["UU-21-2007:2"], "report_number": "LP/1/III/2026"}
    return event(POLICE, "PoliceReportFiled", case, data, **{"id": str(uuid4()), **attributes})  # type: ignore[arg-type]


def service(case: object, by: str = OWNER, **attributes: object) -> Event:
    """A statement that any case worker may record, under an id of its own."""
    data = {"person": str(uuid4()), "urgency": "urgent"}
    return event(by, "ReportTriaged", case, data, **{"id": str(uuid4()), **attributes})  # type: ignore[arg-type]


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


def refusals(site: Site, outcome: str) -> float:
    """How many events this process refused so."""
    lines = httpx.get(f"{site.url}/metrics").text.splitlines()
    wanted = [line for line in lines if line.startswith("jejak_events_total") and f'"{outcome}"' in line]
    return sum(float(line.rsplit(" ", 1)[1]) for line in wanted)


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
    site.publish(OWNER, plain := service(case))
    assert problem(site.post(OWNER, plain | {"subject": str(other)})) == (409, "id_reused")


def decoded(part: str) -> bytes:
    return base64url.decode(part) or b""


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def test_c04_a_token_publishes_for_no_other_agency(site: Site) -> None:
    case = site.open_case()
    head = site.head()
    signed = site.keys[POLICE].sign(filed(case))
    assert problem(site.post(OWNER, signed, SIGNED)) == (403, "foreign_source")
    assert problem(site.post(STRANGER, service(case, OWNER))) == (403, "foreign_source")
    in_its_name = site.keys["kejari-ttu"].sign(filed(case))
    assert problem(site.post(POLICE, in_its_name, SIGNED)) == (403, "foreign_source")
    unknown = Key(POLICE).sign(filed(case))
    assert problem(site.post(POLICE, unknown, SIGNED)) == (422, "key_unknown")
    assert site.head() == head


@pytest.fixture
def memory(site: Site) -> Iterator[list[int]]:
    """The memory of the server process before the test, then, at its end, the most it may have."""
    yield (before := [resident(site)])
    assert resident(site) < before[0] + 50 * MIB


def resident(site: Site) -> int:
    """Bytes of memory that the server process holds."""
    assert site.process is not None
    with open(f"/proc/{site.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


DEEP = b'{"specversion":"1.0","data":' + b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_001
MONSTERS = {
    "deep": (PLAIN, DEEP, {400, 413, 422}),
    "deep arrays": (BATCH, b"[" * 1_000_000 + b"]" * 1_000_000, {400, 413, 422}),
    "10 MB string": (PLAIN, b'{"id":"' + b"a" * 10_000_000 + b'"}', {413}),
    "7 MB string": (PLAIN, b'{"id":"' + b"a" * 7_000_000 + b'"}', {413, 422}),
    "many items": (BATCH, b"[" + b"{}," * 1_000_000 + b"{}]", {413}),
    "many commas": (BATCH, b"[" + b"," * 8_000_000 + b"]", {400, 413}),
    "a long number": (PLAIN, b'{"id":' + b"9" * 7_000_000 + b"}", {400, 413, 422}),
}


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(("media", "body", "refused"), MONSTERS.values(), ids=MONSTERS.keys())
def test_c06_a_monstrous_body_is_refused_while_others_are_served(
    site: Site, media: str, body: bytes, refused: set[int]
) -> None:
    case = site.open_case()
    with others_are_served(site):
        answer = site.post(OWNER, body, media)
    assert answer.status_code in refused
    assert len(answer.content) < 2000
    site.publish(OWNER, service(case))


class others_are_served:  # noqa: N801
    """Calls beside what happens inside; each must be answered within a second or two."""

    def __init__(self, site: Site) -> None:
        self.site, self.slowest, self.end = site, 0.0, threading.Event()
        self.thread = threading.Thread(target=self.call)

    def call(self) -> None:
        while not self.end.is_set():
            began = monotonic()
            assert self.site.get(OWNER, "/v1/manifest").status_code == 200
            self.slowest = max(self.slowest, monotonic() - began)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.end.set()
        self.thread.join()
        assert self.slowest < 2.0


@pytest.mark.usefixtures("memory")
def test_c06_a_compressed_bomb_is_never_unpacked(site: Site) -> None:
    bomb = gzip.compress(b"[" + b" " * 200 * MIB + b"]", 1)
    headers = {**site.headers(OWNER, "publisher"), "content-type": BATCH, "content-encoding": "gzip"}
    assert site.http.post("/v1/events", content=bomb, headers=headers).status_code == 415


@pytest.mark.usefixtures("memory")
def test_c06_a_body_without_end_is_cut_off(site: Site) -> None:
    head = (
        f"POST /v1/events HTTP/1.1\r\nHost: jejak\r\nContent-Type: {BATCH}\r\nTransfer-Encoding: chunked\r\n"
        f"Authorization: Bearer {site.tokens[OWNER, 'publisher']}\r\n\r\n"
    ).encode()
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with connected(site.url) as opened, others_are_served(site):
        opened.sendall(head)
        with pytest.raises((ConnectionError, TimeoutError)):
            deque(map(opened.sendall, repeat(chunk, 64)))


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("line", [b"GET /", b"GET / HTTP/1.1\r\nX-Long: ", b"GET / HTTP/1.1\r\n"])
def test_c06_a_head_without_end_is_cut_off(site: Site, line: bytes) -> None:
    filler = b"X-More: a\r\n" * 6000 if line.endswith(b"\n") else b"a" * 65536
    with connected(site.url) as opened, others_are_served(site):
        opened.sendall(line)
        with pytest.raises((ConnectionError, TimeoutError)):
            deque(map(opened.sendall, repeat(filler, 200)))


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
    "%00",
    "${jndi:ldap://sisip}",
    "{{7*7}}",
]


@pytest.mark.parametrize("injected", INJECTIONS)
def test_c07_no_id_carries_sql_or_a_subject_or_a_line(site: Site, injected: str) -> None:
    case = site.open_case()
    head, log = site.head(), len(site.log.read_bytes())
    for attribute in ("id", "source", "subject", "type", "actor", "group"):
        answer = site.post(OWNER, service(case) | {attribute: injected})
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
    assert problem(site.post(OWNER, service(case) | given)) == (422, "unknown_attribute")
    plain = service(case)
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
        answers = list(threads.map(lambda n: site.sent(by := ours[n % 3], service(case, by)), range(100)))
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


SMUGGLED = "GET /v1/manifest HTTP/1.1\r\nHost: jejak\r\nX-Sisip: ya\r\n\r\n"
SMUGGLERS = {
    "both lengths": ["Content-Length: 4", "Transfer-Encoding: chunked"],
    "both lengths, the other way round": ["Transfer-Encoding: chunked", "Content-Length: 4"],
    "two lengths": ["Content-Length: 0", "Content-Length: 60"],
    "two lengths in one": ["Content-Length: 0, 60"],
    "a signed length": ["Content-Length: +0"],
    "a length in hexadecimal": ["Content-Length: 0x0"],
    "a space before the colon": ["Transfer-Encoding : chunked", "Content-Length: 0"],
    "a folded header": ["Transfer-Encoding:\r\n chunked", "Content-Length: 0"],
    "chunked not last": ["Transfer-Encoding: chunked, identity"],
    "another coding": ["Transfer-Encoding: xchunked"],
    "chunked twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked, x"],
    "a bare line feed": ["X: y\nContent-Length: 0\nTransfer-Encoding: chunked"],
    "a control character": ["Transfer-Encoding: \x0bchunked", "Content-Length: 0"],
}


@pytest.mark.parametrize("headers", SMUGGLERS.values(), ids=SMUGGLERS.keys())
def test_c11_a_request_whose_end_is_in_doubt_is_refused_and_nothing_after_it_is_heard(
    site: Site, headers: list[str]
) -> None:
    lines = ["POST /v1/feed/ack HTTP/1.1", "Host: jejak", *headers, "", ""]
    said = answered(site.url, ("\r\n".join(lines) + "0\r\n\r\n" + SMUGGLED).encode("latin-1"), seconds=0.5)
    assert statuses(said) == [400]


def test_c12_connections_that_say_nothing_or_little_keep_nobody_out(site: Site) -> None:
    slow_connections(site, 400)


@pytest.mark.long
def test_c12_5000_connections_that_say_nothing_or_little_keep_nobody_out(site: Site) -> None:
    slow_connections(site, 5000)


LITTLE = (b"", b"GET /v1/mani", b"POST /v1/events HTTP/1.1\r\nContent-Length: 9\r\n")


def slow_connections(site: Site, many: int) -> None:
    """From one address connections that send little; another's calls must be answered in time."""
    case, head = site.open_case(), site.head()
    held: list[socket.socket] = []
    taken: list[float] = []
    try:
        for number in range(many):
            held.append(opened := slow_connection(site))
            opened.setblocking(False)
            with suppress(OSError):
                opened.send(
                    (b"", b"GET /v1/mani", b"POST /v1/events HTTP/1.1\r\nContent-Length: 9\r\n")[number % 3]
                )
        for _ in range(100):
            began = monotonic()
            site.publish(OWNER, service(case))
            taken.append(monotonic() - began)
        assert sorted(taken)[98] < 2.0
        assert site.head() == head + 100
        assert sum(ended(each) for each in held) >= many - 256
    finally:
        for each in held:
            each.close()


def slow_connection(site: Site) -> socket.socket:
    """A connection from another address of this machine than others call from."""
    place = urlsplit(site.url)
    return socket.create_connection((place.hostname, place.port), source_address=("127.0.0.2", 0), timeout=10)


def ended(opened: socket.socket) -> bool:
    """Whether the server has closed this connection."""
    try:
        return opened.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /v1/man",
        b"\r\n",
        b"POST /v1/session HTTP/1.1\r\nHost: jejak\r\nContent-Length: 90\r\n\r\n{",
    ],
    ids=["nothing", "half a head", "a line feed", "half a body"],
)
def test_c12_a_request_that_does_not_go_on_is_given_up(bounded: Site, begun: bytes) -> None:
    with connected(bounded.url) as opened:
        opened.sendall(begun)
        began = monotonic()
        heard(opened, seconds=10)
        assert monotonic() - began < 8
