"""E: reading past the record, past the end of access, past the browser (evidence.md 6e)."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from time import monotonic
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg
import pytest
from httpx_sse import connect_sse
from typer.testing import CliRunner

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from server.cli import app
from tests.attacks.calls import ENDLESS, calls, reads
from tests.attacks.canaries import Flock
from tests.attacks.shared import reported_to, whole_feed
from tests.attacks.site import OWNER, POLICE, STRANGER, Site

READ_LOGS = ("jejak.reads", "jejak.list_reads")


@contextmanager
def read_log_down(site: Site) -> Iterator[None]:
    """Nothing can be added to the read log."""
    for table in READ_LOGS:
        site.rows(f"REVOKE INSERT ON {table} FROM jejak_writer")
    try:
        yield
    finally:
        for table in READ_LOGS:
            site.rows(f"GRANT INSERT ON {table} TO jejak_writer")


def test_e06_while_the_read_log_is_down_nothing_classed_is_served(
    site: Site, case: UUID, flock: Flock
) -> None:
    before = next(row["position"] for row in whole_feed(site, OWNER) if row["case"] == str(case)) - 1
    assert flock.found_in(site.get(OWNER, "/v1/feed", after=before).content)
    with read_log_down(site):
        assert site.get(OWNER, "/v1/feed", after=before).status_code == 503
        assert site.get(OWNER, f"/v1/cases/{case}").status_code == 503
        for call in reads():
            answer = site.get(OWNER, call.filled(case=case))
            assert answer.status_code in (200, 404, 403, 503), call.path
            assert not flock.found_in(answer.content), call.path
        headers = {**site.headers(OWNER), "last-event-id": str(before)}
        with site.http.stream("GET", ENDLESS, headers=headers) as stream:
            assert not flock.found_in(b"".join(stream.iter_bytes()))
    assert flock.found_in(site.get(OWNER, "/v1/feed", after=before).content)


def reads_on_record(site: Site) -> int:
    ((count,),) = site.rows(
        "SELECT (SELECT count(*) FROM jejak.reads) + (SELECT count(*) FROM jejak.list_reads)"
    )
    return int(count)


def test_e07_whatever_shows_an_event_leaves_a_read_also_when_asked_again(site: Site, case: UUID) -> None:
    shown = 0
    for call in reads():
        path = call.filled(case=case)
        for _ in range(2):
            headers = {
                **site.headers(OWNER),
                "if-none-match": "*",
                "if-modified-since": "Mon, 02 Mar 2026 08:00:00 GMT",
            }
            before, answer = reads_on_record(site), site.http.get(path, headers=headers)
            assert answer.status_code != 304
            assert "etag" not in answer.headers
            json_answer = answer.headers["content-type"].startswith("application/json")
            if answer.status_code == 200 and json_answer and shows_events(answer.json()):
                assert reads_on_record(site) > before, path
                shown += 1
    assert shown >= 8


def shows_events(answer: Any) -> bool:
    """Whether something of a case is told."""
    return isinstance(answer, dict) and bool(answer.get("items") or answer.get("disclosed"))


def test_e09_an_open_stream_shows_nothing_more_once_access_has_ended(site: Site) -> None:
    case, triage = site.open_case(), {"person": str(uuid4()), "urgency": "urgent"}
    grant = {"agency": STRANGER, "classes": ["case"], "history": "all", "reason": "task"}
    site.record(OWNER, "AccessGranted", case, grant)
    site.settled()
    at = site.get(STRANGER, "/v1/feed", limit=1).json()["head"]
    headers = {**site.headers(STRANGER), "last-event-id": str(at)}
    with connect_sse(site.http, "GET", ENDLESS, headers=headers) as source:
        site.record(OWNER, "ReportTriaged", case, triage)
        rows = (json.loads(each.data) for each in source.iter_sse() if each.data)
        assert "event" in next(row for row in rows if row["case"] == str(case))
        site.record(OWNER, "AccessRevoked", case, {"agency": STRANGER, "reason": "task"})
        site.record(OWNER, "ReportTriaged", case, triage)
        own = str(reported_to(site, STRANGER))
        shown = list(takewhile(lambda row: row["case"] != own, rows))
    assert "withdrawn" in {row["kind"] for row in shown}
    assert not [row for row in shown if row["case"] == str(case) and "event" in row]


def test_e09_a_stream_ends_within_5_s_of_its_token(site: Site) -> None:
    token, name = site.tokens["disdik-ttu", "dpo"], "disdik-ttu"  # a token that no other attack uses
    headers = {"authorization": f"Bearer {token}"}
    with connect_sse(site.http, "GET", ENDLESS, headers=headers) as source:
        revoke = "UPDATE jejak.tokens SET revoked_at = now() WHERE agency = %s AND role = 'dpo'"
        site.rows(revoke, name)
        began = monotonic()
        list(source.iter_sse())
        assert monotonic() - began < 5.0
    assert site.http.get("/v1/feed", headers=headers).status_code == 401


def verified(site: Site) -> int:
    """The exit code of `jejak reads verify`: 0 where every read is what it was, 1 where one is not."""
    with patch.dict(os.environ, site.environment()):
        return CliRunner().invoke(app, ["reads", "verify"]).exit_code


TAMPERINGS = {
    "taken out": "DELETE FROM jejak.reads WHERE agency = %s",
    "given to another": "UPDATE jejak.reads SET agency = 'lain' WHERE agency = %s",
    "told of fewer classes": "UPDATE jejak.reads SET classes = classes[:0] || 0::smallint WHERE agency = %s",
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_e10_a_read_that_a_superuser_takes_out_or_changes_shows(
    site: Site, case: UUID, tampering: str
) -> None:
    site.get(OWNER, f"/v1/cases/{case}")
    assert verified(site) == 0
    with psycopg.connect(site.superuser, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")  # no trigger stops a superuser
        admin.execute("CREATE TEMP TABLE kept AS SELECT * FROM jejak.reads")
        admin.execute(tampering.encode(), [OWNER])
        found = verified(site)
        admin.execute("DELETE FROM jejak.reads WHERE read_id IN (SELECT read_id FROM kept)")
        admin.execute("INSERT INTO jejak.reads OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    assert (found, verified(site)) == (1, 0)


# Notes and hashes of the logs say nothing of anybody (docs/adr/0194); what holds an event is never kept.
HASHES = ("/v1/log/checkpoint", "/v1/log/tile/", "/v1/log/proof/", "/v1/log/policy", "/v1/log/reads/")
KEPT_OUT = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}


def test_e14_no_answer_is_kept_or_told_on_by_a_browser(site: Site, case: UUID) -> None:
    seen = set()
    for call in calls():
        for headers in (site.headers(OWNER), {}):
            answer = site.http.request(call.method, call.filled(case=case), headers=headers)
            kept_out = dict(KEPT_OUT)
            if call.path.startswith(HASHES) and answer.status_code == 200:
                kept_out["cache-control"] = answer.headers["cache-control"]
                assert "public" not in kept_out["cache-control"]
            assert kept_out.items() <= dict(answer.headers).items(), call
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert "etag" not in answer.headers
            seen.add(answer.status_code)
    assert {200, 400, 401, 404} <= seen
    with site.http.stream("GET", ENDLESS, headers=site.headers(OWNER)) as stream:
        assert KEPT_OUT.items() <= dict(stream.headers).items()


OF_PERSONS = {
    DataClass.VICTIM_IDENTITY,
    DataClass.SUSPECT_IDENTITY,
    DataClass.REPORTER_IDENTITY,
    DataClass.LOCATION,
}


def test_e14_no_address_has_room_for_what_is_known_of_a_person(site: Site, flock: Flock, case: UUID) -> None:
    fields = (info for each in REGISTRY.values() for info in each.fields.values())
    classed = {info.name for info in fields if info.data_class in OF_PERSONS}
    for call in (each for each in calls() if each.closed):
        assert not classed & {*call.query, *call.names}, call.path
    for agency in (OWNER, POLICE):
        assert not site.get(agency, "/v1/cases", text=flock.name()).json().get("items")
        assert len(site.get(agency, "/v1/cases", text=str(case)).json()["items"]) == 1
