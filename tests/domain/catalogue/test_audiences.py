"""Audiences against the needs of the agencies (reference/domain.md 3.1, 3.2; scenarios Sc-1, Sc-7)."""

import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.agencies import AgencyKind
from domain.catalogue.audiences import AUDIENCES, level

KINDS = {kind.value for kind in AgencyKind}
READING = {"access", "emergency"}  # who reads the case, by a grant or in an emergency


def test_every_type_has_an_audience_and_every_audience_a_type() -> None:
    assert {entry.audience for entry in REGISTRY.values()} == set(AUDIENCES)


@pytest.mark.parametrize("audience", sorted(AUDIENCES))
def test_an_audience_has_known_kinds_known_levels_and_a_rest(audience: str) -> None:
    table = AUDIENCES[audience]
    assert set(table) - KINDS == {"*"}
    assert set(table.values()) <= {"body", "stage", "nothing"}


@pytest.mark.parametrize(
    ("type_name", "kind", "expected"),
    [
        ("FileReturned", "kejari", "body"),
        ("FileReturned", "uptdppa", "stage"),
        ("FileReturned", "pn", "nothing"),
        ("FileReturned", "rsud", "nothing"),
        ("FileReturned", "desa", "nothing"),
        ("SpdpSent", "disdik", "nothing"),
        ("VerdictGiven", "pn", "body"),
        ("VerdictGiven", "sbmi", "stage"),
        ("VisumIssued", "polres", "body"),
        ("VisumIssued", "dinsos", "nothing"),
        ("VisumIssued", "uptdppa", "stage"),
        ("ShelterPlaced", "uptdppa", "body"),
        ("ShelterPlaced", "polres", "stage"),
        ("ShelterPlaced", "rsud", "nothing"),
        ("ShelterPlaced", "pn", "nothing"),
        ("ReportReceived", "desa", "stage"),
        ("ReportReceived", "disdik", "stage"),
        ("TraffickingStatusAssessed", "desa", "nothing"),
        ("TraffickingStatusAssessed", "disdik", "nothing"),
        ("TraffickingStatusAssessed", "uptdppa", "body"),
        ("VictimRegistered", "disdukcapil", "nothing"),
        ("SuspectDesignated", "uptdppa", "body"),
        ("SuspectDesignated", "rsud", "nothing"),
        ("ServiceOpened", "pn", "nothing"),
        ("ServiceOpened", "disdik", "stage"),
        ("DuplicateLinked", "sbmi", "nothing"),
        ("DuplicateLinked", "bp3mi", "nothing"),
        ("KeyRegistered", "desa", "body"),
    ],
)
def test_a_kind_sees_what_its_task_needs(type_name: str, kind: str, expected: str) -> None:
    assert level(REGISTRY[type_name].audience, kind) == expected


def test_planners_see_nothing_of_a_case_but_who_reads_it() -> None:
    of_cases = (entry for entry in REGISTRY.values() if entry.stream == "case")
    assert {entry.audience for entry in of_cases if level(entry.audience, "kesra") != "nothing"} == READING


def test_the_file_exchange_is_a_body_to_law_enforcement_and_experts_alone() -> None:
    exchange = [entry for entry in REGISTRY.values() if entry.chapter == "file_exchange"]
    assert exchange
    for entry in exchange:
        readers = {kind for kind in KINDS if level(entry.audience, kind) == "body"}
        assert readers == {"polres", "kejari", "expert", "auditor", "dpo"}


def test_a_kind_named_in_a_summary_sees_the_body_it_comes_with() -> None:
    for entry in REGISTRY.values():
        for kinds in entry.summary_to.values():
            assert {level(entry.audience, kind) for kind in kinds} <= {"body"}, entry.name


def test_auditors_and_data_protection_officers_see_every_body() -> None:
    for audience in AUDIENCES:
        assert level(audience, "auditor") == "body"
        assert level(audience, "dpo") == "body"
