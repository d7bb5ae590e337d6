"""A log of many events, published as any events are: through the front door, in batches."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice

import msgspec

from ops.bench.mix import Mix
from ops.bench.site import ESCROW, ROUTED_TO, Site, settled
from ops.bench.wire import Load, driven
from ops.supervised import LOOPBACK

BATCH = 500
MEDIA = "application/cloudevents-batch+json"
LONGEST = 24 * 3600.0  # s


def fill(site: Site, events: int, seed: int, told: Callable[[int], None]) -> None:
    """Publishes a log of `events` events and waits until ledger and views hold it. Raises Refused.

    `told` hears how many have been sent.
    """
    requests = _requests(site, events, seed, told)
    driven(Load(LOOPBACK, site.port, requests, 1, LONGEST, 0))
    settled(site)


def _requests(site: Site, events: int, seed: int, told: Callable[[int], None]) -> Iterator[bytes]:
    log = Mix(ESCROW, ROUTED_TO, seed, datetime.now(UTC)).from_nothing()
    for sent in range(0, events, BATCH):
        told(sent)
        batch = list(islice(log, min(BATCH, events - sent)))
        yield site.publishing(ESCROW, MEDIA, msgspec.json.encode(batch))
