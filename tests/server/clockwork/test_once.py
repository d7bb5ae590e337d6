"""What falls due is recorded once: over restarts, lost answers, two servers at once, and views made anew."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from projections.rebuild import rebuild
from server.clockwork.clockwork import LEAD
from server.database import connect
from server.publish import Publisher
from server.start import open_services, projections_under
from tests.faults.running import Site, served
from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.works import NGO, PHONE, RSUD, UPTD, Works, on_record, seat_task_force

RULES = ("AccessExpired", "ProcessingStopped", "DuplicateSuspected", "ModusAlertIssued")


async def everything_due(works: Works) -> None:
    """One cause for every rule, or two."""
    case, person = await works.report(UPTD)
    await works.grant(case, hours=1)
    await works.grant(case, hours=2)
    await works.publish(UPTD, "ConsentWithdrawn", case, {"person": str(person)})
    for agency in (NGO, RSUD, UPTD):
        seen = {"victim_phone": PHONE, "victim_birth_year": 2001, "recruiter_handle": "@kerjaenak7"}
        await works.report(agency, routed_to=[UPTD], **seen)


ALL_OF_IT = {"AccessExpired": 2, "ProcessingStopped": 1, "DuplicateSuspected": 3, "ModusAlertIssued": 1}


async def counts(deployment: Deployment) -> dict[str, int]:
    counted = Counter(each.type for each in await on_record(deployment))
    return {name: counted[name] for name in RULES if counted[name]}


async def test_a_clockwork_that_died_between_publish_and_answer_leaves_nothing_twice(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    await everything_due(works)
    publish = Publisher.publish

    async def publish_and_die(self: Publisher, *arguments: Any) -> Any:
        await publish(self, *arguments)
        raise ConnectionResetError

    with monkeypatch.context() as dying:
        dying.setattr(Publisher, "publish", publish_and_die)
        await works.run(hours=3)
    assert await counts(works.deployment) == ALL_OF_IT
    assert await Works(works.deployment).run() == 0
    assert await counts(works.deployment) == ALL_OF_IT


async def test_a_server_that_is_killed_between_commit_and_answer_records_each_cause_once(
    database: str, tmp_path: Path
) -> None:
    """Real processes, whose clock is the machine's: what fell due in March has fallen due."""
    site = Site(database, tmp_path / "keys")
    async with deployed(database, site.keys_dir) as deployment:
        await seat_task_force(deployment)
        await everything_due(Works(deployment))
        for fault in ("die", "die", "die", "die"):
            with served(site, tmp_path, fault, "clockwork") as (_, process):
                assert await asyncio.to_thread(process.wait, 30) == -signal.SIGKILL
            os.sync()
        with served(site, tmp_path, "clockwork"):
            await until(deployment, ALL_OF_IT)
            await asyncio.sleep(2.5)
        assert await counts(deployment) == ALL_OF_IT


async def until(deployment: Deployment, wanted: dict[str, int]) -> None:
    async with asyncio.timeout(30):
        while await counts(deployment) != wanted:
            await asyncio.sleep(0.2)


async def test_two_clockworks_that_both_believe_they_lead_record_each_cause_once(works: Works) -> None:
    """The same deadline found by two processes at once: no lock between them here."""
    await everything_due(works)
    works.deployment.time.pass_by(hours=3)
    await works.deployment.settled()
    async with open_services(works.services.settings, works.deployment.time) as other:
        both = (works, Works(works.deployment, other))
        rounds = [_round(each) for _ in range(3) for each in both]
        await asyncio.gather(*rounds)
    assert await counts(works.deployment) == ALL_OF_IT


async def _round(works: Works) -> int:
    async with await connect(works.services.settings.database_url) as conn:
        return await works.clockwork.round(conn, works.deployment.time())


async def test_one_clockwork_of_a_deployment_works_at_a_time(works: Works) -> None:
    await everything_due(works)
    async with await connect(works.services.settings.database_url) as leader:
        await leader.execute(LEAD)
        assert await works.run(hours=3) is None
    assert await works.run() == sum(ALL_OF_IT.values())


async def test_another_process_takes_over_when_the_one_that_led_is_gone(works: Works) -> None:
    await everything_due(works)
    works.deployment.time.pass_by(hours=3)
    async with open_services(works.services.settings, works.deployment.time) as other:
        first, second = works.clockwork, Works(works.deployment, other).clockwork
        first.start()
        await until(works.deployment, ALL_OF_IT)
        second.start()
        await asyncio.sleep(1.5)
        assert (first.leads, second.leads) == (True, False)
        await first.stop()
        async with asyncio.timeout(10):
            while not second.leads:
                await asyncio.sleep(0.1)
        await second.stop()
    assert await counts(works.deployment) == ALL_OF_IT


async def test_views_made_anew_and_places_forgotten_make_nothing_twice(works: Works) -> None:
    await everything_due(works)
    await works.run(hours=3)
    database = works.services.settings.database_url
    for projection in projections_under(works.services.rules):
        await rebuild(projection, database, lambda done, total: None)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DELETE FROM jejak.rules_resume")
    assert await Works(works.deployment).run() == 0
    assert await counts(works.deployment) == ALL_OF_IT


async def test_a_view_that_lags_makes_up_nothing(works: Works) -> None:
    """The view still says that the grant stands; the log says that it was revoked."""
    case = await works.deployment.open_case()
    await works.grant(case, hours=1)
    await works.deployment.settled()
    await works.deployment.services.follower.stop()
    await works.publish(UPTD, "AccessRevoked", case, {"agency": NGO, "reason": "task_ended"})
    works.deployment.time.pass_by(hours=2)
    assert await works.clockwork.run_once(works.deployment.time()) == 0


async def test_what_clockwork_records_makes_no_decision_stale(works: Works) -> None:
    case = await works.deployment.open_case()
    position = await works.grant(case, hours=1)
    version = next(each.version for each in await on_record(works.deployment) if each.position == position)
    assert await works.run(hours=2) == 1
    closed = {"reason": "contact_lost"}
    assert await works.publish(UPTD, "CaseClosed", case, closed, basedon=version) > position


async def test_what_clockwork_records_makes_no_event_late(works: Works) -> None:
    case = await works.deployment.open_case()
    await works.grant(case, hours=1)
    before = (works.deployment.time()).isoformat()
    await works.run(hours=2)
    await works.publish(UPTD, "PoliceNotified", case, {"police": "polres-ttu"}, time=before)
    (notified,) = await works.recorded("PoliceNotified")
    assert notified.marks & 1 == 0
