"""A rule that fails, or a case that cannot be judged, stops nothing else and tells nothing it holds."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest

from server.clockwork import expiring
from server.clockwork import round as turns
from server.clockwork.finding import Finding
from server.clockwork.round import Turn
from tests.server.api.agencies import NOW, event
from tests.server.clockwork.works import NGO, PHONE, RSUD, UPTD, Works

SECRET = "Kanari Tujuh 5303010101010009"


def lines(text: str) -> list[dict[str, Any]]:
    """The lines of a log."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


async def test_a_rule_that_fails_stops_no_other_and_is_logged_without_data(
    works: Works, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(*_: Any) -> int:
        raise ValueError(SECRET)

    case, person = await works.report(UPTD)
    await works.grant(case, hours=1)
    await works.publish(UPTD, "ConsentWithdrawn", case, {"person": str(person)})
    monkeypatch.setattr(expiring.Expiring, "run", fail)
    assert await works.run(hours=2) == 1, "the withdrawal; the expiry fails"
    told = capfd.readouterr().err
    assert SECRET not in told
    (line,) = [each for each in lines(told) if each["event"] == "clockwork rule failed"]
    assert (line["rule"], line["error_type"]) == ("expiries", "ValueError")


async def test_a_case_that_cannot_be_judged_holds_up_no_other_and_is_recorded_once_it_can(
    works: Works, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    first, _ = await works.report(UPTD, victim_name=SECRET)
    second, _ = await works.report(UPTD)
    for case in (first, second):
        await works.grant(case, hours=1)
    judge = expiring.judge

    async def fail_for_the_first(turn: Turn, ended: expiring.Ended) -> Sequence[Finding]:
        if ended.case == first:
            raise ValueError(f"{SECRET} {first}")
        return await judge(turn, ended)

    monkeypatch.setattr(turns, "FIRST_PAUSE", 0.05)
    with monkeypatch.context() as failing:
        failing.setattr(expiring, "judge", fail_for_the_first)
        assert await works.run(hours=2) == 1
    assert [each.case for each in await works.recorded("AccessExpired")] == [second]
    told = capfd.readouterr().err
    assert SECRET not in told
    assert str(first) not in told
    assert [each["rule"] for each in lines(told) if "put off" in each["event"]] == ["expiries"]
    await asyncio.sleep(0.1)
    assert [await works.run(), await works.run()] == [1, 0]


async def test_what_the_log_refuses_is_told_by_its_reason_alone_and_tried_again(
    works: Works, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    case, _ = await works.report(UPTD, victim_name=SECRET)
    await works.grant(case, hours=1)
    access_expired = expiring.access_expired
    monkeypatch.setattr(turns, "FIRST_PAUSE", 0.05)
    with monkeypatch.context() as wrong:
        wrong.setattr(expiring, "access_expired", lambda *given: _of_nobody(access_expired(*given)))
        assert await works.run(hours=2) == 0
    (line,) = [each for each in lines(capfd.readouterr().err) if each["event"] == "clockwork event refused"]
    assert (line["rule"], line["error_type"]) == ("expiries", "precondition")
    await asyncio.sleep(0.1)
    assert await works.run() == 1


def _of_nobody(finding: Finding) -> Finding:
    return finding._replace(data={**finding.data, "agency": "dinsos-ttu"})


async def test_after_a_restart_a_rule_resumes_before_what_it_had_put_off(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case that failed is remembered by the place to resume at, not by the process alone."""
    same = {"routed_to": [UPTD], "victim_phone": PHONE, "victim_birth_year": 2001}
    await works.report(NGO, **same)
    await works.report(RSUD, **same)
    at_head = type(works.services.cases).at_head

    async def none_readable(_self: Any, _cases: Any) -> dict[UUID, Any]:
        return {}

    with monkeypatch.context() as failing:
        failing.setattr(type(works.services.cases), "at_head", none_readable)
        assert await works.run() == 0
    assert type(works.services.cases).at_head is at_head
    assert await works.run() == 0, "put off in this process"
    assert await Works(works.deployment).run() == 1


async def test_an_event_of_a_case_that_holds_one_unreadable_event_is_put_off_alone(
    works: Works, capfd: pytest.CaptureFixture[str]
) -> None:
    broken, _ = await works.report(UPTD)
    sound, _ = await works.report(UPTD)
    for case in (broken, sound):
        await works.grant(case, hours=1)
    await works.deployment.settled()
    _break(works, broken)
    works.deployment.time.pass_by(hours=2)
    await works.clockwork.run_once(works.deployment.time())
    rows = await works.services.reader.page(0, 1000)
    assert [row.case for row in rows if row.type == "jejak.AccessExpired.v1"] == [sound]
    assert [each["rule"] for each in lines(capfd.readouterr().err) if "put off" in each["event"]] == [
        "expiries"
    ]


def _break(works: Works, case: UUID) -> None:
    """An event of a type that this version does not know, at the end of the case."""
    with psycopg.connect(works.services.settings.database_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO jejak.log SELECT (SELECT max(notification_id) FROM jejak.log) + 1, originator_id, "
            "originator_version + 1, 'jejak.Unheard.v1', state, source, event_id || 'x', recorded_at, marks, "
            "classes, NULL FROM jejak.log WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1",
            [case],
        )
        owner.execute("UPDATE jejak.log_head SET position = position + 1")


async def test_before_the_deployment_is_founded_there_is_nothing_to_do(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(works.services.keys, "find", lambda *_: None)
    assert await works.run() == 0


async def test_clockwork_may_not_be_impersonated(works: Works) -> None:
    case, _ = await works.report(UPTD)
    caller = await works.deployment.caller(UPTD)
    data = {
        "agency": NGO,
        "granted_source": f"/agencies/{UPTD}",
        "granted_id": "e1",
        "until": NOW.isoformat(),
    }
    answer = await caller.post(event(UPTD, "AccessExpired", case, data))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/authority_missing")
