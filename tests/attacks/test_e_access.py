"""E: who reads what is not for them, and who hides that it was read (evidence.md 6e)."""

import json
import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from httpx_sse import connect_sse
from typer.testing import CliRunner

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from server.cli import app
from tests.attacks.calls import ENDLESS, calls, reads
from tests.attacks.canaries import Flock
from tests.attacks.site import DPO, OWNER, POLICE, STRANGER, Site
from tests.server.api.agencies import Event, event
from tests.server.api.feeds import fields

ON_NO_CASE = (STRANGER, "rsud-ttu", "kejari-ttu", "expert-ttu")
READING = ("reader", "coordinator", "auditor", "dpo")


@pytest.fixture(scope="module")
def flock() -> Flock:
    return Flock()


@pytest.fixture(scope="module")
def case(site: Site, flock: Flock) -> UUID:
    """A case of the UPTD PPA and the police, with a file and canaries; nobody else is on it."""
    case = site.open_case(victim_name=flock.name(), victim_phone=flock.phone(), statement=flock.name())
    site.record(
        POLICE, "PoliceReportFiled", case, {"articles": ["UU-21-2007:2"], "report_number": flock.name()}
    )
    site.settled()
    return case


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """Everything that an answer tells but when it was given."""
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "date"}


@pytest.mark.parametrize("role", READING)
def test_e01_another_case_in_the_path_is_answered_as_one_that_is_not_there(
    site: Site, case: UUID, role: str
) -> None:
    of_a_case = [call for call in reads() if "case" in call.names]
    assert len(of_a_case) >= 4
    for agency in ON_NO_CASE:
        for call in of_a_case:
            forbidden = site.get(agency, call.filled(case=case), role)
            assert told(forbidden) == told(site.get(agency, call.filled(), role)), (agency, call.path)
            assert forbidden.status_code == 404


def test_e01_a_case_in_a_parameter_lists_nothing_of_others(site: Site, case: UUID, flock: Flock) -> None:
    for call in reads():
        for parameter in {"case", "case_id", "after"} & {*call.query}:
            for agency in ON_NO_CASE:
                answer = site.get(agency, call.filled(), "reader", **{parameter: str(case)})
                assert str(case).encode() not in answer.content
                assert not flock.found_in(answer.content)


def test_e01_what_another_agency_submitted_is_answered_as_what_nobody_did(site: Site, case: UUID) -> None:
    ((name,),) = site.rows("SELECT min(event_id) FROM jejak.log WHERE originator_id = %s", case)
    for agency in ON_NO_CASE:
        assert told(site.get(agency, f"/v1/submissions/{name}")) == told(
            site.get(agency, "/v1/submissions/x")
        )


def test_e02_with_every_check_off_no_call_shows_a_row_of_others(
    blind: Site, case: UUID, flock: Flock
) -> None:
    assert flock.found_in(blind.get(OWNER, "/v1/feed", after=0, limit=500).content)
    for agency in ON_NO_CASE:
        for call in reads():
            answer = blind.get(agency, call.filled(case=case))
            assert answer.status_code < 500, call.path
            assert not flock.found_in(answer.content), (agency, call.path)
            if "case" not in call.names:
                assert str(case).encode() not in answer.content, (agency, call.path)


def test_e03_600_interleaved_calls_each_get_the_rows_of_their_caller(site: Site) -> None:
    interleaved(site, 600)


@pytest.mark.long
def test_e03_10000_interleaved_calls_each_get_the_rows_of_their_caller(site: Site) -> None:
    interleaved(site, 10_000)


def interleaved(site: Site, many: int) -> None:
    """Many callers on the few connections of the pool, each with a case that is its own."""
    own = {agency: reported_to(site, agency) for agency in (OWNER, "dinsos-ttu", "lpsk-ttu", "bp3mi-ttu")}
    site.settled()
    chance = random.Random(3)

    def call(agency: str) -> tuple[str, bytes]:
        path = chance.choice(("/v1/feed?limit=500", "/v1/cases?limit=200", "/v1/manifest?limit=500"))
        return agency, site.get(agency, path).content

    with ThreadPoolExecutor(16) as threads:
        for agency, answer in threads.map(call, chance.choices([*own], k=many)):
            others = {case for other, case in own.items() if other != agency}
            assert not [case for case in others if str(case).encode() in answer], agency


def reported_to(site: Site, agency: str, **data: Any) -> UUID:
    case = uuid4()
    fields = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [agency], **data}
    site.record(agency, "ReportReceived", case, fields)
    return case


def test_e04_nothing_in_the_database_lends_the_rights_of_its_owner(site: Site) -> None:
    views = """
        SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname !~ '^(pg_|information_schema)' AND relkind IN ('v', 'm')
          AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)
    """
    lent = """
        SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname !~ '^(pg_|information_schema)' AND prosecdef AND prorettype <> 'trigger'::regtype
    """
    unprotected = """
        SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname !~ '^(pg_|information_schema)' AND relkind IN ('r', 'p')
          AND has_table_privilege('jejak_reader', c.oid, 'SELECT')
          AND NOT (relrowsecurity AND relforcerowsecurity)
    """
    above = """
        SELECT rolname FROM pg_roles WHERE rolname IN ('jejak_reader', 'jejak_writer')
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcanlogin)
    """
    owned = """
        SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = relowner
        WHERE rolname IN ('jejak_reader', 'jejak_writer')
    """
    assert [site.rows(query) for query in (views, lent, unprotected, above, owned)] == [[], [], [], [], []]


def test_e05_publishing_to_a_case_of_others_tells_nothing_of_it(site: Site, case: UUID) -> None:
    ((name,),) = site.rows("SELECT min(event_id) FROM jejak.log WHERE originator_id = %s", case)
    for by in (STRANGER, "rsud-ttu"):
        for type_name, data in attempts(by):
            answers = [
                site.post(by, event(by, type_name, each, data, id=str(uuid4()))) for each in (case, uuid4())
            ]
            assert told(answers[0]) == told(answers[1]), type_name
    own = reported_to(site, STRANGER)
    taken = event(STRANGER, "ReportTriaged", own, {"person": str(uuid4()), "urgency": "urgent"}, id=name)
    assert site.post(STRANGER, taken).status_code == 201


def attempts(agency: str) -> Iterator[tuple[str, Event]]:
    kind = agency.partition("-")[0]
    yield "EntryWithdrawn", {"event_id": "e1", "reason": "wrong_case"}
    yield "ServiceCompleted", {"service": str(uuid4()), "outcome": "completed"}
    if kind in REGISTRY["ReportTriaged"].agencies:
        yield "ReportTriaged", {"person": str(uuid4()), "urgency": "urgent"}


# How far the log and the read log reach is told to every agency: it says that somebody works, not on what.
SAME_FOR_ALL = {"/v1/reads/checkpoint"}


def test_e05_no_list_and_no_count_moves_with_a_case_of_others(site: Site) -> None:
    site.settled()
    listing = [call.path for call in reads() if not call.names and call.path not in SAME_FOR_ALL]
    before = {path: site.get(STRANGER, path).content for path in listing}
    site.open_case(victim_name="Kanari Dua")
    site.settled()
    assert {path: site.get(STRANGER, path).content for path in listing} == before


def test_e05_a_case_of_others_is_not_told_by_the_time_of_its_answer(site: Site, case: UUID) -> None:
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(200):
        there = number % 2 == 0
        path = f"/v1/cases/{case if there else uuid4()}"
        began = perf_counter()
        assert site.get(STRANGER, path).status_code == 404
        taken[there].append(perf_counter() - began)
    first, _, third = quantiles(taken[True] + taken[False], n=4)
    assert abs(median(taken[True]) - median(taken[False])) < max(third - first, 0.001)


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
    assert flock.found_in(site.get(OWNER, "/v1/feed?after=0&limit=500").content)
    with read_log_down(site):
        refused = []
        for call in reads():
            answer = site.get(OWNER, call.filled(case=case))
            assert not flock.found_in(answer.content), call.path
            assert answer.status_code in (200, 404, 403, 503), call.path
            refused += [call.path] if answer.status_code == 503 else []
        assert {"/v1/feed", "/v1/cases/{case}"} <= {*refused}
        with site.http.stream("GET", ENDLESS, headers=site.headers(OWNER)) as stream:
            assert not flock.found_in(b"".join(stream.iter_bytes()))
    assert flock.found_in(site.get(OWNER, "/v1/feed?after=0&limit=500").content)


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
            if answer.status_code == 200 and shows_events(answer.json()):
                assert reads_on_record(site) > before, path
                shown += 1
    assert shown >= 8


def shows_events(answer: Any) -> bool:
    """Whether something of a case is told."""
    return isinstance(answer, dict) and bool(answer.get("items") or answer.get("disclosed"))


def glass(case: UUID, **changes: Any) -> Event:
    """An auditor breaks the glass of a case for half an hour, beside another person."""
    until = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    data = {
        "classes": ["victim_identity"], "reason": "danger_to_life", "until": until, "second": str(uuid4()),
        **changes.pop("data", {}),
    }  # fmt: skip
    attributes = {"id": str(uuid4()), "time": datetime.now(UTC).isoformat(), "actor": str(uuid4()), **changes}
    data = {name: value for name, value in data.items() if value is not None}
    return event("auditor", "BreakGlassOpened", case, data, **attributes)


def later(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


REFUSED_GLASS: dict[str, dict[str, Any]] = {
    "no reason": {"data": {"reason": None}},
    "another reason than those of the list": {"data": {"reason": "curious"}},
    "no end": {"data": {"until": None}},
    "an end that is past": {"data": {"until": later(minutes=-1)}},
    "an end that is far": {"data": {"until": later(days=30)}},
    "one person alone": {
        "actor": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b9c",
        "data": {"second": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b9c"},
    },
    "no second person": {"data": {"second": None}},
    "a class that no emergency opens": {"data": {"classes": ["health"]}},
    "a class of another agency's emergencies": {"data": {"classes": ["location"]}},
}


@pytest.mark.parametrize("changes", REFUSED_GLASS.values(), ids=REFUSED_GLASS.keys())
def test_e08_glass_that_is_broken_against_the_rules_opens_nothing(
    site: Site, case: UUID, flock: Flock, changes: dict[str, Any]
) -> None:
    answer = site.post("auditor", glass(case, **changes))
    assert answer.status_code == 422
    site.settled()
    assert not flock.found_in(feed_of(site, "auditor"))


def feed_of(site: Site, agency: str) -> bytes:
    """The whole feed of an agency with every disclosure opened."""
    rows = whole_feed(site, agency)
    return json.dumps([fields(row) for row in rows if "event" in row]).encode()


def whole_feed(site: Site, agency: str) -> list[Event]:
    items, page = [], {"next": 0, "head": 1}
    while page["next"] < page["head"]:
        answer = site.get(agency, "/v1/feed", after=page["next"], limit=500)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
    return items


def test_e08_broken_glass_opens_its_case_for_its_time_and_owner_and_dpo_are_told(site: Site) -> None:
    opened, other = Flock(), Flock()
    case, _ = (site.open_case(victim_name=each.name()) for each in (opened, other))
    broken = glass(case, data={"until": later(seconds=6)})
    began = monotonic()
    site.publish("auditor", broken)
    site.settled()
    assert opened.found_in(feed_of(site, "auditor"))
    assert not other.found_in(feed_of(site, "auditor"))
    for agency in (OWNER, DPO):
        listed = [item for item in worklist_of(site, agency) if item["case"] == str(case)]
        assert [item for item in listed if "glass" in json.dumps(item).lower()], agency
    assert monotonic() - began < 60
    review = {"opened_id": broken["id"], "opened_source": "/agencies/auditor", "finding": "justified"}
    for agency in ("auditor", OWNER):
        denied = site.sent(agency, event(agency, "BreakGlassReviewed", case, review, id=str(uuid4())))
        assert denied.status_code == 422, agency
    sleep(max(0.0, 6.5 - (monotonic() - began)))
    assert not opened.found_in(feed_of(site, "auditor"))
    site.record(DPO, "BreakGlassReviewed", case, review)


def worklist_of(site: Site, agency: str) -> list[Event]:
    items, after = [], None
    while True:
        page = site.get(agency, "/v1/worklist", limit=200, **({"after": after} if after else {})).json()
        items += page["items"]
        after = page.get("next")
        if not after:
            return items


def test_e08_where_a_person_is_kept_is_opened_by_no_agency_alone(site: Site) -> None:
    hidden = Flock()
    case = site.open_case(safe_contact=hidden.phone())
    alone = glass(case, data={"classes": ["location"]}) | {"source": f"/agencies/{POLICE}"}
    site.publish(POLICE, alone)
    site.settled()
    assert not hidden.found_in(feed_of(site, POLICE))
    named = {"opened_id": alone["id"], "opened_source": alone["source"]}
    assert site.sent(POLICE, confirmed(case, POLICE, named)).status_code == 422
    site.publish(DPO, confirmed(case, DPO, named))
    site.settled()
    assert hidden.found_in(feed_of(site, POLICE))


def confirmed(case: UUID, by: str, data: Event) -> Event:
    now = datetime.now(UTC).isoformat()
    return event(by, "BreakGlassConfirmed", case, data, id=str(uuid4()), time=now, actor=str(uuid4()))


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
    token, name = site.tokens["disdik-ttu", "reader"], "disdik-ttu"
    headers = {"authorization": f"Bearer {token}"}
    with connect_sse(site.http, "GET", ENDLESS, headers=headers) as source:
        revoke = "UPDATE jejak.tokens SET revoked_at = now() WHERE agency = %s AND role = 'reader'"
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


def test_e11_a_consent_that_is_withdrawn_closes_what_it_opened_at_once(site: Site) -> None:
    flock, person, consent, referral = Flock(), str(uuid4()), str(uuid4()), str(uuid4())
    case = site.open_case(person=person)
    known = {"person": person, "sex": "female", "age_band": "24-26", "child": False, "name": flock.name()}
    site.record(OWNER, "VictimRegistered", case, known)
    given = {"person": person, "consent_id": consent, "purposes": ["sharing"], "recipients": [STRANGER]}
    site.record(OWNER, "ConsentGranted", case, {**given, "classes": ["victim_identity"]})
    offer = {"referral": referral, "to": STRANGER, "service": "social_rehabilitation", "person": person}
    offered = site.record(OWNER, "ReferralOffered", case, {**offer, "history": "all", "consent_id": consent})
    site.record(STRANGER, "ReferralAccepted", case, {"referral": referral}, basedon=offered["caseversion"])
    site.settled()
    assert flock.found_in(feed_of(site, STRANGER))
    site.record(OWNER, "ConsentWithdrawn", case, {"person": person, "consent_id": consent})
    assert not flock.found_in(feed_of(site, STRANGER))
    shown = site.get(STRANGER, f"/v1/cases/{case}")
    assert not flock.found_in(shown.content)


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
            assert KEPT_OUT.items() <= dict(answer.headers).items(), call
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
