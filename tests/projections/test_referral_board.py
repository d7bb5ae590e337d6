"""The board of referrals: each agency's rows say what that agency may see, unanswered first."""

from typing import Any

from hypothesis import given

from domain.access import visible
from domain.matrix import BODY_LEVEL
from projections.referral_board.projector import REFERRALS, ReferralBoard
from projections.referral_board.queries import ReferralFilter, referrals
from projections.statements import statement
from server.database import connect
from tests.projections.logs import Log, Step, agency, ids, write
from tests.projections.moves import MATRIX, log_of, stories, transitions_of
from tests.projections.running import apply_all
from tests.projections.stories import AGENCIES, named, story

CASE = ids("referrals", 1)[0]
KEY = {"answered": False, "place": 0, "case": CASE, "referral": CASE, "limit": 50, "agency": "rsud"}


def offered(name: str, to: str) -> Step:
    return (
        "ReferralOffered",
        "uptdppa",
        {"referral": named(CASE, name), "to": to, "service": "legal_aid", "history": "all"},
    )


def about(type_name: str, by: str, name: str, **data: Any) -> Step:
    return (type_name, by, {"referral": named(CASE, name), **data})


def logged(*steps: Step) -> Log:
    log = Log()
    for kind in AGENCIES:
        log.add(named(CASE, kind), agency(kind))
    for step in (*story(CASE)[:4], *steps):
        log.add(CASE, step)
    return log


async def board(database: str, log: Log, reader: str, **only: Any) -> list[tuple[str, str]]:
    write(database, log.rows)
    await apply_all(database, [ReferralBoard(MATRIX)])
    async with await connect(database) as conn:
        found = await referrals(conn, reader, ReferralFilter(**only))
    return [(each.offered_to, each.status) for each in found]


async def test_what_waits_for_an_answer_stands_first_and_longest_first(database: str) -> None:
    log = logged(
        offered("a", "rsud"),
        offered("b", "dinsos"),
        about("ReferralAccepted", "rsud", "a"),
        offered("c", "ngo"),
        offered("d", "polres"),
        about("ReferralDeclined", "ngo", "c", reason="no_capacity"),
    )
    assert await board(database, log, "uptdppa") == [
        ("dinsos", "offered"),
        ("polres", "offered"),
        ("ngo", "declined"),
        ("rsud", "accepted"),
    ]


async def test_a_returned_referral_waits_for_the_agency_that_had_offered_it(database: str) -> None:
    log = logged(
        offered("a", "rsud"),
        about("ReferralAccepted", "rsud", "a"),
        about("ReferralReturned", "rsud", "a", reason="other_service_needed"),
    )
    assert await board(database, log, "uptdppa", awaits="uptdppa") == [("rsud", "returned")]


async def test_the_agency_asked_sees_the_offer_and_who_is_off_the_case_nothing(database: str) -> None:
    log = logged(offered("a", "rsud"), offered("b", "ngo"), about("ReferralWithdrawn", "uptdppa", "b"))
    assert await board(database, log, "rsud") == [("rsud", "offered")]
    async with await connect(database) as conn:
        assert await referrals(conn, "ngo") == []
        assert await referrals(conn, "coordinator") == []


async def test_an_acceptance_taken_back_leaves_the_referral_waiting(database: str) -> None:
    log = logged(offered("a", "rsud"))
    accepted = log.add(CASE, about("ReferralAccepted", "rsud", "a"))
    taken_back = {"event_source": accepted.source, "event_id": accepted.event_id, "reason": "wrong_case"}
    log.add(CASE, ("EntryWithdrawn", "rsud", taken_back))
    assert await board(database, log, "uptdppa") == [("rsud", "offered")]


@given(stories)
def test_a_row_says_no_more_than_its_agency_may_see(story: Any) -> None:
    steps = transitions_of(log_of(story))
    state, directory = steps[-1].after, steps[-1].directory
    rows = {
        key: values
        for table, key, values in ReferralBoard(MATRIX).prepare(steps[-1]._replace(before=None))
        if table is REFERRALS and values is not None
    }
    heads = {head.position: head for head in state.events}
    for (_, reader, _), values in rows.items():
        kind = directory.kind_of(reader) or ""
        for position in (values[7], values[9]):
            seen = visible(state, reader, kind, heads[position], MATRIX, state.events[-1].recordedat)
            assert seen.level == BODY_LEVEL


async def test_the_board_is_found_by_its_index(database: str) -> None:
    await apply_all(database, [ReferralBoard(MATRIX)])
    only = ReferralFilter()._asdict()
    async with await connect(database) as conn:
        explained = await conn.execute(
            b"EXPLAIN " + statement("of_agency", "referral_board"), {**KEY, **only}
        )
        plan = "\n".join([line for (line,) in await explained.fetchall()])
    assert "referrals_by_agency" in plan
    assert "Seq Scan" not in plan
