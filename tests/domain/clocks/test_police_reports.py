"""Each police report is acted on within fourteen days of its own (KUHAP 2025 art 23(6))."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.case import evolve
from domain.clocks.clock import Clock, status
from domain.clocks.engine import Tale
from domain.clocks.explain import explain
from tests.domain.clocks.stories import Told, essence
from tests.domain.clocks.telling import DAY_0, TABLES, clock, clocks, day, ordered, place_of
from tests.domain.given import CASE, FILE, Stream, named

RULE = "KUHAP2025.report_response"
OTHER = named("other file")
FILED = "PoliceReportFiled"
ACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("InquiryOrdered", {}),
    ("InquiryConferenceDecided", {"outcome": "investigation"}),
    ("InvestigationOrdered", {"ordered_on": "2026-03-02", "articles": ["KUHP:455"], "file": FILE}),
)


def of(stream: Stream) -> list[Clock]:
    """The clocks of the rule, oldest first."""
    return [each for each in clocks(stream) if each.rule == RULE]


def met(stream: Stream) -> list[int | None]:
    """By what each was met, as log positions."""
    return [each.stopped_position for each in of(stream)]


def filed(*reports: tuple[float, Any]) -> Stream:
    """Police reports, each by its day and the file it names."""
    stream = Stream()
    for at, file in reports:
        stream.records(FILED, "polres", at=day(at), **({"file": file} if file else {}))
    return stream


def test_art_23_6_each_of_two_reports_has_fourteen_days_of_its_own() -> None:
    found = of(filed((0, FILE), (5, OTHER)))
    assert [each.due_at for each in found] == [day(14), day(19)]
    assert [each.started for each in found] == [("polres", "e1"), ("polres", "e2")]


def test_art_23_6_an_act_on_one_file_leaves_the_report_of_another_unanswered() -> None:
    stream = filed((0, FILE), (5, OTHER))
    stream.records("InquiryOrdered", "polres", at=day(7), file=FILE)
    assert met(stream) == [3, None]
    assert [status(each, day(20)) for each in of(stream)] == ["met", "lapsed"]
    stream.records("InvestigationOrdered", "polres", at=day(21), **{**ordered(day(21)), "file": OTHER})
    assert [status(each, day(22)) for each in of(stream)] == ["met", "met_late"]


def test_art_23_6_an_act_that_names_no_file_answers_every_report_before_it() -> None:
    stream = filed((0, FILE), (5, OTHER), (9, None))
    stream.records("InquiryOrdered", "polres", at=day(7))
    assert met(stream) == [4, 4, None]


def test_art_23_6_a_report_that_names_no_file_is_answered_by_an_act_on_any() -> None:
    stream = filed((0, None))
    stream.records("InquiryOrdered", "polres", at=day(7), file=OTHER)
    assert met(stream) == [2]


def test_art_23_6_an_act_before_a_report_does_not_answer_it_in_whatever_order_they_arrive() -> None:
    stream = filed((0, FILE))
    stream.records("InquiryOrdered", "polres", at=day(3), file=FILE)
    stream.records(FILED, "polres", at=day(5), file=FILE)
    late = filed((0, FILE), (5, FILE))
    late.records("InquiryOrdered", "polres", at=day(3), file=FILE)
    assert met(stream) == [2, None]
    assert met(late) == [3, None]


def test_art_23_6_each_of_the_three_acts_answers() -> None:
    for type_name, data in ACTS:
        stream = filed((0, FILE))
        stream.records(type_name, "polres", at=day(1), **data)
        assert met(stream) == [2], type_name


def test_art_23_6_an_order_dated_on_the_day_of_the_report_came_after_it() -> None:
    stream = filed((0, FILE))
    stream.records("InquiryOrdered", "polres", at=day(3), file=FILE, ordered_on=DAY_0.date().isoformat())
    (found,) = of(stream)
    assert (found.stopped_position, found.stopped_at) == (2, DAY_0)
    other = filed((0, FILE))
    other.records("InquiryOrdered", "polres", at=day(3), file=OTHER, ordered_on=DAY_0.date().isoformat())
    assert met(other) == [None]


def test_the_clock_of_the_first_report_is_the_one_it_was_before_others_had_theirs() -> None:
    """A lapse on record is found by rule, reference, starting event and due time."""
    stream = filed((0, FILE), (5, OTHER))
    first, second = of(stream)
    assert (first.rule, first.ref_kind, first.ref) == (RULE, "case", str(CASE))
    lapses(stream, "e1", day(14))
    first, second = of(stream)
    assert (first.lapsed_position, first.lapsed_due) == (3, day(14))
    assert (second.lapsed_position, second.lapsed_due) == (None, None)
    lapses(stream, "e2", day(19))
    assert [each.lapsed_position for each in of(stream)] == [3, 4]


def lapses(stream: Stream, started: str, due: Any) -> None:
    stream.records(
        "DeadlineLapsed",
        "deployment",
        rule=RULE,
        ref_kind="case",
        ref=str(CASE),
        owner="polres",
        started_source="/agencies/polres",
        started_id=started,
        due=due.isoformat(),
    )


def test_a_second_report_moves_no_due_time_of_the_first() -> None:
    stream = filed((5, FILE))
    before = clocks(stream)
    late = stream.records(FILED, "polres", at=day(0), file=FILE)
    assert clock(stream, RULE).started == ("polres", "e1")
    assert explain(before, clocks(stream), late.head, TABLES.acts) == ()


def test_a_report_taken_back_takes_its_clock_along_and_no_other() -> None:
    stream = filed((0, FILE), (5, FILE))
    stream.records("EntryWithdrawn", "polres", event_id="e2", reason="entered_twice")
    assert [each.started for each in of(stream)] == [("polres", "e1")]


KINDS = tuple(
    (type_name, {**data, **({"file": file} if file else {})})
    for type_name, data in ((FILED, {}), *ACTS)
    for file in (None, FILE, OTHER)
    if file or type_name != "InvestigationOrdered"
)
told = st.builds(
    lambda kind, hours: Told(kind[0], "polres", hours, kind[1]), st.sampled_from(KINDS), st.integers(0, 900)
)
tellings = st.lists(told, min_size=1, max_size=12, unique_by=lambda each: each.hours)


def arrived(events: list[Told]) -> Stream:
    stream = filed((-1, None))
    for each in events:
        name, at = f"{each.type}.{each.hours}", DAY_0 + timedelta(hours=each.hours)
        stream.records(each.type, each.by, at=at, attributes={"id": name}, **each.data)
    return stream


@given(tellings, st.randoms(use_true_random=False))
def test_the_clocks_of_reports_are_the_same_in_any_order_of_arrival(events: list[Told], chance: Any) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    stream = arrived(shuffled)
    assert essence(stream) == essence(arrived(sorted(events, key=lambda each: each.hours)))
    assert len(of(stream)) == 1 + sum(each.type == FILED for each in events)


@given(tellings)
def test_told_on_event_by_event_the_clocks_of_reports_are_those_from_the_beginning(
    events: list[Told],
) -> None:
    stream = arrived(events)
    place, state, tale = place_of(stream), None, None
    for event in stream.events:
        state = evolve(state, event)
        tale = tale.go_on(state, place) if tale is not None else Tale(state, TABLES, place)
        assert sorted(tale.clocks, key=repr) == sorted(Tale(state, TABLES, place).clocks, key=repr)
