"""A deployment with a case on record, and the log of it replayed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pytest_asyncio

from server.replaying.replay import Wish, replay
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.server.api.readers import OWNER, POLICE, filed
from tests.servers import DatabaseServer

NGO = "ngo-ttu"
NAME = "Kanari Diputar"
Lines = list[dict[str, Any]]
Replayed = Callable[..., Awaitable[Lines]]


class Played(NamedTuple):
    """A case, and the log positions of its events: reported, filed by the police, referred, taken over; and
    of another case that the police opened in between."""

    case: UUID
    other: UUID
    reported: int
    filed: int
    elsewhere: int
    offered: int
    accepted: int


async def play(deployment: Deployment) -> Played:
    """A report, the police file, a referral that is offered and accepted; an hour between any two."""
    case, other, referral = await deployment.open_case(victim_name=NAME), UUID(int=9), str(UUID(int=5))
    at = [(await deployment.services.reader.head()).position]
    for open_case in (case, other):
        deployment.time.pass_by(hours=1)
        at.append(await filed(deployment, open_case))
    offer = {"referral": referral, "to": NGO, "service": "legal_aid", "urgency": "routine"}
    for agency, name, data, based in (
        (OWNER, "ReferralOffered", offer, 2),
        (NGO, "ReferralAccepted", {"referral": referral}, 3),
    ):
        deployment.time.pass_by(hours=1)
        told = await deployment.publish(agency, event(agency, name, case, data, basedon=based))
        at.append(told["position"])
    await deployment.settled()
    return Played(case, other, *at)


def replayer(deployment: Deployment) -> Replayed:
    """The lines of a replay, as JSON has them."""

    async def lines(as_of: object, **wish: Any) -> Lines:
        found: Lines = []
        async with aclosing(replay(deployment.services, Wish(str(as_of), **wish), silent)) as told:
            async for line in told:
                found.append(msgspec.json.decode(msgspec.json.encode(line)))
        return found

    return lines


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played(shared: Deployment) -> Played:
    """The cases, told once for the tests of a module."""
    return await play(shared)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def replayed(shared: Deployment) -> Replayed:
    """Replays of the deployment that the tests of a module share."""
    return replayer(shared)


@pytest_asyncio.fixture(loop_scope="module")
async def alone(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> AsyncIterator[Deployment]:
    """A deployment of one test, which does to it what cannot be undone."""
    async with founding.copy(postgres_server, tmp_path / "keys") as found:
        yield found


def silent(_done: int, _total: int) -> None:
    """Progress for those who do not look."""


def of(kind: str, lines: Lines) -> Lines:
    return [line for line in lines if line["line"] == kind]


__all__ = ["NAME", "NGO", "OWNER", "POLICE", "Played", "Replayed", "of", "play", "replayer", "silent"]
