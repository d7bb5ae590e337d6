from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.envelope import Plain, parse_plain
from ops.bench.http import classes_of
from ops.bench.mix import ACTIVE, EVENTS_A_CASE, Mix
from ops.bench.real_units import by_caller
from server.log.units import NewEvent, Unit

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def mix() -> Mix:
    return Mix("uptdppa-bench", ("dinsos-bench",), 1, NOW)


def test_every_event_of_the_mix_is_one_the_catalogue_takes(mix: Mix) -> None:
    for event in islice(mix.from_nothing(), 2 * ACTIVE):
        assert isinstance(parse_plain(msgspec.json.encode(event), "jejak.bench.example"), Plain)


def test_the_events_have_two_or_three_classed_fields_and_some_600_bytes(mix: Mix) -> None:
    events = list(islice(mix.going_on([mix.case()]), 500))
    for event in events:
        classes = [classes_of(event["type"])[name] for name in event["data"]]
        assert 2 <= sum(each != "case" for each in classes) <= 3
    assert 500 < sum(len(msgspec.json.encode(event)) for event in events) / 500 < 900


def test_a_log_opens_each_case_before_anything_else_happens_in_it(mix: Mix) -> None:
    opened: set[str] = set()
    for event in islice(mix.from_nothing(), 3 * ACTIVE):
        assert (event["type"] == "jejak.ReportReceived.v1") == (event["subject"] not in opened)
        opened.add(event["subject"])


def test_the_cases_of_a_log_end(mix: Mix) -> None:
    lengths = Counter(event["subject"] for event in islice(mix.from_nothing(), 30 * ACTIVE))
    assert max(lengths.values()) == EVENTS_A_CASE
    assert sum(length == EVENTS_A_CASE for length in lengths.values()) > ACTIVE


def test_the_same_seed_gives_the_same_events_and_another_agency_others() -> None:
    def events(agency: str) -> list[object]:
        return list(islice(Mix(agency, (), 1, NOW).from_nothing(), 20))

    assert events("uptdppa-bench") == events("uptdppa-bench")
    ids = {str(event["subject"]) for event in islice(Mix("uptdppa-other", (), 1, NOW).from_nothing(), 20)}
    assert ids.isdisjoint(
        str(event["subject"]) for event in islice(Mix("uptdppa-bench", (), 1, NOW).from_nothing(), 20)
    )


def test_units_of_one_case_are_appended_by_one_caller_in_their_order() -> None:
    cases = [uuid4() for _ in range(5)]
    made = [
        Unit(cases[number % 5], number // 5, (NewEvent("t", b"", "s", str(number)),), 0)
        for number in range(40)
    ]
    shares = by_caller(made, 3)
    owners: dict[UUID, int] = {}
    for caller, share in enumerate(shares):
        for unit in share:
            assert owners.setdefault(unit.stream, caller) == caller
        for case in cases:
            versions = [unit.expected for unit in share if unit.stream == case]
            assert versions == sorted(versions)
    assert sorted(unit.events[0].event_id for share in shares for unit in share) == sorted(
        map(str, range(40))
    )
