"""Verdicts of several courts, recorded in any order: the highest court's counts, then the later one."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.case_state import CaseState
from domain.clocks.clock import Clock
from projections.case_file.facts import GROUPS, plain
from tests.domain.clocks.stories import essence
from tests.domain.clocks.telling import DAY_0, clocks, day, investigated
from tests.domain.given import FILE, VICTIM, Stream, named

FIRST, APPEAL, CASSATION, REVIEW = "first", "appeal", "cassation", "review"
REQUEST, OTHER = named("restitution"), named("other restitution")
SECOND_VICTIM = named("second victim")


class Given(NamedTuple):
    """A verdict: of what instance, given so many days after day 0, with what awards."""

    instance: str
    days: int
    total: int | None
    awards: tuple[tuple[UUID, UUID | None, int], ...]
    by: str = "pn"


def records(stream: Stream, verdict: Given) -> None:
    awards: list[dict[str, Any]] = [
        {"person": person, "amount": amount} | ({"restitution": request} if request else {})
        for person, request, amount in verdict.awards
    ]
    total: dict[str, Any] = {} if verdict.total is None else {"restitution_awarded": verdict.total}
    stream.records(
        "VerdictGiven",
        verdict.by,
        at=day(verdict.days + 0.5),
        attributes={"id": f"{verdict.instance}.{verdict.days}"},
        file=FILE,
        outcome="convicted",
        instance=verdict.instance,
        given_on=(DAY_0 + timedelta(days=verdict.days)).date().isoformat(),
        awards=awards,
        **total,
    )


def judged(
    *verdicts: Given, final: dict[str, Any] | None = None, requested: bool = True, before: int = 0
) -> Stream:
    """The verdicts in the order in which they are recorded; the final judgment before them, if any. The
    victim's request, if any, is recorded after so many of them."""
    stream = investigated()
    if requested and before == 0:
        request(stream)
    if final is not None:
        stream.records("JudgmentFinal", "pn", at=day(400), attributes={"id": "final"}, file=FILE, **final)
    for number, each in enumerate(verdicts, start=1):
        records(stream, each)
        if requested and before == number:
            request(stream)
    return stream


def request(stream: Stream, restitution: UUID = REQUEST) -> None:
    stream.records(
        "RestitutionRequested",
        "uptdppa",
        at=day(1),
        attributes={"id": f"request.{restitution}"},
        restitution=restitution,
        person=VICTIM,
        claimant="victim",
    )


def amount(stream: Stream) -> tuple[int | None, int | None]:
    """What the file's verdict awards, and what the victim is given."""
    return stream.now.files[FILE].restitution_awarded, stream.now.restitutions[REQUEST].awarded


LOW = Given(FIRST, 150, 60, ((VICTIM, None, 60),))
HIGH = Given(APPEAL, 220, 90, ((VICTIM, None, 90),))
PAY = "KUHAP2025.restitution_pay"


def test_a_first_instance_verdict_recorded_late_does_not_undo_what_the_appeal_awarded() -> None:
    assert amount(judged(LOW, HIGH)) == amount(judged(HIGH, LOW)) == (90, 90)


def test_a_request_recorded_after_the_verdicts_is_given_what_they_award() -> None:
    assert amount(judged(LOW, HIGH, before=2)) == (90, 90)
    assert amount(judged(LOW, before=1)) == (60, 60)


def test_an_award_that_has_its_request_keeps_it_when_the_victim_makes_another() -> None:
    stream = judged(LOW, before=1)
    request(stream, OTHER)
    assert amount(stream) == (60, 60)
    assert stream.now.restitutions[OTHER].awarded is None


def test_the_instance_counts_before_the_day() -> None:
    """Two defendants of one file: the appeal of one was decided before the other had a verdict."""
    assert amount(judged(HIGH, LOW._replace(days=300))) == (90, 90)


def test_of_one_instance_the_later_verdict_counts_whenever_it_is_recorded() -> None:
    again = LOW._replace(days=160, total=70, awards=((VICTIM, REQUEST, 70),))
    assert amount(judged(LOW, again)) == amount(judged(again, LOW)) == (70, 70)


def test_of_one_instance_and_day_the_verdict_recorded_last_counts() -> None:
    stream = judged(LOW)
    stream.records(
        "VerdictGiven",
        "pn",
        at=day(151),
        file=FILE,
        outcome="convicted",
        given_on=(DAY_0 + timedelta(days=150)).date().isoformat(),
        restitution_awarded=61,
    )
    assert stream.now.files[FILE].restitution_awarded == 61


def test_cassation_stands_before_appeal_and_a_review_before_both() -> None:
    found = []
    for rank, instance in enumerate((REVIEW, CASSATION, APPEAL, FIRST)):
        found.append(Given(instance, 100, rank, ((VICTIM, None, rank),)))
    for index in range(4):
        stream = judged(*found[index:])
        assert amount(stream) == (index, index)
        assert [each.instance for each in stream.now.proceedings[FILE].verdicts][-1] == found[index].instance


def test_a_corrected_date_of_a_verdict_moves_it_to_its_place() -> None:
    stream = judged(LOW, LOW._replace(days=160, total=70, awards=((VICTIM, None, 70),)))
    stream.records(
        "FactCorrected",
        "pn",
        event_id="first.150",
        event_source="/agencies/pn",
        fields=["given_on"],
        date=(DAY_0 + timedelta(days=170)).date().isoformat(),
        reason="typing_error",
    )
    assert amount(stream) == (60, 60)


def test_a_verdict_taken_back_leaves_what_the_others_award() -> None:
    stream = judged(HIGH, LOW)
    stream.records("EntryWithdrawn", "pn", event_id="appeal.220", reason="did_not_happen")
    assert amount(stream) == (60, 60)


def test_a_final_judgment_that_states_no_sum_awards_what_the_verdict_that_counts_does() -> None:
    for order in ((LOW, HIGH), (HIGH, LOW)):
        stream = judged(*order, final={})
        assert stream.now.proceedings[FILE].restitution_awarded == 90
    stated = judged(LOW, HIGH, final={"restitution_awarded": 80})
    assert stated.now.proceedings[FILE].restitution_awarded == 80


def test_no_sum_is_final_before_the_judgment_is() -> None:
    assert judged(LOW, HIGH).now.proceedings[FILE].restitution_awarded is None


def test_an_appeal_that_awards_nothing_leaves_nothing_to_pay_in_whatever_order_it_comes() -> None:
    nothing = Given(APPEAL, 220, 0, ((VICTIM, None, 0),))
    for order in ((LOW, nothing), (nothing, LOW)):
        stream = judged(*order)
        stream.records("JudgmentFinal", "pn", at=day(300), file=FILE)
        assert PAY not in {each.rule for each in clocks(stream)}


def test_the_court_of_the_file_is_that_of_the_lowest_instance_where_it_was_sent_to_none() -> None:
    for order in ((LOW, HIGH._replace(by="pn-kupang")), (HIGH._replace(by="pn-kupang"), LOW)):
        assert judged(*order).now.files[FILE].court == "pn"


awards = st.lists(
    st.tuples(
        st.sampled_from((VICTIM, SECOND_VICTIM)),
        st.sampled_from((None, REQUEST, OTHER)),
        st.integers(0, 3),
    ),
    max_size=2,
).map(tuple)
verdicts = st.lists(
    st.builds(
        Given,
        st.sampled_from((FIRST, APPEAL, CASSATION, REVIEW)),
        st.integers(100, 380),
        st.one_of(st.none(), st.integers(0, 3)),
        awards,
        st.sampled_from(("pn", "pn-kupang")),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda each: each.days,
)
finals = st.sampled_from((None, {}, {"restitution_awarded": 2}))


@given(verdicts, finals, st.booleans(), st.integers(0, 2), st.randoms(use_true_random=False))
def test_any_order_of_recording_the_same_verdicts_gives_the_same_awards_and_clocks(
    found: list[Given], final: dict[str, Any] | None, requested: bool, before: int, chance: Any
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    one = judged(*found, final=final, requested=requested)
    other = judged(*shuffled, final=final, requested=requested, before=before)
    assert awarded(one.now) == awarded(other.now)
    assert shown(one.now) == shown(other.now)
    assert essence(one) == essence(other)
    assert owed(clocks(one)) == owed(clocks(other))


def awarded(state: CaseState) -> Any:
    """What courts have given, without log positions."""
    known = state.proceedings[FILE]
    each = {each.id: (each.person, each.file, each.awarded) for each in state.restitutions.values()}
    return each, known.restitution_awarded, [verdict._replace(position=0) for verdict in known.verdicts]


def shown(state: CaseState) -> list[Any]:
    """What the view of the case tells of it, without log positions."""
    return [
        {name: plain(name, getattr(thing, name)) for name in group.fields if name != "since_position"}
        for group in GROUPS
        for _, thing in sorted(group.things(state).items(), key=repr)
        if group.name not in ("joint_acts", "parties")
    ]


def owed(found: tuple[Clock, ...]) -> list[tuple[str, str | None]]:
    return [(each.rule, each.owner) for each in found]
