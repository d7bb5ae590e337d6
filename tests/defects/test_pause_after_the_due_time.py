"""A time that has run out does not stand still: it has lapsed, whatever pauses others later."""

from datetime import timedelta
from pathlib import Path

from domain.clocks.clock import status
from tests.domain.clocks.telling import OF_FILE, WITH_HASH, clock, day, investigated
from tests.server.api.agencies import NOW
from tests.server.api.deployment import deployed
from tests.server.clockwork.test_deadlines import DUE, investigation, lapses, terminate
from tests.server.clockwork.works import Works, seat_task_force

ENDED = {"ground": "not_a_crime", **OF_FILE}


def test_an_sp3_after_the_due_time_leaves_the_clock_lapsed_and_one_before_it_pauses() -> None:
    for ended, shown in ((6, "paused"), (10, "lapsed")):
        stream = investigated()
        stream.records("FileSubmitted", "polres", at=day(0), **WITH_HASH)
        stream.records("InvestigationTerminated", "polres", at=day(ended), **ENDED)
        assert status(clock(stream, "KUHAP2025.review"), day(30)) == shown


def test_the_end_of_such_a_pause_moves_no_due_time() -> None:
    stream = investigated()
    stream.records("FileSubmitted", "polres", at=day(0), **WITH_HASH)
    stream.records("InvestigationTerminated", "polres", at=day(10), **ENDED)
    stream.records("TerminationVoided", "pn", at=day(20), **OF_FILE)
    assert clock(stream, "KUHAP2025.review").due_at == day(7)


async def test_a_deadline_that_passed_before_the_pause_lapses_though_nobody_looked_in_between(
    database: str, tmp_path: Path
) -> None:
    async with deployed(database, tmp_path / "keys") as deployment:
        await seat_task_force(deployment)
        works = Works(deployment)
        case, file = await investigation(works)
        deployment.time.pass_by(days=9)
        await terminate(works, case, file, NOW + timedelta(days=9))
        await works.run()
        assert [lapse.data.due for lapse in await lapses(works)] == [DUE]
