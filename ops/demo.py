"""`jejak demo`: a deployment of two task forces on embedded servers, and scenarios played through its API."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
import uvloop
from jejak_client.tlog.errors import TlogError
from jejak_client.tlog.note import NoteKey
from litestar import Litestar
from rich.console import Console
from rich.progress import Progress

from domain.directory import Directory
from ops.deployment import Deployment
from ops.desk import open_desks
from ops.dossiers import AUDITOR, commands_for, disputes_of, leave_to_auditor
from ops.failures import StartFailure
from ops.files import private_directory, write_private
from ops.play import Outbox, Played, World, play
from ops.registration import Registered, register_roster
from ops.roster import Roster, demo_roster
from ops.scenario import Scenario
from ops.serving import StopServing, follower_beside, kept_origin, kept_settings, listening, serve, url_of
from ops.simulation import Simulation, StoryClock
from ops.story import Storyteller
from ops.witnesses import NEEDED, DemoWitnesses
from server.app import create_app
from server.clock import Clock, system_clock
from server.config import Settings
from server.evidence.policy import log_keys
from server.start import open_services


class NotAsTold(StartFailure):
    """The server did not do what the story says of it."""

    exit_code = 11


class Demo(NamedTuple):
    """What the command was asked for. `scenarios`: those to be played, none for agencies and tokens alone.
    `witnessed`: whether three of the agencies have witnesses."""

    port: int
    data: Path
    scenarios: tuple[Scenario, ...]
    leave: bool
    ready_file: Path | None = None
    witnessed: bool = True


class Stage(NamedTuple):
    """What the story is told on: where it is served, by whose tokens and keys, witnessed by whom."""

    url: str
    settings: Settings
    roster: Roster
    registered: Registered
    witnesses: DemoWitnesses | None


class StoryTime(NamedTuple):
    """The clock of the story, and when it is over: from then on the deployment's rules run by themselves."""

    clock: StoryClock
    over: asyncio.Event


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
        witnesses = DemoWitnesses(deployment.data, stack) if demo.witnessed else None
        if witnesses is not None:
            settings = msgspec.structs.replace(settings, policy_file=witnesses.policy_file)
        clock = story_clock(demo.scenarios, uvloop.run(recorded_until(settings)))
        registered, logs = uvloop.run(register(settings, roster, deployment.data, clock))
        stack.enter_context(kept_settings(deployment.data, settings))
        if witnesses is not None:
            witnesses.publish(logs)
        stage = Stage(url_of(bound), settings, roster, registered, witnesses)
        patience = stack.enter_context(follower_beside(settings.database_url))
        played = asyncio.Event()
        app = create_app(settings, clock, follower_patience=patience, clockwork=played, gather=0.0)
        told = demo._replace(data=deployment.data)
        serve(app, bound, partial(perform, app, StoryTime(clock, played), told, stage, console, began))


async def recorded_until(settings: Settings) -> datetime | None:
    """When the last event of the log was recorded; None where nothing is on record yet."""
    async with open_services(settings, system_clock) as services:
        head = await services.reader.head()
        return head.recordedat if head.position else None


def story_clock(scenarios: tuple[Scenario, ...], recorded: datetime | None) -> StoryClock:
    """The clock that a story begins with: it stands on the day before the first step, or where one that was
    cut off stopped; it is the machine's where the log has gone on since."""
    clock = StoryClock()
    last = max((each.published(step) for each in scenarios for step in each.steps), default=None)
    if last is not None and (recorded is None or recorded <= last):
        clock.stand_at(recorded or before(scenarios))
    return clock


def before(scenarios: tuple[Scenario, ...]) -> datetime:
    """The day before the first step: when the agencies are registered."""
    return min(each.published(step) for each in scenarios for step in each.steps) - timedelta(days=1)


async def register(
    settings: Settings, roster: Roster, data: Path, clock: Clock = system_clock
) -> tuple[Registered, list[NoteKey]]:
    """Founds the deployment and registers its agencies, before anything is served; the keys of its logs."""
    async with open_services(settings, clock) as services:
        registered = await register_roster(services, roster, data)
        await services.directory.reload()
        return registered, log_keys(settings.origin, services.directory.current)


async def perform(
    app: Litestar, story: StoryTime, demo: Demo, stage: Stage, console: Console, began: float
) -> None:
    """Plays the scenarios at their time, lets time go on, tells what happened, and says that all stands; then
    the witnesses come up. Asks for the end where that is wanted."""
    world = Simulation(story.clock, app.state.services, asyncio.get_running_loop(), sealed=True)
    played = await asyncio.to_thread(play_all, demo, stage, world, console)
    await asyncio.to_thread(world.until, system_clock())  # what has fallen due since is on record when it did
    await asyncio.to_thread(world.close)
    story.clock.let_go()
    story.over.set()
    await asyncio.to_thread(finish, played, demo, stage, console, began)
    if stage.witnesses is not None:
        await asyncio.to_thread(stage.witnesses.introduce)
        stage.witnesses.start()  # here, for they end with the thread that started them
        await asyncio.to_thread(tell_witnesses, stage, stage.witnesses, console)
    if demo.leave:
        raise StopServing
    tell_auditor(demo, stage, app.state.services.directory.current, console)


def play_all(demo: Demo, stage: Stage, world: World, console: Console) -> list[Played]:
    """Plays the scenarios under a progress bar."""
    if not demo.scenarios:
        return []
    with ExitStack() as stack, Progress(console=console, transient=True) as progress:
        desks = open_desks(stack, stage.url, stage.registered.tokens, stage.registered.keys)
        strangers = {step.agency for each in demo.scenarios for step in each.steps} - desks.keys()
        if strangers:
            raise NotAsTold(f"Not among the agencies of the demo: {', '.join(sorted(strangers))}.")
        task = progress.add_task("", total=sum(len(each.steps) for each in demo.scenarios))
        return play(demo.scenarios, desks, Outbox(demo.data), world, lambda _: progress.advance(task))


def finish(played: list[Played], demo: Demo, stage: Stage, console: Console, began: float) -> None:
    """Tells the scenarios and says that all stands."""
    tell_all(played, stage, demo.scenarios, console)
    if any(each.wrong for each in played):
        raise NotAsTold("The server did not do what the story says of it; see the lines marked ✗.")
    if demo.ready_file is not None:
        announce(demo.ready_file, stage)
    seconds = time.monotonic() - began
    console.print(f"\n[bold]{stage.url}[/] siap dalam {seconds:.1f} detik / ready after {seconds:.1f} s")


def tell_witnesses(stage: Stage, witnesses: DemoWitnesses, console: Console) -> None:
    """Says who witnesses the log and where, and whether the last event is final by now."""
    console.print(
        f"Saksi log, {NEEDED} membuat bukti final / witnesses of the log, {NEEDED} make a proof final:"
    )
    for each in witnesses.witnesses:
        console.print(f"  {each.agency}  {each.url}")
    console.print(f"  {witnesses.policy_file}", soft_wrap=True)
    token = next(iter(stage.registered.tokens["auditor"].values()))
    try:
        found = witnesses.cosigners(stage.url, token)
    except TlogError as error:
        raise NotAsTold(f"What the server shows of its log does not hold: {error}.") from None
    told = f"final ({', '.join(found)})" if found else "tertunda / pending"
    console.print(f"Bukti catatan terakhir / proof of the last event: {told}", soft_wrap=True)


def tell_auditor(demo: Demo, stage: Stage, directory: Directory, console: Console) -> None:
    """Says how the dossier of each dispute told is fetched and checked, and leaves what that takes."""
    disputes = disputes_of(demo.scenarios)
    if not disputes:
        return
    leave_to_auditor(demo.data, stage.registered.tokens[AUDITOR]["auditor"], directory)
    console.print("Berkas bukti sengketa, bagi auditor / the dossier of a dispute, for the auditor:")
    for line in (line for dispute in disputes for line in commands_for(dispute, demo.data, stage.url)):
        console.print(f"  {line}", soft_wrap=True, markup=False, highlight=False)


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


@contextmanager
def log_in(path: Path) -> Iterator[None]:
    """The server's log goes to a file, so that the story can be read."""
    path.touch(mode=0o600)
    with path.open("a") as log, redirect_stderr(log):
        yield
