"""A deployment to be measured: its agencies registered as any agencies are, served by `jejak serve`."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import httpx
import uvloop
from jejak_client.api import JejakClient
from jejak_client.keys import AgencyKey, load_key

from ops.bench.wire import request
from ops.registration import Registered, register_roster
from ops.roster import Roster, Shared, TaskForce
from ops.supervised import LOOPBACK, Launch, Supervised, free_port
from server.clock import system_clock
from server.config import Settings
from server.start import open_services

START_SECONDS = 60.0
SETTLE_SECONDS = 600.0
ESCROW, SIGNING, BESIDE = "uptdppa-bench", "uptdppa-signing", "uptdppa-beside"
FOLLOWING, POLICE = "dinsos-bench", "polres-bench"
ROUTED_TO = (FOLLOWING, POLICE)
ROSTER = Roster(
    origin="jejak.bench.example",
    name="Bench",
    task_forces=(TaskForce("bench", "Bench", FOLLOWING, "Asia/Jakarta", "53.03"),),
    local=(),
    shared=(
        Shared(ESCROW, "uptdppa", "UPTD PPA Rekaan"),
        Shared(SIGNING, "uptdppa", "UPTD PPA Rekaan Dua", signs=True),
        Shared(BESIDE, "uptdppa", "UPTD PPA Rekaan Tiga"),
        Shared(FOLLOWING, "dinsos", "Dinas Sosial Rekaan"),
        Shared(POLICE, "polres", "Polres Rekaan", signs=True),
    ),
)


class Site(NamedTuple):
    """Where the product is served, and by whose tokens and key it is asked."""

    port: int
    tokens: Mapping[str, Mapping[str, str]]
    key: AgencyKey

    def publishing(self, agency: str, media: str, body: bytes) -> bytes:
        """The bytes of a request that publishes."""
        headers = {**self._token(agency, "publisher"), "content-type": media}
        return request("POST", "/v1/events", headers, body)

    def reading(self, agency: str, path: str) -> bytes:
        """The bytes of a request that reads."""
        return request("GET", path, self._token(agency, "reader"))

    def _token(self, agency: str, role: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[agency][role]}"}


@contextmanager
def deployment(dsn: str, directory: Path) -> Iterator[Site]:
    """The product on this database, with its agencies, served until the end; files go to `directory`."""
    settings = settings_of(dsn, directory)
    registered = uvloop.run(_register(settings, directory))
    with serving(settings, directory) as port:
        _tell_confidential(port, registered.tokens)
        yield Site(port, registered.tokens, load_key(registered.keys[SIGNING]))


def _tell_confidential(port: int, tokens: Mapping[str, Mapping[str, str]]) -> None:
    """Every agency that is to read has been told that identities are secret."""
    for roles in tokens.values():
        with JejakClient(f"http://{LOOPBACK}:{port}", roles["reader"]) as client:
            client.accept_notice()


def settings_of(dsn: str, directory: Path) -> Settings:
    """The settings of the deployment whose files lie in `directory`."""
    return Settings(database_url=dsn, keys_dir=directory / "keys", origin=ROSTER.origin)


async def _register(settings: Settings, directory: Path) -> Registered:
    async with open_services(settings, system_clock) as services:
        return await register_roster(services, ROSTER, directory)


@contextmanager
def serving(settings: Settings, directory: Path) -> Iterator[int]:
    """`jejak serve` on a free port: the very process that an operator runs."""
    environment = {
        "JEJAK_DATABASE_URL": settings.database_url,
        "JEJAK_KEYS_DIR": str(settings.keys_dir),
        "JEJAK_ORIGIN": settings.origin,
    }
    port = free_port()
    command = [str(Path(sys.executable).with_name("jejak")), "serve", "--port", str(port)]
    with process("jejak serve", command, directory, port, "/health/ready", environment):
        yield port


@contextmanager
def process(
    name: str,
    command: Sequence[str],
    directory: Path,
    port: int,
    ready: str,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A server of HTTP as a process of its own, from when it answers at the path `ready` until the end."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    launch = Launch(
        name=name,
        command=command,
        log=directory / f"{name.replace(' ', '-')}.log",
        stop_signal=signal.SIGTERM,
        environment={**kept, **(environment or {})},
    )
    server = Supervised(launch)
    try:
        server.wait_ready(lambda: _answers(port, ready), START_SECONDS)
        yield
    finally:
        server.stop()


def settled(site: Site) -> None:
    """Waits until ledger and views hold all that is recorded. Raises TimeoutError when they stay behind."""
    deadline = monotonic() + SETTLE_SECONDS
    while behind(site):
        if monotonic() > deadline:
            raise TimeoutError(f"ledger and views are still {behind(site)} events behind")
        sleep(0.05)


def behind(site: Site) -> int:
    """How many events the ledger or the slowest view is behind the log."""
    lag = httpx.get(f"http://{LOOPBACK}:{site.port}/health/ready", timeout=30).json()["lag"]
    return max(each["events"] for each in lag)


def _answers(port: int, path: str) -> bool:
    try:
        return httpx.get(f"http://{LOOPBACK}:{port}{path}", timeout=5).is_success
    except httpx.TransportError:
        return False
