"""PP 9/2008 art 14(5): police who have a report need not be told of it, least of all by themselves."""

from typing import Any

import pytest

from domain.clocks.engine import clocks_of
from domain.clocks.place import Places
from tests.domain.clocks.telling import TABLES, day
from tests.domain.given import VICTIM, Stream, directory_of

RULE = "PP9_2008.police_notice"


def owed(by: str, *routed_to: str) -> list[str | None]:
    """Who has to tell the police of a report that was taken by and routed to these, and then triaged."""
    stream = Stream()
    report: dict[str, Any] = {"channel": "walk_in", "person": VICTIM, "routed_to": list(routed_to)}
    stream.records("ReportReceived", by, at=day(0), **report)
    stream.records("ReportTriaged", "uptdppa", at=day(0.1), person=VICTIM, urgency="urgent")
    place = Places(TABLES).of(directory_of(), stream.now)
    return [each.owner for each in clocks_of(stream.now, TABLES, place) if each.rule == RULE]


@pytest.mark.parametrize(
    ("by", "routed_to"), [("polres", ["uptdppa"]), ("desa", ["polres"]), ("desa", ["uptdppa", "polres"])]
)
def test_nobody_tells_police_of_a_report_that_they_have(by: str, routed_to: list[str]) -> None:
    assert owed(by, *routed_to) == []


def test_of_any_other_report_whoever_it_was_routed_to_tells_them() -> None:
    assert owed("desa", "uptdppa") == ["uptdppa"]
