"""What ends by itself is put on record when it has ended, once, dated when it ended."""

from datetime import timedelta

import pytest

from domain.events import RecordedEvent
from tests.server.api.agencies import NOW
from tests.server.clockwork.works import HOST, NGO, UPTD, Works


async def test_access_given_for_a_time_is_recorded_as_expired_when_the_time_is_over(works: Works) -> None:
    case = await works.deployment.open_case()
    granted = await works.grant(case, hours=2)
    assert await works.run(hours=1.9) == 0
    assert await works.run(hours=0.2) == 1
    (expired,) = await works.recorded("AccessExpired")
    assert (expired.agency, expired.case) == (HOST, case)
    assert expired.occurred == expired.data.until == NOW + timedelta(hours=2)
    assert (expired.data.agency, expired.data.granted_source) == (NGO, f"/agencies/{UPTD}")
    assert [each.position for each in await _named(works, expired.data.granted_id)] == [granted]


async def test_it_is_recorded_once_however_often_the_rules_run(works: Works) -> None:
    await works.grant(await works.deployment.open_case(), hours=1)
    assert [await works.run(hours=2), await works.run(), await works.run(days=9)] == [1, 0, 0]


async def test_access_revoked_before_its_time_does_not_expire(works: Works) -> None:
    case = await works.deployment.open_case()
    await works.grant(case, hours=1)
    await works.publish(UPTD, "AccessRevoked", case, {"agency": NGO, "reason": "task_ended"})
    assert await works.run(days=1) == 0


async def test_each_of_two_grants_expires_at_its_own_time(works: Works) -> None:
    case = await works.deployment.open_case()
    await works.grant(case, hours=1)
    await works.grant(case, hours=3)
    assert [await works.run(hours=2), await works.run(hours=2)] == [1, 1]


async def test_the_ledger_of_the_agency_whose_access_ended_says_so(works: Works) -> None:
    case = await works.deployment.open_case()
    await works.grant(case, hours=1)
    caller = await works.deployment.caller(NGO, "reader")
    await works.run(hours=2)
    await works.deployment.settled()
    entries = (await caller.get("/v1/feed", after=0, limit=100)).json()["items"]
    assert "withdrawn" in {entry["kind"] for entry in entries}


async def test_a_consent_that_has_run_out_stops_the_processing_that_rested_on_it(works: Works) -> None:
    case, person = await works.report(UPTD)
    consent = {
        "person": str(person),
        "purposes": ["health", "sharing"],
        "recipients": [NGO],
        "classes": ["health", "victim_identity"],
        "expires": NOW.date().isoformat(),
    }
    await works.publish(UPTD, "ConsentGranted", case, consent)
    assert await works.run(hours=1) == 0
    assert [await works.run(days=1), await works.run(days=1)] == [1, 0]
    (stopped,) = await works.recorded("ProcessingStopped")
    assert stopped.data.person == person
    assert stopped.occurred == stopped.data.due
    assert (set(stopped.data.purposes), stopped.data.recipients) == ({"health", "sharing"}, (NGO,))
    assert set(stopped.data.classes) == {"health", "victim_identity"}


@pytest.mark.parametrize("offset", ["-12:00", "+14:00"])
async def test_access_that_ended_before_all_time_holds_up_no_other(works: Works, offset: str) -> None:
    case = await works.deployment.open_case()
    for until in (f"0001-01-01T00:00:00{offset}", (NOW + timedelta(hours=1)).isoformat()):
        await works.publish(UPTD, "AccessGranted", case, {"agency": NGO, "reason": "task", "until": until})
    await works.run(hours=2)
    assert NOW + timedelta(hours=1) in {each.data.until for each in await works.recorded("AccessExpired")}


async def _named(works: Works, event_id: str) -> list[RecordedEvent]:
    return [each for each in await works.recorded("AccessGranted") if each.id == event_id]
