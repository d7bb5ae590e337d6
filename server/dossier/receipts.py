"""The host's signed word for the events of a dossier, made anew from the log (docs/adr/0061)."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from domain.events import LogRow
from server.answers import Standing, receipt_of
from server.database import Connections
from server.evidence.receipts import log_at
from server.log.reader import LogReader
from server.services import Services
from server.work import standing_of


async def receipts(services: Services, reading: Connections, rows: Sequence[LogRow]) -> dict[int, str]:
    """The receipts of the calls that recorded these events, each by the position of its first event here.

    A call may have recorded events of other cases as well. Its receipt here is over those of its events that
    stand in the dossier: the others are nobody's business (docs/adr/0213).
    """
    stored = await LogReader(reading).by_ids((row.source, row.event_id) for row in rows)
    calls: dict[UUID | int, list[Standing]] = defaultdict(list)
    for row in rows:
        standing = standing_of(stored[row.source, row.event_id])
        calls[standing.call or row.position].append(standing)
    named = partial(log_at, services.settings.origin, services.directory.current)
    made = {
        each[0].position: receipt_of(named, each[0].call, each, services.receipts.sign)
        for each in calls.values()
    }
    return {position: receipt for position, receipt in made.items() if receipt is not None}
