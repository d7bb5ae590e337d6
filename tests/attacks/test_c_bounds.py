"""C: bodies, heads and connections without end or measure (evidence.md 6c)."""

import gzip
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import repeat
from time import monotonic
from urllib.parse import urlsplit

import pytest

from ops.connections import allow_connections
from tests.attacks.raw import answered, connected, heard, statuses
from tests.attacks.shared import (
    others_are_served,
    triaged,
)
from tests.attacks.site import OWNER, Site
from tests.server.api.agencies import BATCH, PLAIN

MIB = 2**20


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
    site.publish(OWNER, triaged(case))


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
    assert slow_connections(site, 400) < 2.0


@pytest.mark.long
def test_c12_5000_connections_that_say_nothing_or_little_keep_nobody_out(site: Site) -> None:
    assert slow_connections(site, 5000) < 2.0


LITTLE = (b"", b"GET /v1/mani", b"POST /v1/events HTTP/1.1\r\nContent-Length: 9\r\n")


def slow_connections(site: Site, many: int) -> float:
    """From one address connections that send little, while another publishes: the seconds of its 99th of 100
    calls. None of its events is lost, and of the connections all but as many as an address may have end."""
    allow_connections()
    case, head = site.open_case(), site.head()
    held: list[socket.socket] = []
    taken: list[float] = []
    try:
        for number in range(many):
            held.append(opened := slow_connection(site))
            opened.setblocking(False)
            with suppress(OSError):
                opened.send(LITTLE[number % len(LITTLE)])
        for _ in range(100):
            began = monotonic()
            site.publish(OWNER, triaged(case))
            taken.append(monotonic() - began)
        assert site.head() == head + 100
        assert sum(ended(each) for each in held) >= many - 256
        return sorted(taken)[98]
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
