"""Signers that are killed, one at each step: `python -m tests.server.evidence.dying`, from JEJAK_*.

Each records some events and seals them. What the file outside PostgreSQL says after each death is told on
standard output, one line of JSON a death.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
import uvloop

from server.clock import system_clock
from server.config import settings_from
from server.evidence import sealed_log, signed_file
from server.evidence.sealer import Sealer
from server.evidence.signed_file import SignedFile
from server.log.group_commit import GroupCommit
from server.log.units import NewEvent, Unit
from server.start import open_services

# What is done last before the death, and in which module it is called.
STEPS: dict[str, tuple[Any, str]] = {
    "after the tiles": (sealed_log, "grow"),
    "before the file has its name": (signed_file.os, "fsync"),
    "after the file": (signed_file, "_write"),
    "after the row": (sealed_log, "keep"),
}
EVENTS = 150
ANY_REGISTRY = 2**62


def die_after(module: Any, name: str) -> None:
    """Lets the process kill itself when this function has done its work."""
    real: Callable[..., Any] = getattr(module, name)

    def dying(*arguments: Any) -> Any:
        done = real(*arguments)
        return _awaited(done) if hasattr(done, "__await__") else kill()

    setattr(module, name, dying)


async def _awaited(doing: Any) -> None:
    await doing
    kill()


def kill() -> None:
    """Ends this process as a cut in the power does."""
    os.kill(os.getpid(), signal.SIGKILL)


async def record_and_seal() -> None:
    """Seals as `jejak serve` does, once the lock of a signer that died before is gone."""
    async with open_services(settings_from(os.environ), system_clock) as services:
        log = GroupCommit(services.settings.database_url)
        await log.start()
        for _ in range(EVENTS):
            event = NewEvent("x", uuid4().bytes, "/agencies/x", uuid4().hex)
            log.submit(Unit(uuid4(), 0, (event,), ANY_REGISTRY))
        await log.stop()
        while await Sealer(services).run_once() is None:
            await asyncio.sleep(0.02)


def main() -> None:
    """Ends with code 1 where a signer did not die as it should."""
    file = SignedFile(settings_from(os.environ).signed_files, "log")
    for step in STEPS.values():
        child = os.fork()
        if child == 0:
            die_after(*step)
            uvloop.run(record_and_seal())
            os._exit(1)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.exit(1)
        sys.stdout.write(msgspec.json.encode(file.read()).decode() + "\n")


if __name__ == "__main__":
    main()
