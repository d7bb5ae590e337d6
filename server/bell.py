"""The bell: NATS tells an agency that it has mail up to row n. It carries nothing else.

Subject `jejak.bell.<agency>`, payload `{"upto": n}`. Where JetStream is there, a stream keeps the last ring
of each subject for whoever connects later. NATS is never waited for: without it, or for a lost ring, an
agency finds its mail at its next poll. Any process may ring, also twice: the greatest n counts.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import nats
import nats.errors
import structlog
from nats.aio.client import Client
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig

from server.metrics import BELL_RINGS
from server.tasks import end

SUBJECT = "jejak.bell"
STREAM = StreamConfig(
    name="JEJAK_BELL",
    description="The last ring per agency",
    subjects=[f"{SUBJECT}.*"],
    retention=RetentionPolicy.LIMITS,
    discard=DiscardPolicy.OLD,
    max_msgs_per_subject=1,
    storage=StorageType.FILE,
)
RECONNECT_SECONDS = 1
CONNECT_SECONDS = 2
STOP_SECONDS = 2.0


class Bell:
    """Rings for agencies as long as NATS can be reached. `start` and `stop` it with the process."""

    def __init__(self, url: str, seed_file: Path | None = None) -> None:
        self._url = url
        self._seed_file = seed_file
        self._client = Client()
        self._reached: dict[str, int] = {}  # of every agency ever rung for: bounded by the directory
        self._unrung: dict[str, int] = {}
        self._news = asyncio.Event()
        self._away = False
        self._task: asyncio.Task[None] | None = None

    def ring(self, heads: Mapping[str, int]) -> None:
        """Has agencies rung for soon, each once for its latest row. Never blocks and never fails."""
        self._reached.update(heads)
        self._unrung.update(heads)
        self._news.set()

    @property
    def connected(self) -> bool:
        """Whether NATS hears us now."""
        return self._client.is_connected

    def start(self) -> None:
        """Connects in the background, for as long as it takes."""
        self._task = asyncio.create_task(self._run(), name="bell")

    async def stop(self) -> None:
        """Ends the task and the connection."""
        if self._task is not None:
            await end(self._task)
        with contextlib.suppress(nats.errors.Error, OSError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._client.close()

    async def _run(self) -> None:
        await self._client.connect(
            self._url,
            nkeys_seed=str(self._seed_file) if self._seed_file else None,
            name="jejak bell",
            connect_timeout=CONNECT_SECONDS,
            reconnect_time_wait=RECONNECT_SECONDS,
            max_reconnect_attempts=-1,
            pending_size=0,  # a ring held back while NATS is away would only be out of date
            error_cb=self._note_failure,
            reconnected_cb=self._ring_again,
        )
        await self._keep_last_rings()
        while True:
            await self._news.wait()
            self._news.clear()
            await self._ring_all()

    async def _ring_all(self) -> None:
        rings, self._unrung = self._unrung, {}
        for agency, upto in rings.items():
            try:
                await self._client.publish(f"{SUBJECT}.{agency}", msgspec.json.encode({"upto": upto}))
            except (nats.errors.Error, OSError) as error:
                await self._note_failure(error)
                return  # rung again when the connection is back
            BELL_RINGS.inc()

    async def _ring_again(self) -> None:
        """NATS may have lost what was sent to it shortly before it went away."""
        self._away = False
        await self._keep_last_rings()
        self.ring(dict(self._reached))

    async def _keep_last_rings(self) -> None:
        """Makes the stream. Without JetStream, or the right to it, only those connected hear a ring."""
        jetstream = self._client.jetstream(timeout=CONNECT_SECONDS)
        try:
            await jetstream.add_stream(STREAM)
        except (nats.errors.Error, OSError) as error:
            await self._note_failure(error)

    async def _note_failure(self, error: Exception) -> None:
        """Logs the first failure of an absence, not every attempt to end it."""
        if not self._away:
            self._away = True
            structlog.get_logger().warning("bell not reachable", error_type=type(error).__name__)
