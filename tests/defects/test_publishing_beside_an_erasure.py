"""What was published between the listing of keys and their destruction was sealed under them, and lost.

It was answered `recorded`, belonged to another person or to nobody's request, and no event said that it was
gone. Between the two lies a moment, or, where a process dies in it, the time until another goes on.
"""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from projections.rebuild import rebuild
from server.erasure import saga
from server.ledger.writer import Ledger
from server.rules import load_rules
from tests.attacks.test_d_erasure import round_killed_after
from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import UPTD, Works
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import Told, approve, disclosed, feed, shredded, told_case

__all__ = ["deployment", "works"]

ASSESSED = {"status": "PossibleVictimOfTrafficking", "decided_by": "NonPoliceGovernmentalOrganization"}
OF_ONE, OF_ANOTHER, LATER = "@pencari.kerja1", "@agen.hongkong9", "TEMUAN-BARU"


async def assessed(works: Works, told: Told, person: str, handle: str) -> None:
    data = {**ASSESSED, "person": person, "recruiter_handle": handle}
    await works.publish(UPTD, "TraffickingStatusAssessed", told.case, data)


@pytest.fixture
async def read_after(works: Works, deployment: Deployment, database: str, tmp_path: Path) -> str:
    """What the UPTD PPA reads, where two events came between the listing of keys and their end."""
    told, other = await told_case(works), str(uuid4())
    await assessed(works, told, str(told.person), OF_ONE)
    await approve(works, told, "evidence", "psychosocial")
    await asyncio.to_thread(round_killed_after, "listed", database, tmp_path / "keys")
    known = {"person": other, "sex": "female", "age_band": "21-23", "child": False}
    await works.publish(UPTD, "VictimRegistered", told.case, known)
    await assessed(works, told, other, OF_ANOTHER)
    held: dict[str, Any] = {"person": str(told.person), "interview_number": 2, "interviewer_sex": "female"}
    held |= {"language": "ind", "findings": LATER}
    await works.publish(UPTD, "IdentificationInterviewHeld", told.case, held)
    async with asyncio.timeout(30):
        while await works.run() is None or not await works.recorded("KeyShredded"):
            await asyncio.sleep(0.2)
    await deployment.settled()
    return b"".join(await disclosed(deployment, UPTD)).decode()


async def test_what_is_gone_is_called_back_though_another_person_has_joined_the_case(
    read_after: str, works: Works, deployment: Deployment, database: str
) -> None:
    assert OF_ONE not in read_after
    (gone,) = await works.recorded("KeyShredded")
    assert set(gone.data.classes) == {"evidence", "psychosocial"}
    told = [row["detail"]["classes"] for row in shredded(await feed(deployment, UPTD))]
    assert sorted(told) == [["evidence"], ["psychosocial"]]
    assert (await rebuild(Ledger(load_rules().matrix), database)).equal


async def test_what_belongs_to_the_case_stays_where_another_has_joined_and_is_not_said_to_be_gone(
    works: Works, deployment: Deployment, database: str
) -> None:
    told, other = await told_case(works), str(uuid4())
    await assessed(works, told, str(told.person), OF_ONE)
    await approve(works, told, "evidence", "psychosocial")
    known = {"person": other, "sex": "female", "age_band": "21-23", "child": False}
    await works.publish(UPTD, "VictimRegistered", told.case, known)
    await works.run()
    (gone,) = await works.recorded("KeyShredded")
    assert (set(gone.data.classes), gone.data.of_the_case) == ({"psychosocial"}, False)
    await deployment.settled()
    assert OF_ONE in b"".join(await disclosed(deployment, UPTD)).decode()
    assert (await rebuild(Ledger(load_rules().matrix), database)).equal


async def test_who_falls_asleep_while_listing_holds_nobody_up_for_long(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, asleep, list_keys = await told_case(works), asyncio.Event(), saga.list_keys
    await approve(works, told, "psychosocial")

    async def sleeping(*arguments: Any) -> Any:
        asleep.set()
        await asyncio.sleep(3)
        return await list_keys(*arguments)

    with monkeypatch.context() as slow:
        slow.setattr(saga, "HEAD_HELD", 300)
        slow.setattr(saga, "list_keys", sleeping)
        listing = asyncio.create_task(works.run())
        await asleep.wait()
        async with asyncio.timeout(2):
            await works.report(UPTD)
        with pytest.raises(psycopg.Error):
            await listing
    assert await works.run() == 1
    assert await works.recorded("KeyShredded")


async def test_what_another_person_had_published_meanwhile_stays(read_after: str) -> None:
    assert OF_ONE not in read_after
    assert OF_ANOTHER in read_after


async def test_what_is_recorded_of_the_person_after_the_listing_is_not_lost(read_after: str) -> None:
    assert LATER in read_after
