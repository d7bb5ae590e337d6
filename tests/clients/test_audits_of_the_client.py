"""What an auditor's client reads: every page of one snapshot, after what it has, as JSON lines."""

import json
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest
from jejak_client import JejakClient, ProblemError, audit_events, audit_reads
from jejak_client.cli import app
from jejak_client.commands import common
from typer.testing import CliRunner

from tests.clients.fake_server import problem

LOG = [{"position": position, "state": "a.b.c"} for position in range(1, 8)]
READS = [{"index": index, "agency": "polres-ttu"} for index in range(3)]


class Audited:
    """A server in memory that gives two items a page."""

    def __init__(self) -> None:
        self.asked: list[httpx.URL] = []

    def client(self, *_: object, **__: object) -> JejakClient:
        transport = httpx.MockTransport(self.answer)
        return JejakClient("http://jejak.test", "secret", attempts=1, transport=transport)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        items, key = (LOG, "position") if request.url.path == "/v1/audit/events" else (READS, "index")
        if request.url.params.get("reason") == "none":
            return problem("invalid_parameter", 400)
        after = int(request.url.params.get("after", "-1").rpartition("~")[2])
        found = [each for each in items if int(str(each[key])) > after][:2]
        ended = not found or found[-1] == items[-1]
        following = None if ended else f"{len(items)}~{found[-1][key]}"
        return httpx.Response(200, json={"items": found, "as_of": len(items), "next": following})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Audited:
    fake = Audited()
    monkeypatch.setattr(common, "JejakClient", fake.client)
    monkeypatch.setenv("JEJAK_URL", "http://jejak.test")
    monkeypatch.setenv("JEJAK_TOKEN", "secret")
    return fake


def run(*words: Any) -> Any:
    return CliRunner().invoke(app, ["audit", *map(str, words)])


def test_every_page_of_the_snapshot_is_read_each_once(server: Audited) -> None:
    with server.client() as client:
        assert list(audit_events(client)) == LOG
        assert list(audit_reads(client)) == READS
    assert [url.params.get("after") for url in server.asked[:4]] == [None, "7~2", "7~4", "7~6"]


def test_who_has_some_of_the_log_reads_on_from_there(server: Audited) -> None:
    with server.client() as client:
        assert list(audit_events(client, 5)) == LOG[5:]
        assert list(audit_reads(client, 2)) == []


def test_classes_and_reason_are_asked_for_on_every_page(server: Audited) -> None:
    with server.client() as client:
        list(audit_events(client, disclose=["health", "location"], reason="complaint"))
    assert {tuple(url.params.get_list("disclose")) for url in server.asked} == {("health", "location")}
    assert {url.params["reason"] for url in server.asked} == {"complaint"}


def test_the_verb_writes_one_object_a_line(server: Audited) -> None:
    result = run("events", "--after", 3)
    assert (result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]) == (0, LOG[3:])
    assert [json.loads(line) for line in run("reads").stdout.splitlines()] == READS


def test_a_file_of_reads_is_for_its_owner_alone(server: Audited, tmp_path: Path) -> None:
    path = tmp_path / "reads.ndjson"
    assert run("reads", "--to", path).exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().splitlines()) == len(READS)
    assert run("reads", "--to", tmp_path / "no" / "where").exit_code == 2


def test_what_the_server_refuses_is_told(server: Audited) -> None:
    with server.client() as client, pytest.raises(ProblemError):
        list(audit_events(client, disclose=["health"], reason="none"))
    result = run("events", "--disclose", "health", "--reason", "none")
    assert result.exit_code == 1
    assert "refused" in result.stderr
