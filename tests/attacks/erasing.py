"""A round of the clockwork that is killed: `python -m tests.attacks.erasing STEP`, with JEJAK_* as a server.

The process kills itself after the step of the erasure that is named, as `kill -9` would between two of them.
"""

import asyncio
import inspect
import os
import signal
import sys
from typing import Any

from server.clockwork.clockwork import Clockwork
from server.config import settings_from
from server.erasure import saga
from server.publish import Publisher
from server.start import open_services, running
from tests.server.api.deployment import Time

STEPS: dict[str, tuple[Any, str]] = {
    "listing": (saga, "list_keys"),
    "listed": (saga, "list_erasure"),
    "noted": (saga, "note_as_erased"),
    "deleted": (saga, "delete"),
    "recorded": (Publisher, "publish"),
}


def die_after(owner: Any, name: str) -> None:
    """The step is done, and nothing after it."""
    step = getattr(owner, name)

    def done_and_dead(*arguments: Any) -> Any:
        step(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    async def awaited_and_dead(*arguments: Any) -> Any:
        await step(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, awaited_and_dead if inspect.iscoroutinefunction(step) else done_and_dead)


async def work() -> None:
    """The round, as a serving process does it."""
    clock = Time()
    async with open_services(settings_from(os.environ), clock) as services:
        async with running(services, clockwork=False):
            await Clockwork(services).run_once(clock())


if __name__ == "__main__":
    die_after(*STEPS[sys.argv[1]])
    asyncio.run(work())
