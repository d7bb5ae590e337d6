import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from ops.bench.wire import Client, Load, NotHttp, Outcome, Refused, driven, request

OK = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nx: y\r\n\r\n{}"
Answer = Callable[[bytes], bytes]


@asynccontextmanager
async def tiny_server(answer: Answer, pieces: int = 1) -> AsyncIterator[int]:
    """Answers each request, in as many writes as asked for; yields its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next((line for line in head.split(b"\r\n") if line.startswith(b"content-length")), b":0")
            body = await reader.readexactly(int(length.split(b":")[1]))
            reply = answer(head + body)
            if not reply:
                writer.close()
                return
            for number in range(pieces):
                size = -(-len(reply) // pieces)
                writer.write(reply[number * size : (number + 1) * size])
                await writer.drain()
                await asyncio.sleep(0)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def drive_here(port: int, **options: object) -> Outcome:
    """The load from a thread, because the tiny server lives in this loop."""
    load = Load("127.0.0.1", port, [request("GET", "/", {})] * 50, 4, 5.0, 0.0)
    return await asyncio.to_thread(driven, load._replace(**options))


async def test_every_request_is_sent_once_and_the_window_ends_with_the_last() -> None:
    seen: list[bytes] = []
    requests = [request("POST", f"/{number}", {}, b"{}") for number in range(50)]
    async with tiny_server(lambda raw: seen.append(raw) or OK) as port:
        outcome = await drive_here(port, requests=requests, weight=10)
    assert sorted(seen) == sorted(requests)
    assert (outcome.sent, len(outcome.window.taken)) == (50, 50)
    assert outcome.window.rate > 0


async def test_requests_begin_anew_where_they_may() -> None:
    async with tiny_server(lambda _: OK) as port:
        outcome = await drive_here(port, requests=[request("GET", "/", {})], seconds=0.2, repeat=True)
    assert outcome.sent > 4


async def test_an_answer_may_come_in_pieces() -> None:
    async with tiny_server(lambda _: OK, pieces=7) as port:
        outcome = await drive_here(port)
    assert outcome.sent == 50


async def test_a_refused_request_makes_the_measurement_void() -> None:
    refusal = b'HTTP/1.1 422 Unprocessable\r\ncontent-length: 9\r\n\r\n{"no":42}'
    async with tiny_server(lambda _: refusal) as port:
        with pytest.raises(Refused, match="422"):
            await drive_here(port)


async def test_a_refused_event_inside_a_batch_makes_the_measurement_void() -> None:
    body = b'{"results":[{"problem":{}}]}'
    partly = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
    async with tiny_server(lambda _: partly) as port:
        with pytest.raises(Refused, match="problem"):
            await drive_here(port)


async def test_a_connection_that_is_closed_is_an_error_and_not_a_wait() -> None:
    async with tiny_server(lambda _: b"") as port:
        with pytest.raises(NotHttp):
            await drive_here(port)


async def test_a_client_asks_one_thing_after_the_other_on_one_connection() -> None:
    async with tiny_server(lambda raw: OK if b"/yes" in raw else OK.replace(b"201", b"404")) as port:
        client = await Client.connect("127.0.0.1", port)
        answers = [await client.ask(request("GET", "/yes", {})) for _ in range(2)]
        with pytest.raises(Refused):
            await client.ask(request("GET", "/no", {}))
        client.close()
    assert [(answer.status, answer.body) for answer in answers] == [(201, b"{}")] * 2


def test_a_request_with_a_body_says_how_long_it_is() -> None:
    head, body = request("POST", "/v1/events", {"authorization": "Bearer x"}, b"abc").split(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /v1/events HTTP/1.1",
        b"host: bench",
        b"authorization: Bearer x",
        b"content-length: 3",
    ]
    assert body == b"abc"
