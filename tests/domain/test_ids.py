"""Agencies, sources and the streams that belong to no case."""

import pytest

from domain.ids import (
    AGENCY_PATTERN,
    ID_PATTERN,
    agency_of,
    agency_stream,
    rules_stream,
    source_of,
    task_force_stream,
)
from domain.problems import PROBLEMS, refuse


def test_source_and_agency_are_two_forms_of_one_name() -> None:
    assert source_of("polres-ttu") == "/agencies/polres-ttu"
    assert agency_of("/agencies/polres-ttu") == "polres-ttu"


@pytest.mark.parametrize(
    "source",
    ["polres-ttu", "/agencies/", "/agencies/-a", "/agencies/A", "/agencies/a\n", "/agencies/" + "a" * 65],
)
def test_a_source_that_is_no_agency_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="a source is"):
        agency_of(source)


def test_agency_and_event_ids_have_at_most_64_characters() -> None:
    assert AGENCY_PATTERN.fullmatch("a" * 64)
    assert not AGENCY_PATTERN.fullmatch("a" * 65)
    assert ID_PATTERN.fullmatch("a" * 64)
    assert not ID_PATTERN.fullmatch("a" * 65)


def test_streams_of_the_registry_differ_by_deployment_and_by_what_they_hold() -> None:
    streams = {
        agency_stream("a.example", "x"),
        agency_stream("b.example", "x"),
        agency_stream("a.example", "y"),
        task_force_stream("a.example", "x"),
        rules_stream("a.example"),
    }
    assert len(streams) == 5
    assert agency_stream("a.example", "x") == agency_stream("a.example", "x")


def test_a_refusal_has_the_status_of_its_slug() -> None:
    assert refuse("stale", "The case has moved on.").status == 409
    assert refuse("foreign_source", "Another agency.", "source").title == PROBLEMS["foreign_source"][1]
    with pytest.raises(KeyError):
        refuse("no_such_slug", "Nothing.")
