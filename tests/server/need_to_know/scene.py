"""A deployment with many agencies on a socket of its own, run by a thread, so that a test of hypothesis can
tell it cases and look at them."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from domain.events import read_event
from server.auth.principal import Role
from server.clockwork.clockwork import Clockwork
from server.registrar import NewAgency
from tests.server.api.agencies import SIGNED, Caller, Event
from tests.server.api.deployment import IN_ESCROW, SIGNERS, Deployment, deployed
from tests.server.api.test_feed_stream import listening
from tests.server.dossier.witnesses import seal
from tests.server.need_to_know.beginnings import Step
from tests.server.need_to_know.cast import COURT, KINDS, READERS, WATCHERS, named
from tests.server.need_to_know.dossiers import look_at_dossier
from tests.server.need_to_know.looking import Look, look
from tests.server.need_to_know.oracle import Oracle
from tests.server.need_to_know.telling import Story

_T = TypeVar("_T")


@dataclass
class Scene:
    """The deployment, its URL, and a token to publish and one to read for every agency."""

    deployment: Deployment
    url: str
    publishers: dict[str, Caller]
    readers: dict[str, Caller]
    loop: asyncio.AbstractEventLoop

    def run(self, what: Coroutine[Any, Any, _T]) -> _T:
        """Waits for something that happens on the thread of the deployment."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(300)

    async def play(self, steps: list[Step], passed: timedelta) -> tuple[Story, dict[str, Look]]:
        """Tells a case, lets time pass, and looks at it as every agency."""
        story = Story(self.deployment.time)
        for step in steps:
            ready = story.next(step)
            position = await self._publish(ready.agency, ready.plain) if ready else None
            if ready and position:
                story.recorded(ready, position)
            if ready and position and ready.type_name == "ErasureApproved":
                await self._shred(story, position)
        await self.deployment.settled()
        await seal(self.deployment)
        self.deployment.time.now += passed
        file = named(story.case, "file")
        looks = {
            agency: await look(reader, agency, self.url, story.case, file)
            for agency, reader in self.readers.items()
        }
        for agency, reader in self.readers.items():
            await look_at_dossier(reader, looks[agency])
        return story, looks

    async def _shred(self, story: Story, approved: int) -> None:
        """The host destroys the keys of what was approved, by its rule for erasures and no other."""
        services = self.deployment.services
        works = Clockwork(services)
        works._rules = tuple(rule for rule in works._rules if rule.name == "erasures")
        assert await works.run_once(self.deployment.time()) == 1
        (row,) = await services.reader.page(approved, 1)
        event = read_event(row)
        data = {name: msgspec.to_builtins(getattr(event.data, name)) for name in ("classes", "through")}
        story.shredded(row.position, event.id, {**data, "person": str(event.person)})

    async def _publish(self, agency: str, plain: Event) -> int | None:
        """The position it was recorded at; None where it was refused."""
        caller, key = self.publishers[agency], self.deployment.keys.get(agency)
        answer = await (caller.post(key.sign(plain), SIGNED) if key else caller.post(plain))
        assert answer.status_code in (201, 404, 409, 422), answer.text
        return answer.json().get("position")

    def oracle(self, story: Story) -> Oracle:
        return Oracle(story.told, KINDS)


@contextmanager
def staged(database: str, keys_dir: Path) -> Iterator[Scene]:
    """A scene on this database."""
    ready, stop = threading.Event(), asyncio.Event()
    made: list[Scene] = []

    async def live() -> None:
        async with deployed(database, keys_dir) as deployment, listening(deployment) as url:
            await _more_agencies(deployment)
            publishers = {agency: await deployment.caller(agency) for agency in READERS}
            readers = {agency: await deployment.caller(agency, _role(agency)) for agency in READERS}
            made.append(Scene(deployment, url, publishers, readers, asyncio.get_running_loop()))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    try:
        assert ready.wait(60)
        yield made[0]
    finally:
        made[0].loop.call_soon_threadsafe(stop.set)
        thread.join(20)


async def _more_agencies(deployment: Deployment) -> None:
    registrar = deployment.registrar()
    for agency in READERS:
        if agency in (*SIGNERS, *IN_ESCROW):
            continue
        if agency == COURT:
            await deployment.register_agency(registrar, agency)
            continue
        new = NewAgency(
            agency=agency,
            kind=KINDS[agency],
            name=f"Kantor {agency}",
            task_forces=("sukabumi" if agency.endswith("sukabumi") else "ttu",),
            root_key=None,
            possession=None,
        )
        await registrar.register_agency(new)
        await registrar.register_escrow(agency)


def _role(agency: str) -> Role:
    return agency if agency in WATCHERS else "reader"  # type: ignore[return-value]


__all__ = ["Scene", "staged"]
