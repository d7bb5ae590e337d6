"""A deadline that passed is on record, once, dated when it was due; a late act that met it leaves both."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest

from domain.catalogue.clockwork import ClockRecomputed, DeadlineLapsed
from domain.events import RecordedEvent
from projections.rebuild import rebuild
from server.database import connect
from server.rules import load_rules
from server.start import open_services, projections_under
from tests.server.api.agencies import NOW
from tests.server.clockwork.works import COURT, HOST, UPTD, Works, on_record

SPDP = "KUHAP2025.spdp"
POLRES, KEJARI = "polres-ttu", "kejari-ttu"
DUE = NOW + timedelta(days=7)


async def investigation(works: Works) -> tuple[UUID, str]:
    """Ordered at a moment: the SPDP is due within seven days of 24 hours (KUHAP 2025 arts 1, 60)."""
    case, file = uuid4(), str(uuid4())
    await works.publish(POLRES, "PoliceReportFiled", case, {"file": file})
    ordered_on = works.deployment.time().date().isoformat()
    ordered = {"file": file, "articles": ["UU-21-2007:2"], "ordered_on": ordered_on}
    await works.publish(POLRES, "InvestigationOrdered", case, ordered)
    to_court = {"agency": COURT, "reason": "court_order", "history": "all"}
    await works.publish(POLRES, "AccessGranted", case, to_court)
    return case, file


async def send_spdp(works: Works, case: UUID, file: str, at: datetime) -> int:
    """Dated when it was sent, whenever it is recorded."""
    data = {"file": file, "prosecutor": KEJARI}
    return await works.publish(POLRES, "SpdpSent", case, data, time=at.isoformat())


async def terminate(works: Works, case: UUID, file: str, at: datetime) -> None:
    """On paper at that moment, whenever it is recorded: the clocks of the file stand still."""
    data = {"file": file, "ground": "not_a_crime"}
    await works.publish(POLRES, "InvestigationTerminated", case, data, **_on_paper(at))


async def void(works: Works, case: UUID, file: str, at: datetime) -> None:
    """They go on."""
    await works.publish(COURT, "TerminationVoided", case, {"file": file}, **_on_paper(at))


def _on_paper(at: datetime) -> dict[str, str]:
    return {"time": at.isoformat(), "effectedon": at.date().isoformat(), "effecteddoc": "No. 1/2026"}


async def lapses(works: Works, rule: str = SPDP) -> list[RecordedEvent]:
    return [each for each in await works.recorded("DeadlineLapsed") if each.data.rule == rule]


async def moved(works: Works, rule: str = SPDP) -> list[RecordedEvent]:
    return [each for each in await works.recorded("ClockRecomputed") if each.data.rule == rule]


async def test_a_deadline_lapses_once_when_its_last_second_has_passed(works: Works) -> None:
    case, _ = await investigation(works)
    await works.run(days=7)
    assert await lapses(works) == [], "the due second itself is in time"
    for _ in range(3):
        await works.run(seconds=1)
    (lapse,) = await lapses(works)
    assert (lapse.agency, lapse.case, lapse.data.owner) == (HOST, case, POLRES)
    assert lapse.occurred == lapse.data.due == DUE
    assert lapse.occurred.utcoffset() == timedelta(hours=8), "dated in the zone of the task force"
    assert lapse.data.started_source == f"/agencies/{POLRES}"


async def test_a_deadline_that_was_met_in_time_does_not_lapse(works: Works) -> None:
    case, file = await investigation(works)
    await send_spdp(works, case, file, NOW + timedelta(days=6))
    await works.run(days=30)
    assert await lapses(works) == []


async def test_a_deadline_met_too_late_has_lapsed_though_nobody_looked_in_between(works: Works) -> None:
    case, file = await investigation(works)
    works.deployment.time.pass_by(days=9)
    await send_spdp(works, case, file, NOW + timedelta(days=8))
    await works.run()
    assert len(await lapses(works)) == 1


async def test_a_late_act_that_met_the_deadline_leaves_lapse_and_correction_both(works: Works) -> None:
    case, file = await investigation(works)
    await works.run(days=8)
    position = await send_spdp(works, case, file, NOW + timedelta(days=6))
    assert [await works.run(), await works.run(days=1)] == [0, 0]
    (lapse,), (correction,) = await lapses(works), await moved(works)
    assert correction.data.lapsed_at == lapse.data.due == DUE
    assert correction.data.explanation == "late_event"
    because = (correction.data.because_source.removeprefix("/agencies/"), correction.data.because_id)
    (act,) = [each for each in await on_record(works.deployment) if (each.agency, each.id) == because]
    assert act.position == position
    rows = await _board(works, case)
    assert [(row["stopped_at"] < row["due_at"], row["lapsed_position"]) for row in rows] == [
        (True, lapse.position)
    ]


async def test_one_late_act_that_met_two_police_reports_due_together_is_told_of_each_art_23_6(
    works: Works,
) -> None:
    case, rule = uuid4(), "KUHAP2025.report_response"
    for _ in range(2):
        report = {"file": str(uuid4())}
        await works.publish(POLRES, "PoliceReportFiled", case, report, **_on_paper(NOW - timedelta(days=1)))
    await works.run(days=20)
    assert len({each.data.started_id for each in await lapses(works, rule)}) == 2
    ordered = {"ordered_on": (NOW + timedelta(days=3)).date().isoformat()}
    await works.publish(POLRES, "InquiryOrdered", case, ordered)
    for _ in range(2):
        await works.run()
    told = await moved(works, rule)
    assert len({each.id for each in told}) == len(told) == 2
    assert len({each.data.lapsed_at for each in told}) == 1


async def test_a_late_act_that_comes_before_the_lapse_is_recorded_prevents_it(works: Works) -> None:
    case, file = await investigation(works)
    works.deployment.time.pass_by(days=8)
    await send_spdp(works, case, file, NOW + timedelta(days=6))
    await works.run()
    assert await lapses(works) == []


async def test_a_deadline_does_not_run_out_while_it_is_paused_and_lapses_at_the_time_it_then_has(
    works: Works,
) -> None:
    case, file = await investigation(works)
    works.deployment.time.pass_by(days=5)
    await terminate(works, case, file, NOW + timedelta(days=5))
    await works.run(days=10)
    assert await lapses(works) == []
    await void(works, case, file, NOW + timedelta(days=15))
    await works.run(days=1)
    assert await lapses(works) == []
    assert {str(each.data.explanation) for each in await moved(works)} == {"clock_paused", "clock_resumed"}
    await works.run(days=2)
    assert [each.data.due for each in await lapses(works)] == [DUE + timedelta(days=10)]


async def test_a_deadline_that_a_late_pause_moved_lapses_again_at_its_new_time(works: Works) -> None:
    case, file = await investigation(works)
    await works.run(days=8)
    await terminate(works, case, file, NOW + timedelta(days=5))
    await void(works, case, file, NOW + timedelta(days=8))
    await works.run(days=1)
    assert [each.data.due for each in await lapses(works)] == [DUE]
    assert DUE in {each.data.lapsed_at for each in await moved(works)}
    await works.run(days=9)
    await works.run(days=9)
    assert [each.data.due for each in await lapses(works)] == [DUE, DUE + timedelta(days=3)]


async def test_the_same_lapse_found_by_two_processes_at_once_is_recorded_once(works: Works) -> None:
    for _ in range(5):
        await investigation(works)
    works.deployment.time.pass_by(days=60)
    await works.deployment.settled()
    async with open_services(works.services.settings, works.deployment.time) as other:
        processes = (works, Works(works.deployment, other))
        await asyncio.gather(*(_round(each) for _ in range(2) for each in processes))
    assert len(await lapses(works)) == 5
    _each_once(await on_record(works.deployment))


async def _round(works: Works) -> None:
    async with await connect(works.services.settings.database_url) as conn:
        await works.clockwork.round(conn, works.deployment.time())


async def test_lapses_are_recorded_once_over_rebuilds_and_restarts(works: Works) -> None:
    await investigation(works)
    await works.run(days=60)
    before = len(await on_record(works.deployment))
    database = works.services.settings.database_url
    for projection in projections_under(works.services.rules):
        await rebuild(projection, database, lambda done, total: None)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DELETE FROM jejak.rules_resume")
    assert await Works(works.deployment).run() == 0
    assert len(await on_record(works.deployment)) == before


async def test_a_board_that_lags_makes_up_no_lapse(works: Works) -> None:
    """The board still says that the SPDP is awaited; the log has it."""
    case, file = await investigation(works)
    await works.deployment.settled()
    await works.services.follower.stop()
    works.deployment.time.pass_by(days=6)
    await send_spdp(works, case, file, works.deployment.time())
    works.deployment.time.pass_by(days=6)
    assert await works.clockwork.run_once(works.deployment.time()) is not None
    assert await lapses(works) == []


async def test_a_lapse_makes_no_decision_stale(works: Works) -> None:
    case, person = await works.report(UPTD)
    await works.publish(UPTD, "ReportTriaged", case, {"person": str(person), "urgency": "urgent"})
    await works.run(days=40)
    assert {each.case for each in await works.recorded("DeadlineLapsed")} == {case}
    closed = {"reason": "contact_lost"}
    assert await works.publish(UPTD, "CaseClosed", case, closed, basedon=2) > 0


@pytest.mark.parametrize("rule", sorted(load_rules().clocks.newest.rows))
def test_every_row_of_the_tables_can_be_put_on_record(rule: str) -> None:
    row = load_rules().clocks.newest.rows[rule]
    told = {"rule": row.rule, "ref_kind": row.about, "ref": str(uuid4()), "basis": row.basis}
    cause = {"started_source": "/agencies/polres-ttu", "started_id": "e1", "due": NOW.isoformat()}
    lapsed = msgspec.convert({**told, **cause}, DeadlineLapsed)
    because = {"because_source": "/agencies/polres-ttu", "because_id": "e1", "explanation": "late_event"}
    moved = msgspec.convert({**told, **because}, ClockRecomputed)
    for each in (lapsed, moved):
        assert (each.rule, str(each.ref_kind), each.basis) == (row.rule, row.about, row.basis)


def _each_once(events: list[RecordedEvent]) -> None:
    causes = Counter(
        (event.case, event.data.rule, event.data.ref, event.data.started_id, event.data.due)
        for event in events
        if event.type == "DeadlineLapsed"
    )
    assert max(causes.values()) == 1


async def _board(works: Works, case: UUID) -> list[dict[str, Any]]:
    with psycopg.connect(works.services.settings.database_url, row_factory=psycopg.rows.dict_row) as owner:
        query = "SELECT * FROM view_clock_board.clocks WHERE case_id = %s AND rule = %s"
        return owner.execute(query, [case, SPDP]).fetchall()


async def test_a_report_recorded_days_late_is_told_with_both_times_and_one_on_its_way_is_not(
    works: Works,
) -> None:
    """Sc-12: the police are to be told 24 hours from when the report reached the protection unit."""
    for late in (timedelta(minutes=3), timedelta(days=9)):
        at = (NOW - late).isoformat()
        report = {"channel": "village", "person": str(uuid4()), "routed_to": [UPTD]}
        await works.publish("desa-ttu", "ReportReceived", uuid4(), report, time=at)
    await works.run()
    (told,) = await works.recorded("ClockRecomputed")
    assert told.data.due_after - told.data.due_before == timedelta(days=9)
    assert told.data.explanation == "late_event"


async def test_a_consent_that_ended_before_all_time_holds_up_no_lapse(works: Works) -> None:
    case, person = await works.report(UPTD)
    consent = {"person": str(person), "purposes": ["health"], "recipients": [UPTD], "classes": ["health"]}
    await works.publish(UPTD, "ConsentGranted", case, {**consent, "expires": "0001-01-01"})
    await investigation(works)
    await works.run(days=8)
    assert len(await lapses(works)) == 1


async def test_a_change_of_articles_that_ends_detention_early_is_told_and_so_is_the_change_back(
    works: Works,
) -> None:
    """Sc-9: KUHAP 2025 arts 102-107 give days beyond the sixtieth for nine years or more alone."""
    rule = "KUHAP2025.detention_investigation"
    case, file = await investigation(works)
    suspect = {"suspect": str(uuid4()), "file": file, "stage": "investigation"}
    await works.publish(POLRES, "DetentionStarted", case, {**suspect, "days": 20})
    await works.publish(COURT, "DetentionExtended", case, {**suspect, "days": 70}, basedon=4)
    await works.run(days=1)
    five_years = {"file": file, "articles": ["UU-18-2017:86"], "reason": "coordination"}
    await works.publish(POLRES, "ArticleChanged", case, five_years)
    await works.run(days=1)
    back = {**five_years, "articles": ["UU-18-2017:81"]}
    await works.publish(POLRES, "ArticleChanged", case, back)
    await works.run()
    ordinary, special = NOW + timedelta(days=60), NOW + timedelta(days=90)
    told = [each.data for each in await moved(works, rule)]
    assert [(each.due_before, each.due_after) for each in told] == [(special, ordinary), (ordinary, special)]
    assert {each.explanation for each in told} == {"articles_changed"}
