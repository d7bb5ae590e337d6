"""A consent taken back: what rested on it is closed, to whom, until when (UU 27/2022 arts 9, 40; Sc-6)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.server.api.agencies import NOW
from tests.server.clockwork.works import NGO, RSUD, UPTD, Works


async def consented(works: Works, **fields: Any) -> tuple[UUID, UUID]:
    case, person = await works.report(UPTD)
    consent = {
        "person": str(person),
        "purposes": ["health", "psychosocial", "sharing", "research"],
        "recipients": [NGO, RSUD],
        "classes": ["health", "psychosocial"],
        **fields,
    }
    await works.publish(UPTD, "ConsentGranted", case, consent)
    return case, person


async def test_processing_stops_with_the_withdrawal_and_all_use_ends_within_72_hours(works: Works) -> None:
    case, person = await consented(works)
    await works.publish(UPTD, "ConsentWithdrawn", case, {"person": str(person)}, id="withdrawn-1")
    assert [await works.run(), await works.run(days=5)] == [1, 0]
    (stopped,) = await works.recorded("ProcessingStopped")
    assert (stopped.data.person, stopped.data.withdrawn_id) == (person, "withdrawn-1")
    assert set(stopped.data.purposes) == {"health", "psychosocial", "sharing", "research"}
    assert stopped.data.recipients == (NGO, RSUD)
    assert stopped.data.due == NOW + timedelta(hours=72)


async def test_processing_never_stops_before_a_withdrawal_whose_clock_is_ahead(works: Works) -> None:
    case, person = await consented(works)
    ahead = NOW + timedelta(seconds=20)
    await works.publish(UPTD, "ConsentWithdrawn", case, {"person": str(person)}, time=ahead.isoformat())
    await works.run()
    (stopped,) = await works.recorded("ProcessingStopped")
    assert stopped.occurred == ahead


async def test_a_class_taken_back_closes_that_class_alone(works: Works) -> None:
    case, person = await consented(works)
    taken_back = {"person": str(person), "classes": ["psychosocial"]}
    await works.publish(UPTD, "ConsentWithdrawn", case, taken_back)
    await works.run()
    (stopped,) = await works.recorded("ProcessingStopped")
    assert (stopped.data.classes, stopped.data.purposes) == (("psychosocial",), ())


async def test_a_withdrawal_where_no_consent_is_on_record_stops_what_there_may_be(works: Works) -> None:
    case, person = await works.report(UPTD)
    await works.publish(UPTD, "ConsentWithdrawn", case, {"person": str(person)})
    assert await works.run() == 1
    (stopped,) = await works.recorded("ProcessingStopped")
    assert (stopped.data.purposes, stopped.data.recipients, stopped.data.classes) == ((), (), ())


async def test_each_withdrawal_is_one_record(works: Works) -> None:
    case, person = await consented(works)
    for classes in (["psychosocial"], ["health"]):
        await works.publish(UPTD, "ConsentWithdrawn", case, {"person": str(person), "classes": classes})
    assert await works.run() == 2
    assert [each.data.classes for each in await works.recorded("ProcessingStopped")] == [
        ("psychosocial",),
        ("health",),
    ]
