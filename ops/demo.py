"""`jejak demo`: a deployment of two task forces on embedded servers, and scenarios played through its API."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import uvloop
from rich.console import Console
from rich.progress import Progress

from ops.deployment import Deployment
from ops.desk import Desk, open_desks
from ops.failures import StartFailure
from ops.files import private_directory, write_private
from ops.play import Outbox, Played, play
from ops.registration import Registered, register_roster
from ops.roster import Roster, demo_roster
from ops.scenario import Scenario, shipped_scenarios
from ops.serving import StopServing, follower_beside, kept_origin, kept_settings, listening, serve, url_of
from ops.story import Storyteller
from server.app import create_app
from server.clock import system_clock
from server.config import Settings
from server.start import open_services

SETTLE_SECONDS = 30.0


class NotAsTold(StartFailure):
    """The server did not do what the story says of it."""

    exit_code = 11


class Demo(NamedTuple):
    """What the command was asked for."""

    port: int
    data: Path
    empty: bool
    leave: bool
    ready_file: Path | None


class Stage(NamedTuple):
    """What the story is told on: where it is served, by whose tokens and keys."""

    url: str
    settings: Settings
    roster: Roster
    registered: Registered


def run_demo(demo: Demo) -> None:
    """Starts, registers, tells, and serves until SIGINT or SIGTERM. Raises StartFailure."""
    began, roster, console = time.monotonic(), demo_roster(), Console(file=sys.stdout)
    origin = kept_origin(demo.data, roster.origin)
    if demo.ready_file is not None:
        demo.ready_file.unlink(missing_ok=True)  # one of an earlier run would say that this one is ready
    with (
        listening("127.0.0.1", demo.port) as bound,
        Deployment(demo.data) as deployment,
        ExitStack() as stack,
    ):
        stack.enter_context(log_in(deployment.data / "server.log"))
        settings = Settings(
            database_url=deployment.database_url,
            keys_dir=deployment.keys,
            origin=origin,
            nats_url=deployment.nats_url,
            nats_seed_file=deployment.nats_seed_file,
            port=bound.getsockname()[1],
        )
        registered = uvloop.run(register(settings, roster, deployment.data))
        stack.enter_context(kept_settings(deployment.data, settings))
        stage = Stage(url_of(bound), settings, roster, registered)
        work = partial(perform, demo._replace(data=deployment.data), stage, console, began)
        patience = stack.enter_context(follower_beside(settings.database_url))
        app = create_app(settings, follower_patience=patience)
        serve(app, bound, partial(asyncio.to_thread, work))


async def register(settings: Settings, roster: Roster, data: Path) -> Registered:
    """Founds the deployment and registers its agencies, before anything is served."""
    async with open_services(settings, system_clock) as services:
        return await register_roster(services, roster, data)


def perform(demo: Demo, stage: Stage, console: Console, began: float) -> None:
    """Plays and tells the scenarios, says that all stands, and asks for the end where that is wanted."""
    scenarios = () if demo.empty else shipped_scenarios()
    with ExitStack() as stack:
        desks = open_desks(stack, stage.url, stage.registered.tokens, stage.registered.keys)
        played = [perform_one(scenario, desks, demo.data, stage.url, console) for scenario in scenarios]
    tell_all(played, stage, scenarios, console)
    if any(each.wrong for each in played):
        raise NotAsTold("The server did not do what the story says of it; see the lines marked ✗.")
    if demo.ready_file is not None:
        announce(demo.ready_file, stage)
    seconds = time.monotonic() - began
    console.print(f"\n[bold]{stage.url}[/] siap dalam {seconds:.1f} detik / ready after {seconds:.1f} s")
    if demo.leave:
        raise StopServing


def perform_one(scenario: Scenario, desks: dict[str, Desk], data: Path, url: str, console: Console) -> Played:
    """Plays one scenario under a progress bar."""
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(scenario.title.id, total=len(scenario.steps))
        return play(scenario, desks, Outbox(data), partial(settle, url), lambda _: progress.advance(task))


def tell_all(played: list[Played], stage: Stage, scenarios: tuple[Scenario, ...], console: Console) -> None:
    """Tells every scenario, or says that nothing was played again."""
    names = {member.id: member.name for member in stage.roster.members}
    if played and all(each.repeated for each in played):
        count = sum(each.answer.recorded for one in played for each in one.outcomes)
        console.print(
            f"Cerita tidak dimainkan lagi: {count} catatan dikirim ulang, semuanya sudah tercatat.\n"
            f"[italic dim]Not played again: {count} events were sent again and all are already recorded.[/]"
        )
    for scenario, one in zip(scenarios, played, strict=True):
        Storyteller(console, names).tell(scenario, one)


def announce(path: Path, stage: Stage) -> None:
    """Writes the ready file, whole or not at all; it holds tokens and passwords (mode 0600)."""
    settings, registered = stage.settings, stage.registered
    told = {
        "url": stage.url,
        "database_url": settings.database_url,
        "nats_url": settings.nats_url,
        "nats_seed_file": str(settings.nats_seed_file) if settings.nats_seed_file else None,
        "tokens": registered.tokens,
        "keys": {agency: str(key) for agency, key in registered.keys.items()},
    }
    private_directory(path.absolute().parent)
    write_private(path, msgspec.json.format(msgspec.json.encode(told)))


def settle(url: str) -> None:
    """Waits until ledger and views hold all that is recorded. Raises NotAsTold when they stay behind."""
    deadline = time.monotonic() + SETTLE_SECONDS
    with httpx.Client(base_url=url, verify=False) as http:  # noqa: S501  # plain HTTP on the loopback
        while time.monotonic() < deadline:
            lag = http.get("/health/ready").json()["lag"]
            if lag and not any(each["events"] for each in lag):
                return
            time.sleep(0.02)
    raise NotAsTold("The ledgers did not catch up with the log.")


@contextmanager
def log_in(path: Path) -> Iterator[None]:
    """The server's log goes to a file, so that the story can be read."""
    path.touch(mode=0o600)
    with path.open("a") as log, redirect_stderr(log):
        yield
