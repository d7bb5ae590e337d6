"""Detention hangs on the articles in force: those of the office that has the file, and of no other."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from domain.clocks.explain import explain
from tests.domain.clocks.telling import OF_FILE, TABLES, clock, clocks, day, returned
from tests.domain.clocks.test_detention import FIFTEEN_YEARS, FIVE_YEARS, RULE, extended
from tests.domain.given import Stream
from tests.server.api.agencies import NOW
from tests.server.api.deployment import deployed
from tests.server.clockwork.test_deadlines import KEJARI, POLRES, investigation, moved
from tests.server.clockwork.works import COURT, Works, seat_task_force

HANDED = {**OF_FILE, "with_agencies": ["kejari"]}


def warning(stream: Stream) -> str | None:
    """What is wrong with the detention."""
    return clock(stream, RULE).warning


def test_an_article_that_the_prosecutor_suggests_with_a_return_frees_nobody() -> None:
    stream = extended(58)
    stream.records("SpdpReceived", "kejari", at=day(2), **OF_FILE)
    stream.records("FileReturned", "kejari", at=day(61), articles=FIVE_YEARS, **returned(1))
    assert (warning(stream), clock(stream, RULE).due_at) == (None, day(90))


def test_a_position_of_the_prosecutor_in_a_dispute_frees_nobody() -> None:
    stream = extended(58)
    stream.records("SpdpReceived", "kejari", at=day(2), **OF_FILE)
    position: dict[str, Any] = {**OF_FILE, "on": "article", "holds": "met"}
    stream.records("PositionRecorded", "kejari", at=day(61), articles=FIVE_YEARS, **position)
    assert (warning(stream), clock(stream, RULE).due_at) == (None, day(90))


def test_from_the_handover_on_the_articles_of_the_prosecutor_count() -> None:
    stream = extended(58)
    stream.records("FileComplete", "kejari", at=day(62), articles=FIVE_YEARS, **OF_FILE)
    assert warning(stream) is None
    before = clocks(stream)
    handed = stream.records("HandedOver", "polres", at=day(64), **HANDED)
    assert (warning(stream), clock(stream, RULE).due_at) == ("extension_ground_lost", day(64))
    moved = explain(before, clocks(stream), handed.head, TABLES.acts)
    told = [(each.rule, each.due_before, each.due_after, each.explanation.value) for each in moved]
    assert (RULE, day(90), day(64), "articles_changed") in told


def test_what_police_say_after_the_handover_frees_nobody() -> None:
    stream = extended(58)
    stream.records("FileComplete", "kejari", at=day(62), articles=FIFTEEN_YEARS, **OF_FILE)
    stream.records("HandedOver", "polres", at=day(64), **HANDED)
    changed = {**OF_FILE, "articles": FIVE_YEARS, "reason": "new_evidence"}
    stream.records("ArticleChanged", "polres", at=day(66), **changed)
    assert (warning(stream), clock(stream, RULE).due_at) == (None, day(90))


async def test_articles_that_an_spdp_states_are_told_to_have_moved_the_end_of_detention(
    database: str, tmp_path: Path
) -> None:
    async with deployed(database, tmp_path / "keys") as deployment:
        await seat_task_force(deployment)
        works = Works(deployment)
        case, file = await investigation(works)
        suspect = {"suspect": str(uuid4()), "file": file, "stage": "investigation"}
        await works.publish(POLRES, "DetentionStarted", case, {**suspect, "days": 20})
        await works.publish(COURT, "DetentionExtended", case, {**suspect, "days": 70}, basedon=4)
        await works.run(days=1)
        sent = {"file": file, "prosecutor": KEJARI, "articles": FIVE_YEARS}
        await works.publish(POLRES, "SpdpSent", case, sent)
        await works.run()
        told = [each.data for each in await moved(works, RULE)]
    assert [(each.due_before, each.due_after, each.explanation) for each in told] == [
        (NOW + timedelta(days=90), NOW + timedelta(days=60), "articles_changed")
    ]
