"""A server process that ends when its supervisor ends, also by kill -9."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.failures import CannotRunHere, DiskFull, PortTaken, StartFailure

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Launch:
    """How to start a server, the signal that stops it, and the account to run it as (None: our own)."""

    name: str
    command: Sequence[str]
    log: Path
    stop_signal: signal.Signals
    environment: Mapping[str, str]
    account: tuple[int, int] | None = None


class Supervised:
    """A running server process. Start it on the main thread: the kernel watches the starting *thread*."""

    def __init__(self, launch: Launch) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("an embedded server must be started on the main thread")
        self.launch = launch
        uid, gid = launch.account or (None, None)
        _rotate(launch.log)
        with open(launch.log, "ab", opener=_private_opener) as log:
            self.process = subprocess.Popen(
                launch.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=dict(launch.environment),
                user=uid,
                group=gid,
                extra_groups=[] if launch.account else None,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the servers in order
                preexec_fn=ends_with_parent(launch.stop_signal),
            )

    def wait_ready(self, ready: Callable[[], bool], seconds: float) -> None:
        """Returns when ready() is true; raises StartFailure with the log's reason when the server gave up."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None:
                raise self._failure(f"ended with code {self.process.returncode}")
            if time.monotonic() > deadline:
                self.stop()
                raise self._failure(f"was not ready after {seconds:.0f} s")
            time.sleep(0.01)

    def stop(self, seconds: float = 30) -> None:
        """Stops the server in its orderly way; kills it when it does not end within the given seconds."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.launch.stop_signal)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _failure(self, what: str) -> StartFailure:
        return explained(self.launch.name, what, self.launch.log.read_text(errors="replace"))


def explained(server: str, what: str, output: str) -> StartFailure:
    """The failure that a server's own output names: no room, port in use, or its last lines."""
    if "No space left on device" in output:
        return DiskFull(f"{server} has no room on its disk.")
    if "Address already in use" in output or "address already in use" in output:
        return PortTaken(f"{server} found its port in use.")
    return StartFailure(f"{server} {what}: " + " | ".join(output.strip().splitlines()[-4:]))


def end_orphan(pid_file: Path, argument: Path, stop_signal: signal.Signals, seconds: float = 60) -> None:
    """Stops a server left behind with this argument in its command, and removes the pid file of one gone.

    The pid in a stale file may by now be any other process: it is not touched, and must not stop a start.
    """
    deadline = time.monotonic() + seconds
    while (pid := _pid_in(pid_file)) and _was_started_with(pid, argument):
        if time.monotonic() > deadline:
            raise CannotRunHere(f"Process {pid} still serves {pid_file.parent} and does not stop.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, stop_signal)
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _was_started_with(pid: int, argument: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(argument) in command


def require_free_port(port: int) -> None:
    """Raises PortTaken when something listens on this port of the loopback address."""
    try:
        _bound(port).close()
    except OSError:
        raise PortTaken(f"Port {port} is in use; choose another, or 0 for a free one.") from None


def free_port() -> int:
    """A port of the loopback address that was free a moment ago."""
    with _bound(0) as probe:
        port: int = probe.getsockname()[1]
        return port


def _bound(port: int) -> socket.socket:
    probe = socket.socket()
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        probe.listen(1)
    except OSError:
        probe.close()
        raise
    return probe


def ends_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child after the change of account: the kernel forgets the death signal at that change."""
    if not sys.platform.startswith("linux"):
        return None
    parent = os.getpid()

    def arrange() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return arrange


def _rotate(log: Path) -> None:
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
