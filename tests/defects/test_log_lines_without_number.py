"""Whoever sent garbage, or asked while something was down, wrote a line of the log each time."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.server.api.deployment import Deployment, served

MANY = 300


def lines(capsys: pytest.CaptureFixture[str], said: str) -> list[dict[str, object]]:
    """The lines of the log that say so."""
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    return [line for line in found if said in str(line["event"])]


def counted(exposition: str, name: str) -> float:
    """The sum of a metric over its labels."""
    return sum(float(line.rsplit(" ", 1)[1]) for line in exposition.splitlines() if line.startswith(name))


def test_requests_that_are_no_http_are_counted_and_a_few_are_told(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(database, tmp_path / "keys") as live:
        place = urlsplit(live.url)
        for _ in range(MANY):
            with socket.create_connection((place.hostname, place.port), 5) as connection:
                connection.sendall(b"\x16\x03\x01 this is no request\r\n\r\n")
                connection.recv(100)
        exposition = httpx.get(f"{live.url}/metrics").text
    assert 0 < len(lines(capsys, "Invalid HTTP request")) <= 20
    assert counted(exposition, 'jejak_log_lines_total{fate="left out"') >= MANY - 20


async def test_answers_that_the_server_cannot_give_are_counted_and_a_few_are_told(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    caller = await deployment.caller("uptdppa-ttu", "reader")
    await deployment.open_case(routed_to=["uptdppa-ttu"])
    await deployment.settled()
    capsys.readouterr()
    with psycopg.connect(deployment.services.settings.database_url, autocommit=True) as owner:
        for table in ("reads", "list_reads"):
            owner.execute(f"REVOKE INSERT ON jejak.{table} FROM jejak_writer".encode())
    answers = [await caller.get("/v1/feed", limit=500) for _ in range(MANY)]
    assert {answer.status_code for answer in answers} == {503}
    assert 0 < len(lines(capsys, "request")) <= 20
    exposition = (await deployment.http.get("/metrics")).text
    refused = 'jejak_request_seconds_count{method="GET",path="/v1/feed",status="503"}'
    assert counted(exposition, refused) >= MANY
