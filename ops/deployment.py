"""The servers one deployment stands on: embedded in its data directory, or outside ones by environment."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from ops.embedded_nats import EmbeddedNats
from ops.embedded_postgres import EmbeddedPostgres
from ops.files import DirectoryLock, private_directory


@dataclass
class Deployment:
    """PostgreSQL and NATS for one data directory: `<data>/postgres`, `<data>/nats`, and `<data>/keys` (0700).

    JEJAK_DATABASE_URL and JEJAK_NATS_URL name outside servers to use instead. One process holds a data
    directory at a time. Enter it on the main thread; entering raises a StartFailure. While it stands, SIGINT
    raises KeyboardInterrupt and SIGTERM SystemExit, so that the servers are stopped in order.
    """

    data: Path
    database_url: str = field(default="", init=False, repr=False)
    nats_url: str = field(default="", init=False, repr=False)
    nats_seed_file: Path | None = field(default=None, init=False)
    _servers: contextlib.ExitStack = field(default_factory=contextlib.ExitStack, init=False, repr=False)

    @property
    def keys(self) -> Path:
        """The directory of the deployment's key files."""
        return self.data / "keys"

    def __enter__(self) -> "Deployment":
        self.data = self.data.absolute()
        # As root PostgreSQL runs under another account, which must be able to pass through to its own part.
        private_directory(self.data, 0o711 if os.geteuid() == 0 else 0o700)
        with contextlib.ExitStack() as started:
            started.enter_context(DirectoryLock(self.data))
            started.enter_context(stopped_by_signals())
            private_directory(self.keys)
            self._start_postgres(started)
            self._start_nats(started)
            self._servers = started.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._servers.close()

    def _start_postgres(self, started: contextlib.ExitStack) -> None:
        outside = os.environ.get("JEJAK_DATABASE_URL")
        self.database_url = (
            outside or started.enter_context(EmbeddedPostgres(self.data / "postgres")).database_url
        )

    def _start_nats(self, started: contextlib.ExitStack) -> None:
        if outside := os.environ.get("JEJAK_NATS_URL"):
            self.nats_url, self.nats_seed_file = outside, None
            return
        nats = started.enter_context(EmbeddedNats(self.data / "nats"))
        self.nats_url, self.nats_seed_file = nats.url, nats.seed_file


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGINT and SIGTERM unwind the stack instead of being ignored or ending the process outright.

    A shell starts background jobs with SIGINT ignored, and Python then leaves it so; after SIGTERM uvicorn
    raises the signal again, which by default would end the process before any `with` is left.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _exit_as_terminated)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit_as_terminated(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
