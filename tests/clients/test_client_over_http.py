"""The client and the server over real HTTP: what is published once is read, opened and acknowledged."""

import asyncio
import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from jejak_client import (
    AgencyKey,
    JejakClient,
    ProblemError,
    audit_events,
    audit_reads,
    new_event,
    open_event,
    save_key,
)
from jejak_client.cli import app as cli
from typer.testing import CliRunner

from ops.serving import listening, url_of
from server.auth.principal import Role
from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment, deployed

REPORT = "jejak.ReportReceived.v1"


class Site:
    """A deployment that serves a socket from a thread of its own."""

    def __init__(self, url: str, deployment: Deployment, loop: asyncio.AbstractEventLoop) -> None:
        self.url = url
        self.deployment = deployment
        self._loop = loop

    def token(self, agency: str, role: Role = "publisher") -> str:
        asked = asyncio.run_coroutine_threadsafe(self.deployment.caller(agency, role), self._loop)
        return asked.result(30).token

    def untold(self, agency: str) -> str:
        """A token to read of whoever was not told yet that identities are secret."""
        asked = asyncio.run_coroutine_threadsafe(self.deployment.untold(agency), self._loop)
        return asked.result(30).token

    def client(self, agency: str, role: Role = "publisher", **how: Any) -> JejakClient:
        return JejakClient(self.url, self.token(agency, role), attempts=3, sleep=lambda _: None, **how)

    def key(self, agency: str) -> AgencyKey:
        return AgencyKey(agency, self.deployment.keys[agency].private.private_bytes_raw())


@contextmanager
def served(database: str, keys_dir: Path) -> Iterator[Site]:
    """The deployment, up until the block is left."""
    found: list[Site] = []
    up, down = threading.Event(), asyncio.Event()
    with listening("127.0.0.1", 0) as bound:

        async def serve() -> None:
            async with deployed(database, keys_dir) as deployment:
                config = uvicorn.Config(
                    deployment.app, lifespan="off", log_config=None, timeout_graceful_shutdown=1
                )
                server = uvicorn.Server(config)
                serving = asyncio.create_task(server.serve(sockets=[bound]))
                found.append(Site(url_of(bound), deployment, asyncio.get_running_loop()))
                up.set()
                await down.wait()
                server.should_exit = True
                await serving

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        try:
            assert up.wait(60), "the server did not come up"
            yield found[0]
        finally:
            if found:
                found[0]._loop.call_soon_threadsafe(down.set)
            thread.join(30)


def report(agency: str, **data: Any) -> dict[str, Any]:
    """A report that opens a case of its own, with a name in it."""
    said = {"channel": "police", "person": str(uuid4()), "victim_name": "Kanari Satu", **data}
    return new_event(agency, REPORT, uuid4(), said, NOW)


def test_a_signed_event_comes_back_in_the_feed_with_what_its_agency_said(site: Site) -> None:
    event = report("polres-ttu")
    with site.client("polres-ttu") as publisher, site.client("polres-ttu", "reader") as reader:
        signed = publisher.sign(event, site.key("polres-ttu"))
        answer = publisher.publish(signed)
        assert (answer.status, answer.assurance) == ("recorded", "agency")
        row = next(row for row in all_rows(reader, wait=10) if row.logposition == answer.position)
        assert row.event == signed
        opened = row.opened()
        assert opened is not None
        assert {**opened.attributes, "data": opened.data} == {**event, "origin": opened.attributes["origin"]}


def all_rows(reader: JejakClient, after: int = 0, wait: float = 0) -> list[Any]:
    """Every row there is, waiting for the first where there is none."""
    rows: list[Any] = []
    while True:
        page = reader.feed(after, wait=wait)
        rows += page.items
        after = page.next
        if after >= page.head:
            return rows


def test_a_plain_event_of_an_agency_without_a_key_is_signed_in_escrow(site: Site) -> None:
    event = report("uptdppa-ttu")
    with site.client("uptdppa-ttu") as publisher, site.client("uptdppa-ttu", "reader") as reader:
        answer = publisher.publish(event)
        assert (answer.status, answer.assurance) == ("recorded", "escrow")
        row = next(row for row in all_rows(reader, wait=10) if row.logposition == answer.position)
        opened = row.opened()
        assert opened is not None
        assert opened.data == event["data"]
        assert opened.kid.startswith("escrow/uptdppa-ttu/")


class LosesAnswers(httpx.HTTPTransport):
    """The network, but for the answers to the first calls: the server has done its work by then."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if self.lost and request.method == "POST":
            self.lost -= 1
            response.close()
            raise httpx.ReadError("connection reset")
        return response


@pytest.mark.parametrize("agency", ["polres-ttu", "uptdppa-ttu"])
def test_an_event_whose_answer_was_lost_is_recorded_once(site: Site, agency: str) -> None:
    event = report(agency)
    with site.client(agency, transport=LosesAnswers(2)) as publisher:
        sent = publisher.sign(event, site.key(agency)) if agency == "polres-ttu" else event
        answer = publisher.publish(sent)
        assert answer.status == "already_recorded"
        found = publisher.submission(event["id"])
        assert found is not None
        assert (found.status, found.position, found.hash) == ("recorded", answer.position, answer.hash)
        assert found.receipt == answer.receipt


def test_an_event_signed_anew_under_its_id_is_refused_as_another(site: Site) -> None:
    event = report("polres-ttu")
    with site.client("polres-ttu") as publisher:
        publisher.publish(publisher.sign(event, site.key("polres-ttu")))
        again = publisher.publish(publisher.sign(event, site.key("polres-ttu")))
        assert again.slug == "id_reused"


def test_of_a_batch_the_good_are_recorded_and_the_bad_told_by_field(site: Site) -> None:
    good, bad = report("uptdppa-ttu"), report("uptdppa-ttu", channel="pigeon")
    with site.client("uptdppa-ttu") as publisher:
        published = publisher.publish_batch([good, bad, report("uptdppa-ttu")])
    assert [answer.status for answer in published.results] == ["recorded", "refused", "recorded"]
    refused = published.results[1]
    assert refused.problem is not None
    assert (refused.slug, refused.problem["field"]) == ("invalid_field", "data.channel")
    assert len(published.receipts) == 1


def test_a_publisher_reads_no_feed_and_an_unknown_token_nothing(site: Site) -> None:
    with site.client("polres-ttu") as publisher, pytest.raises(ProblemError) as problem:
        publisher.feed()
    assert problem.value.slug == "forbidden"
    with JejakClient(site.url, "jejak_unknown") as stranger, pytest.raises(ProblemError) as problem:
        stranger.feed()
    assert problem.value.slug == "unauthenticated"


def test_an_auditor_reads_the_log_as_it_was_signed_and_who_read_it(site: Site) -> None:
    with site.client("uptdppa-ttu") as publisher, site.client("auditor", "auditor") as auditor:
        answer = publisher.publish(report("uptdppa-ttu"))
        events = list(audit_events(auditor))
        assert [each["position"] for each in events] == list(range(1, len(events) + 1))
        found = next(each for each in events if each["position"] == answer.position)
        payload = found["state"].split(".")[1]
        assert sha256(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))).hexdigest() == answer.hash
        assert list(audit_events(auditor, len(events), disclose=["health"], reason="complaint")) == []
        assert {each["call"] for each in audit_reads(auditor)} >= {"readAuditEvents"}


def test_the_catalogue_needs_no_token(site: Site) -> None:
    with JejakClient(site.url, None) as anyone:
        names = {entry["name"] for entry in anyone.catalogue()["types"]}
        assert "ReportReceived" in names
        assert anyone.classes_of(REPORT)["victim_name"] == "victim_identity"


def test_the_stream_brings_what_the_feed_has_and_then_what_is_new(site: Site) -> None:
    with (
        site.client("rsud-ttu") as publisher,
        site.client("rsud-ttu", "reader") as reader,
        site.client("rsud-ttu", "reader") as other,
    ):
        publisher.publish(report("rsud-ttu"))
        known = all_rows(other, wait=10)
        publisher.publish(report("rsud-ttu"))
        streamed = list(islice(reader.stream(), len(known) + 1))
        assert streamed[: len(known)] == known
        assert streamed[-1].position == len(known) + 1
        assert next(reader.stream(after=known[-1].position)) == streamed[-1]


def test_an_acknowledgement_of_the_right_hash_is_receipted_and_of_a_wrong_one_refused(site: Site) -> None:
    with site.client("ngo-ttu") as publisher, site.client("ngo-ttu", "reader") as reader:
        publisher.publish(report("ngo-ttu"))
        last = all_rows(reader, wait=10)[-1]
        receipt = reader.acknowledge(last.position, last.hash)
        assert receipt.count(".") == 2
        assert reader.acknowledge(last.position, last.hash) == receipt
        with pytest.raises(ProblemError):
            reader.acknowledge(last.position, "0" * 64)
        assert reader.manifest()["items"]


@pytest.fixture
def jejak(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Runs the command as an agency in an empty directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JEJAK_URL", site.url)

    def run(agency: str, role: Role, *arguments: str) -> Any:
        monkeypatch.setenv("JEJAK_TOKEN", site.token(agency, role))
        return CliRunner().invoke(cli, list(arguments))

    return run


def test_a_file_published_from_the_command_line_is_pulled_into_a_file(
    site: Site, jejak: Callable[..., Any], tmp_path: Path
) -> None:
    events = [report("polres-ttu") for _ in range(3)]
    (tmp_path / "events.ndjson").write_text("".join(json.dumps(event) + "\n" for event in events))
    save_key(tmp_path / "key.jwk", site.key("polres-ttu"))
    published = jejak("polres-ttu", "publisher", "publish", "events.ndjson", "--key", "key.jwk")
    assert (published.exit_code, published.stdout) == (0, "3 recorded\n")
    with site.client("polres-ttu", "reader") as reader:
        all_rows(reader, wait=10)
    pulled = jejak("polres-ttu", "reader", "pull", "--to", "rows.ndjson")
    assert pulled.exit_code == 0, pulled.output
    rows = [json.loads(line) for line in (tmp_path / "rows.ndjson").read_text().splitlines()]
    ids = [open_event(row["event"]).attributes["id"] for row in rows if "event" in row]
    assert [name for name in ids if name in {event["id"] for event in events}] == [
        event["id"] for event in events
    ]
    assert jejak("polres-ttu", "reader", "pull", "--to", "rows.ndjson").stdout.startswith("0 rows")


def test_before_the_notice_is_accepted_no_identity_is_pulled(
    site: Site, jejak: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.client("polres-ttu") as publisher, site.client("polres-ttu", "reader") as reader:
        publisher.publish(publisher.sign(report("polres-ttu"), site.key("polres-ttu")))
        all_rows(reader, wait=10)
    untold = site.untold("polres-ttu")
    monkeypatch.setattr(site, "token", lambda *_: untold)
    pulled = jejak("polres-ttu", "reader", "pull")
    assert (pulled.exit_code, "Kanari" in pulled.output) == (1, False)
    assert "jejak notice accept" in pulled.output
    assert jejak("polres-ttu", "reader", "notice", "show").stdout.endswith("version 1, not acknowledged\n")
    accepted = jejak("polres-ttu", "reader", "notice", "accept")
    assert (accepted.exit_code, "UU 21/2007 pasal 24" in accepted.stdout) == (0, True)
    assert json.loads(jejak("polres-ttu", "reader", "notice", "show", "--json").stdout)["acknowledgedat"]
    assert jejak("polres-ttu", "reader", "pull").exit_code == 0
