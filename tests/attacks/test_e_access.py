"""E: who reads what is not for them (evidence.md 6e)."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID, uuid4

import pytest

from domain.catalogue import REGISTRY
from tests.attacks.calls import reads
from tests.attacks.canaries import Flock
from tests.attacks.shared import (
    feed_of,
    reported_to,
    told,
)
from tests.attacks.site import OWNER, STRANGER, Site
from tests.server.api.agencies import Event, event

ON_NO_CASE = (STRANGER, "rsud-ttu", "kejari-ttu", "expert-ttu")
READING = ("reader", "coordinator", "auditor", "dpo")


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
            assert forbidden.status_code == 404 or (forbidden.status_code == 403 and role != "reader")


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
    assert flock.found_in(feed_of(blind, OWNER))
    for agency in ON_NO_CASE:
        for call in reads():
            answer = blind.get(agency, call.filled(case=case))
            assert answer.status_code < 500, call.path
            assert not flock.found_in(answer.content), (agency, call.path)
            if "case" not in call.names:
                assert str(case).encode() not in answer.content, (agency, call.path)


def test_e03_600_interleaved_calls_each_get_the_rows_of_their_caller(site: Site) -> None:
    assert not interleaved(site, 600)


@pytest.mark.long
def test_e03_10000_interleaved_calls_each_get_the_rows_of_their_caller(site: Site) -> None:
    assert not interleaved(site, 10_000)


def interleaved(site: Site, many: int) -> list[tuple[str, UUID]]:
    """Many callers on the few connections of the pool, each with a case that is its own: who was answered
    with a case of another, and which."""
    own = {agency: reported_to(site, agency) for agency in (OWNER, "dinsos-ttu", "lpsk-ttu", "bp3mi-ttu")}
    site.settled()
    chance = random.Random(3)

    def call(agency: str) -> tuple[str, bytes]:
        path = chance.choice(("/v1/feed?limit=500", "/v1/cases?limit=200", "/v1/manifest?limit=500"))
        return agency, site.get(agency, path).content

    with ThreadPoolExecutor(16) as threads:
        return [
            (agency, case)
            for agency, answer in threads.map(call, chance.choices([*own], k=many))
            for other, case in own.items()
            if other != agency and str(case).encode() in answer
        ]


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
SAME_FOR_ALL = {
    *("/v1/reads/checkpoint", "/v1/log/checkpoint", "/v1/log/reads/checkpoint"),
}


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
