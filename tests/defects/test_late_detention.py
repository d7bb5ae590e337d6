"""Detention is told by when things happened: orders, ends and starts may come in in any order."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from domain.clocks.clock import status
from tests.domain.clocks.telling import DAY_0, OF_FILE, clock, clocks, day, ordered
from tests.domain.given import SUSPECT, Stream

OF_SUSPECT: dict[str, Any] = {**OF_FILE, "suspect": SUSPECT}
STAGE = {**OF_SUSPECT, "stage": "investigation"}
RULE = "KUHAP2025.detention_investigation"
STARTED = ("DetentionStarted", "polres", day(0), {**STAGE, "days": 20})
EXTENDED = ("DetentionExtended", "kejari", day(18), {**STAGE, "days": 40})
RELEASED = ("DetentionEnded", "polres", day(30), {**OF_SUSPECT, "reason": "released"})
PROSECUTION = {**OF_SUSPECT, "stage": "prosecution"}


def told(*acts: tuple[Any, ...]) -> Stream:
    """A case under investigation with these acts, recorded in this order."""
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", at=DAY_0 - timedelta(days=1), **OF_FILE)
    stream.records("InvestigationOrdered", "polres", at=DAY_0 - timedelta(hours=1), **ordered(DAY_0))
    for type_name, by, at, data in acts:
        stream.records(type_name, by, at=at, **data)
    return stream


@pytest.mark.parametrize("acts", [*permutations((STARTED, EXTENDED, RELEASED))])
def test_an_extension_and_a_release_recorded_before_the_start_count_as_they_do_after_it(acts: Any) -> None:
    found = clock(told(*acts), RULE)
    assert (found.due_at, found.stopped_at) == (day(60), day(30))


def test_a_stage_recorded_after_the_next_one_has_ended_with_it() -> None:
    later = ("DetentionStarted", "kejari", day(15), {**PROSECUTION, "days": 20})
    found = clock(told(later, STARTED), RULE)
    assert status(found, day(40)) == "met"


def test_days_ordered_for_a_first_detention_are_not_added_to_a_second() -> None:
    again = ("DetentionStarted", "polres", day(40), {**STAGE, "days": 20})
    stream = told(STARTED, RELEASED, again, EXTENDED)
    assert [each.due_at for each in clocks(stream) if each.rule == RULE] == [day(60), day(60)]
    assert [each.days_ordered for each in stream.now.detentions] == [60, 20]


def test_a_release_of_a_detention_that_nobody_recorded_ends_no_other() -> None:
    again = ("DetentionStarted", "polres", day(40), {**STAGE, "days": 20})
    assert clock(told(RELEASED, again), RULE).stopped_at is None


def test_an_extension_entered_late_counts_from_the_day_on_its_paper() -> None:
    special = {**STAGE, "days": 30, "ground": "nine_years", "extended_on": day(58).date().isoformat()}
    changed = {**OF_FILE, "articles": ["UU-18-2017:86"], "reason": "new_evidence"}
    lesser = ("ArticleChanged", "polres", day(62), changed)
    stream = told(STARTED, EXTENDED, lesser, ("DetentionExtended", "pn", day(70), special))
    found = clock(stream, RULE)
    assert (found.due_at, found.warning) == (day(62), "extension_ground_lost")
