"""Lost answers, busy servers, broken streams: what is sent again, and what is said when no answer comes."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jejak_client import FeedPage, JejakClient, ProblemError, Unanswered, make_key, open_event

from tests.clients.fake_server import ORIGIN, TYPE, FakeServer, members, row

CASE = "6f0f9c52-0e2b-4f0c-9f6e-0a2f3f1f7a11"


def event(name: str = "e-1", **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": name,
        "source": "/agencies/polres-ttu",
        "type": TYPE,
        "subject": CASE,
        "time": "2026-03-02T09:15:00+08:00",
        "data": {"channel": "phone", "victim_name": "Maria"},
        **more,
    }


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(server: FakeServer, pauses: list[float]) -> Iterator[JejakClient]:
    with JejakClient(
        "http://jejak.test", "secret", attempts=4, sleep=pauses.append, transport=server.transport()
    ) as client:
        yield client


def test_one_event_is_answered_with_its_place(client: JejakClient) -> None:
    answer = client.publish(event())
    assert (answer.status, answer.position) == ("recorded", 1)
    assert answer.receipt is not None
    assert answer.recorded


def test_the_token_travels_in_the_header_only(client: JejakClient, server: FakeServer) -> None:
    client.publish(event())
    (call,) = server.calls
    assert call.headers["Authorization"] == "Bearer secret"
    assert "secret" not in str(call.url)
    assert b"secret" not in call.content


@pytest.mark.parametrize(
    ("fault", "status"), [("lost_before", "recorded"), ("lost_after", "already_recorded")]
)
def test_an_event_whose_answer_is_lost_is_sent_again_in_the_same_bytes(
    client: JejakClient, server: FakeServer, fault: str, status: str
) -> None:
    server.faults = [getattr(server, fault)]
    assert client.publish(event()).status == status
    assert len(server.recorded) == 1
    first, second = server.calls
    assert first.content == second.content


def test_a_signed_event_whose_answer_is_lost_is_not_signed_anew(
    client: JejakClient, server: FakeServer
) -> None:
    signed = client.sign(event(), make_key("polres-ttu"))
    server.faults = [server.lost_after, server.lost_after]
    assert client.publish(signed).status == "already_recorded"
    assert len(server.recorded) == 1


def test_a_batch_whose_answer_is_lost_is_recorded_once(client: JejakClient, server: FakeServer) -> None:
    server.faults = [server.lost_after]
    published = client.publish_batch([event(f"e-{n}") for n in range(5)])
    assert [answer.status for answer in published.results] == ["already_recorded"] * 5
    assert [answer.position for answer in published.results] == [1, 2, 3, 4, 5]


def test_without_any_answer_the_outcome_is_said_to_be_unknown(
    client: JejakClient, server: FakeServer
) -> None:
    server.faults = [server.lost_before] * 4
    with pytest.raises(Unanswered) as lost:
        client.publish(event())
    assert "Maria" not in str(lost.value)
    assert len(server.calls) == 4


def test_a_busy_server_is_given_the_time_it_asks_for(
    client: JejakClient, server: FakeServer, pauses: list[float]
) -> None:
    server.faults = [server.overloaded, server.proxy_page, server.lost_before]
    assert client.publish(event()).status == "recorded"
    assert pauses == [3.0, 0.4, 0.8]


def test_a_server_that_stays_busy_is_a_problem(client: JejakClient, server: FakeServer) -> None:
    server.faults = [server.overloaded] * 4
    with pytest.raises(ProblemError) as problem:
        client.publish(event())
    assert (problem.value.slug, problem.value.status) == ("busy", 503)


def test_events_of_a_batch_that_the_server_was_too_busy_for_are_sent_again_alone(
    client: JejakClient, server: FakeServer
) -> None:
    server.busy_ids = ["e-1", "e-3", "e-3"]
    published = client.publish_batch([event(f"e-{n}") for n in range(4)])
    assert [answer.id for answer in published.results] == ["e-0", "e-1", "e-2", "e-3"]
    assert all(answer.status == "recorded" for answer in published.results)
    assert [len(json.loads(call.content)) for call in server.calls] == [4, 2, 1]
    assert len(published.receipts) == 3


def test_events_that_stay_busy_are_answered_as_refused(client: JejakClient, server: FakeServer) -> None:
    server.busy_ids = ["e-0"] * 9
    published = client.publish_batch([event("e-0"), event("e-1")])
    assert [answer.slug for answer in published.results] == ["busy", None]


def test_a_refused_event_is_an_answer_with_field_and_rule(client: JejakClient) -> None:
    answer = client.publish({"id": "e-1"})
    assert (answer.status, answer.slug) == ("refused", "missing_attribute")
    assert answer.problem is not None
    assert answer.problem["field"] == "type"
    assert not answer.recorded


def test_a_stale_decision_brings_the_events_it_missed(client: JejakClient, server: FakeServer) -> None:
    missed = [{"position": 7, "type": TYPE}]
    body = {"type": "/problems/stale", "status": 409, "detail": "The case moved on.", "missed": missed}
    server.faults = [lambda _: httpx.Response(409, json=body)]
    answer = client.publish(event())
    assert (answer.status, answer.slug, list(answer.missed)) == ("stale", "stale", missed)


@pytest.mark.parametrize(
    ("slug", "status"), [("unauthenticated", 401), ("forbidden", 403), ("internal_error", 500)]
)
def test_a_refused_caller_is_no_answer_to_an_event(
    client: JejakClient, server: FakeServer, slug: str, status: int
) -> None:
    body = {"type": f"/problems/{slug}", "status": status, "detail": "no"}
    server.faults = [lambda _: httpx.Response(status, json=body)]
    with pytest.raises(ProblemError) as problem:
        client.publish(event())
    assert problem.value.slug == slug


def test_an_event_of_a_foreign_source_is_an_answer(client: JejakClient, server: FakeServer) -> None:
    body = {"type": "/problems/foreign_source", "status": 403, "detail": "no", "field": "source"}
    server.faults = [lambda _: httpx.Response(403, json=body)]
    assert client.publish(event()).slug == "foreign_source"


@pytest.mark.parametrize(
    ("items", "media"),
    [
        ("plain", "application/cloudevents-batch+json"),
        ("signed", "application/jose+json"),
        ("mixed", "application/jose+json"),
    ],
)
def test_a_batch_names_the_media_type_of_its_items(
    client: JejakClient, server: FakeServer, items: str, media: str
) -> None:
    signed = client.sign(event("s-1"), make_key("polres-ttu"))
    client.publish_batch({"plain": [event()], "signed": [signed], "mixed": [event(), signed]}[items])
    assert server.calls[-1].headers["Content-Type"] == media


def test_a_single_event_names_its_media_type(client: JejakClient, server: FakeServer) -> None:
    client.publish(event())
    assert server.calls[-1].headers["Content-Type"] == "application/cloudevents+json"
    client.publish(client.sign(event("s-1"), make_key("polres-ttu")))
    assert server.calls[-1].headers["Content-Type"] == "application/jose+json"


def test_signing_learns_classes_and_origin_from_the_server_once(
    client: JejakClient, server: FakeServer
) -> None:
    key = make_key("polres-ttu")
    for number in range(3):
        opened = open_event(client.sign(event(f"e-{number}"), key))
        assert opened.attributes["origin"] == ORIGIN
        assert opened.disclosed == ("victim_name",)
    assert [call.url.path for call in server.calls] == [f"/v1/catalogue/{TYPE}", "/v1/log/keys"]


def test_what_became_of_an_event_can_be_asked(client: JejakClient) -> None:
    assert client.submission("e-1") is None
    client.publish(event())
    found = client.submission("e-1")
    assert found is not None
    assert found.position == 1
    assert client.submission("a/../b?x=1") is None


def test_pages_of_the_ledger_lead_to_its_head(client: JejakClient, server: FakeServer) -> None:
    server.rows = [row(n) for n in range(1, 6)]
    after, positions = 0, []
    while True:
        page = client.feed(after)
        assert isinstance(page, FeedPage)
        positions += [each.position for each in page.items]
        if not page.items:
            break
        assert [json.loads(line) for line in page.lines] == server.rows[after : page.next]
        after = page.next
    assert positions == [1, 2, 3, 4, 5]
    assert page.head == 5


def test_a_row_of_the_ledger_opens_to_its_event(client: JejakClient, server: FakeServer) -> None:
    signed = client.sign(event(), make_key("polres-ttu"))
    server.rows = [
        row(1, event=signed, classes=["case", "victim_identity"]),
        row(2, kind="stage", stage={"code": "SPDP", "date": "2026-03-02"}),
        row(3, kind="withdrawn", cause=12, a_member_of_a_later_version=1),
    ]
    opened, stage, withdrawn = client.feed(0, limit=3).items
    event_of_row = opened.opened()
    assert event_of_row is not None
    assert event_of_row.data["victim_name"] == "Maria"
    assert stage.opened() is None
    assert stage.stage is not None
    assert stage.stage.code == "SPDP"
    assert (withdrawn.kind, withdrawn.cause) == ("withdrawn", 12)


def test_a_long_poll_waits_longer_than_the_server(client: JejakClient, server: FakeServer) -> None:
    client.feed(0, wait=25)
    assert server.calls[-1].url.params["wait"] == "25"
    assert server.calls[-1].extensions["timeout"]["read"] == 55.0
    client.feed(0)
    assert "wait" not in server.calls[-1].url.params


def test_a_stream_that_ends_or_breaks_is_taken_up_where_it_was(
    client: JejakClient, server: FakeServer
) -> None:
    server.rows = [row(n) for n in range(1, 6)]
    server.faults = [server.answer, server.lost_before, server.answer, server.lost_before]
    positions = [each.position for each in itertools.islice(client.stream(), 5)]
    assert positions == [1, 2, 3, 4, 5]
    assert [call.headers["Last-Event-ID"] for call in server.calls] == ["0", "2", "2", "4", "4"]


def test_a_stream_that_never_comes_up_is_given_up(client: JejakClient, server: FakeServer) -> None:
    server.faults = [server.lost_before] * 9
    with pytest.raises(Unanswered):
        next(client.stream())
    assert len(server.calls) == 4


def test_a_refused_stream_is_a_problem(client: JejakClient, server: FakeServer) -> None:
    server.faults = [lambda _: httpx.Response(403, json={"type": "/problems/forbidden", "detail": "no"})]
    with pytest.raises(ProblemError) as problem:
        next(client.stream())
    assert problem.value.slug == "forbidden"


def test_a_stream_that_the_server_ends_for_a_while_is_taken_up_again(
    client: JejakClient, server: FakeServer, pauses: list[float]
) -> None:
    server.rows = [row(1)]
    server.faults = [lambda _: ended_by("read_log_unavailable", 503)]
    assert next(client.stream()).position == 1
    assert pauses == [0.2]


def test_a_stream_that_the_server_ends_for_good_is_a_problem(client: JejakClient, server: FakeServer) -> None:
    server.faults = [lambda _: ended_by("unauthenticated", 401)]
    with pytest.raises(ProblemError) as problem:
        next(client.stream())
    assert problem.value.slug == "unauthenticated"


def ended_by(slug: str, status: int) -> httpx.Response:
    """A stream whose only message is the problem that ends it."""
    text = f"event: problem\ndata: {json.dumps(members(slug, status))}\n\n"
    return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, text=text)


def test_an_acknowledgement_gives_the_receipt_of_the_server(client: JejakClient, server: FakeServer) -> None:
    assert client.acknowledge(5, "ab" * 32) == "a.b.c"
    assert server.acknowledged == [{"position": 5, "hash": "ab" * 32}]


def test_a_refused_acknowledgement_is_a_problem(client: JejakClient, server: FakeServer) -> None:
    server.faults = [lambda _: httpx.Response(409, json={"type": "/problems/precondition", "detail": "no"})]
    with pytest.raises(ProblemError):
        client.acknowledge(5, "ab" * 32)


def test_an_agency_says_that_it_has_purged_what_was_erased(client: JejakClient, server: FakeServer) -> None:
    told = {"erasure": CASE, "agency": "ngo-ttu", "confirmedat": "2026-03-02T08:00:00Z"}
    server.faults = [lambda _: httpx.Response(503, json={}), lambda _: httpx.Response(200, json=told)]
    assert client.confirm_erasure(CASE) == "2026-03-02T08:00:00Z"
    assert {(call.method, call.url.path) for call in server.calls} == {
        ("POST", f"/v1/erasures/{CASE}/confirm")
    }
    with pytest.raises(ProblemError, match="not_found"):
        client.confirm_erasure(CASE)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda client: client.manifest(), "/v1/manifest"),
        (lambda client: client.cases(stage="P-19", text=None), "/v1/cases?stage=P-19"),
        (lambda client: client.case(CASE, as_of=3), f"/v1/cases/{CASE}?as_of=3"),
        (lambda client: client.timeline(CASE), f"/v1/cases/{CASE}/timeline"),
        (lambda client: client.worklist(), "/v1/worklist"),
        (lambda client: client.catalogue(), "/v1/catalogue"),
    ],
)
def test_each_reading_call_asks_its_path(
    client: JejakClient, server: FakeServer, call: Any, path: str
) -> None:
    server.faults = [lambda _: httpx.Response(200, json={"items": []})]
    assert call(client) == {"items": []}
    assert server.calls[-1].url.raw_path.decode() == path


@pytest.mark.parametrize("url", ["", "jejak.example", "ftp://jejak.example"])
def test_a_url_that_is_not_http_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        JejakClient(url, "secret")
