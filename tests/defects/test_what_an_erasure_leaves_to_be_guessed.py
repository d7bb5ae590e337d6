"""The keyed hash by which a plain event sent again is recognised told, after the erasure, what was erased.

DESIGN section 3: the value is dropped at erasure. Whoever has the database and the key of these hashes tries
the names that a regency knows, each in the event as it was published.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import msgspec
import psycopg
import pytest

from domain.body import Plain
from domain.envelope import form_hmac, parse_plain
from tests.server.api.agencies import ORIGIN, Event, event
from tests.server.api.deployment import Deployment, deployed
from tests.server.clockwork.works import UPTD, Works, seat_task_force
from tests.server.erasure.given import Told, approve, register_officer

NAMES = ["Siti", "Maria", "Yuliana", "Nur", "Dewi", "Yohana", "Sri"]


@pytest.fixture
async def deployment(database: str, tmp_path: Path) -> AsyncIterator[Deployment]:
    """A deployment of this test alone, with its task force and its data protection officer."""
    async with deployed(database, tmp_path / "keys") as found:
        await seat_task_force(found)
        await register_officer(found)
        yield found


async def registered(deployment: Deployment, told: Told) -> Event:
    """A person registered by an agency that is in escrow: the event as it was sent."""
    report = event(UPTD, "ReportReceived", told.case, {"channel": "walk_in", "person": str(told.person)})
    await deployment.publish(UPTD, report)
    known = {"person": str(told.person), "sex": "female", "age_band": "18-20", "child": False}
    sent = event(UPTD, "VictimRegistered", told.case, {**known, "name": NAMES[4]})
    await deployment.publish(UPTD, sent)
    return sent


def guessed(database: str, sent: Event, form_key: bytes) -> list[str]:
    """The names that the holder of database and key finds by trying all."""
    with psycopg.connect(database) as conn:
        kept = conn.execute("SELECT request_hmac FROM jejak.sealed WHERE request_hmac IS NOT NULL").fetchall()
    hashes = {bytes(value) for (value,) in kept}
    return [name for name in NAMES if form_hmac(form_key, with_name(sent, name)) in hashes]


def with_name(sent: Event, name: str) -> Plain:
    plain = parse_plain(msgspec.json.encode({**sent, "data": {**sent["data"], "name": name}}), ORIGIN)
    assert isinstance(plain, Plain)
    return plain


async def test_the_name_of_an_erased_person_is_not_found_by_trying_all_names(
    deployment: Deployment, database: str
) -> None:
    told, works = Told(uuid4(), uuid4(), uuid4()), Works(deployment)
    sent = await registered(deployment, told)
    await approve(works, told, "victim_identity")
    await works.run()
    assert await works.recorded("KeyShredded")
    assert guessed(database, sent, deployment.services.keys.secret("form")) == []


async def test_an_event_sent_again_is_recognised_as_long_as_what_it_told_can_be_opened(
    deployment: Deployment,
) -> None:
    told, works = Told(uuid4(), uuid4(), uuid4()), Works(deployment)
    sent = await registered(deployment, told)
    caller = await deployment.caller(UPTD)
    changed = {**sent, "data": {**sent["data"], "name": NAMES[0]}}
    assert [(await caller.post(each)).status_code for each in (sent, changed)] == [200, 409]
    await approve(works, told, "victim_identity")
    await works.run()
    again = await caller.post(sent)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/id_reused")
