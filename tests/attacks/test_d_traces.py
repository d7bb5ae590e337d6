"""D: what is left on the disk, in logs and in errors (evidence.md 6d)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import msgspec
import psycopg
import pytest
from psycopg import sql

from domain.catalogue import REGISTRY
from tests.attacks.calls import reads
from tests.attacks.canaries import Flock
from tests.attacks.planting import OF_A_LONGER_STORY, Planted, classed, planted
from tests.attacks.shared import feed_of
from tests.attacks.site import AGENCIES, OWNER, Site
from tests.server.api.agencies import Event, event


@pytest.fixture(scope="module")
def canaries(site: Site) -> Planted:
    return planted(site)


def test_d01_the_canaries_are_in_every_type_that_one_case_can_have(canaries: Planted) -> None:
    assert {each.name for each in classed()} - canaries.recorded <= OF_A_LONGER_STORY, canaries.refused


def test_d01_who_may_read_finds_the_canaries(site: Site, canaries: Planted) -> None:
    assert canaries.flock.found_in(feed_of(site, OWNER))


def test_d01_no_table_holds_a_canary(site: Site, canaries: Planted) -> None:
    dumped = dict(tables(site))
    assert {"log", "sealed", "ledger", "matches", "reads"} <= dumped.keys()
    assert [table for table, content in dumped.items() if canaries.flock.found_in(content)] == []


def tables(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of ours, in binary, as a superuser copies it."""
    with psycopg.connect(site.superuser) as connection:
        named = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'"
        for schema, table in connection.execute(named).fetchall():
            query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
            with connection.cursor() as cursor, cursor.copy(query) as copy:
                yield table, b"".join(bytes(part) for part in copy)


def test_d01_no_file_of_the_database_holds_a_canary(site: Site, canaries: Planted) -> None:
    read_everything(site)
    site.rows("CHECKPOINT")
    site.rows("SELECT pg_switch_wal()")
    ((directory,),) = site.rows("SHOW data_directory")
    ((oid,),) = site.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
    data = Path(directory)
    folders = [data / "base" / str(oid), data / "base" / "pgsql_tmp", data / "pg_wal", data / "global"]
    assert list(folders[0].iterdir())
    assert list(folders[2].iterdir())
    assert canaries.flock.files_with([*folders, data / "log", data.parent / "log"]) == []


def read_everything(site: Site) -> None:
    """Every agency reads what it may, so that whatever reading leaves behind is there."""
    for agency in AGENCIES:
        for path in ("/v1/feed?after=0&limit=500", "/v1/cases", "/v1/worklist", "/v1/rights", "/v1/clocks"):
            assert site.get(agency, path).status_code == 200


def test_d01_nothing_beside_the_database_holds_a_canary(site: Site, canaries: Planted) -> None:
    read_everything(site)
    assert site.nats.seed_file is not None
    assert list(site.nats.seed_file.parent.rglob("*"))
    assert site.log.stat().st_size > 0
    assert canaries.flock.files_with([site.folder, site.nats.seed_file.parent]) == []
    assert not canaries.flock.found_in(site.http.get("/metrics").content)


def test_d14_no_answer_and_no_log_line_of_a_failure_holds_a_canary(site: Site, canaries: Planted) -> None:
    flock, errors = canaries.flock, list(canaries.errors)
    report = event(OWNER, "ReportReceived", canaries.case, flock.data(REGISTRY["ReportReceived"]))
    for broken in broken_reports(report, flock):
        answer = site.post(OWNER, broken)
        assert answer.status_code >= 400, broken
        errors.append(answer.content)
    for path in wrong_paths(flock):
        answer = site.get(OWNER, path)
        assert answer.status_code < 500, path
        errors.append(answer.content)
    typed = {"login": flock.name(), "password": flock.name(), "code": "123456"}
    errors += [
        site.http.post("/v1/session", json=given).content for given in (typed, typed | {"x": flock.name()})
    ]
    assert len(errors) >= 30
    assert not any(flock.found_in(error) for error in errors)
    assert not flock.found_in(site.log.read_bytes())
    assert not flock.found_in(site.http.get("/metrics").content)


def broken_reports(report: Event, flock: Flock) -> Iterator[Any]:
    """A report full of canaries, wrong in one way each."""
    data = report["data"]
    for name in ("channel", "person", "victim_phone", "victim_nik", "reporter_relation", "sex", "regency"):
        yield report | {"data": data | {name: flock.name()}}
    for name in (
        "id",
        "source",
        "subject",
        "type",
        "time",
        "actor",
        "group",
        "basedon",
        "effectedon",
        "specversion",
    ):
        yield report | {name: flock.name()}
    yield report | {"data": data | {flock.name(): 1}}
    yield report | {flock.name(): 1}
    yield report | {"data": flock.name()}
    yield msgspec.json.encode(report)[:-9]
    yield msgspec.json.encode(report).replace(b'"channel"', b'"' + flock.name().encode() + b'":1,"channel"')
    yield b'{"' + flock.name().encode() + b'": ' + flock.phone().encode()
    yield b"\xff" + flock.name().encode()
    yield {"protected": flock.name(), "payload": flock.name(), "signature": flock.name()}


def wrong_paths(flock: Flock) -> Iterator[str]:
    """Every path of the API and every parameter, with a canary where an id or a code belongs."""
    for call in reads():
        if call.names:
            yield call.filled(**dict.fromkeys(call.names, quote(flock.name())))
        yield f"{call.filled()}?{quote(flock.name())}={quote(flock.phone())}"
    yield f"/v1/cases?before={quote(flock.name())}"
    yield f"/{quote(flock.name())}"


def test_d14_a_failure_of_the_database_under_a_publication_quotes_nothing_of_it(site: Site) -> None:
    flock = Flock()
    data = flock.data(REGISTRY["ReportReceived"]) | {"routed_to": [OWNER]}
    sent = event(OWNER, "ReportReceived", uuid4(), data, id=str(uuid4()))
    site.rows("ALTER TABLE jejak.sealed ADD CONSTRAINT broken CHECK (position < 0) NOT VALID")
    try:
        answer = site.post(OWNER, sent)
    finally:
        site.rows("ALTER TABLE jejak.sealed DROP CONSTRAINT broken")
    assert answer.status_code in (500, 503)
    assert not flock.found_in(answer.content)
    assert not flock.found_in(site.log.read_bytes())
    (directory,) = site.rows("SHOW data_directory")[0]
    assert flock.files_with([Path(directory) / "log", Path(directory).parent / "log"]) == []
    assert site.post(OWNER, sent).status_code == 201
