"""One server process on a socket of our own, bound first: a taken port is told before anything starts."""

import asyncio
import errno
import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
import uvloop
from litestar import Litestar

from ops.connections import BoundedHttp, allow_connections
from ops.failures import CannotRunHere, PortTaken
from ops.files import write_private
from ops.memory import leave_no_memory_behind
from ops.supervised import ends_with_parent
from server.commands.place import FILE, told
from server.config import Settings, SettingsError

ORIGIN_FILE = "origin"
FOLLOWER_PATIENCE = 5.0  # seconds; it comes up in one or two
GRACE_SECONDS = 5  # for answers under way at a stop; long polls are cut

WhileServing = Callable[[], Awaitable[None]]


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A bound socket (port 0: a free one). Raises PortTaken, or CannotRunHere for an address not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            bound.listen(1024)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(f"Port {port} is in use; choose another, or 0 for a free one.") from None
            raise CannotRunHere(f"{host}:{port} cannot be served: {error.strerror}.") from None
        yield bound


def url_of(bound: socket.socket) -> str:
    """The URL under which the socket answers."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def kept_origin(data: Path, given: str | None) -> str:
    """The origin this data directory was first served under, which every event of its log names.

    Raises SettingsError where another is given, or none is kept and none given.
    """
    path = data / ORIGIN_FILE
    kept = path.read_text().strip() if path.exists() else None
    if kept is not None and given not in (None, kept):
        raise SettingsError(f"{data} holds the log of another origin; leave JEJAK_ORIGIN and --origin out.")
    origin = kept or given
    if origin is None:
        raise SettingsError("JEJAK_ORIGIN is not set.")
    return origin


@contextmanager
def kept_settings(data: Path, settings: Settings) -> Iterator[None]:
    """Tells other commands with `--data` how to reach what is served here, as long as it is served."""
    write_private(data / ORIGIN_FILE, settings.origin.encode())
    write_private(data / FILE, told(settings))
    try:
        yield
    finally:
        (data / FILE).unlink(missing_ok=True)


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """SIGINT and SIGTERM end what is served and are no failure: the servers have been stopped by then."""
    try:
        yield
    except KeyboardInterrupt:
        return
    except SystemExit as stop:
        if stop.code != 128 + signal.SIGTERM:
            raise


@contextmanager
def follower_beside(database_url: str) -> Iterator[float]:
    """A process that follows the log beside the one that answers, where there are cores for both.

    Yields the patience with which the answering process waits for it before it follows itself. Enter it on
    the main thread: it ends with that thread, also by kill -9.
    """
    if (os.cpu_count() or 1) < 2:
        yield 0.0
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "server.following"],
        stdin=subprocess.DEVNULL,
        env={**os.environ, "JEJAK_DATABASE_URL": database_url},
        start_new_session=True,  # Ctrl-C reaches us alone; it is stopped when nobody publishes any more
        preexec_fn=ends_with_parent(signal.SIGTERM),
    )
    try:
        yield FOLLOWER_PATIENCE
    finally:
        process.terminate()
        process.wait()


def serve(app: Litestar, bound: socket.socket, while_serving: WhileServing | None = None) -> None:
    """Serves until SIGINT or SIGTERM, or until `while_serving` asks for the end with StopServing.

    `while_serving` runs once the application answers; what it raises ends the server and is raised here.
    """
    # What a request leaves behind is freed by reference counts; a process that keeps thousands of cases in
    # memory should not search them for cycles every few hundred events.
    gc.set_threshold(200_000, 20, 100)
    allow_connections()
    leave_no_memory_behind()
    uvloop.run(_serve(app, bound, while_serving))


class StopServing(Exception):
    """Raised by `while_serving` when its work is done and nobody is to be served any more."""


async def _serve(app: Litestar, bound: socket.socket, while_serving: WhileServing | None) -> None:
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=BoundedHttp,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    work = asyncio.create_task(_once_started(server, while_serving)) if while_serving else None
    if work is not None:
        await asyncio.wait([serving, work], return_when=asyncio.FIRST_COMPLETED)
        if work.done() and work.exception() is not None:
            server.should_exit = True
    await serving
    if not server.started:
        raise CannotRunHere("The server did not start; its log says why.")
    if work is not None:
        await _outcome(work)


class _Server(uvicorn.Server):
    """uvicorn, telling when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.answers.set()


async def _once_started(server: _Server, while_serving: WhileServing) -> None:
    await server.answers.wait()
    await while_serving()


async def _outcome(work: asyncio.Task[None]) -> None:
    """Raises what the work raised, but for the wish to stop; work cut off by a signal is no failure."""
    work.cancel()
    with suppress(StopServing, asyncio.CancelledError):
        await work
