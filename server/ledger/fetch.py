"""A fetch: rows of an agency's ledger with what it may see of their events now, recorded before given."""

from uuid import UUID

import msgspec

from domain.access import Visibility
from server.ledger.chain import LedgerRow
from server.ledger.items import FeedItem, feed_item
from server.ledger.manifest import CaseHolding, should_hold
from server.ledger.projector import TAKES_BACK, holdings, level_of
from server.ledger.queries import LedgerReader, OwedRow
from server.opening import Asker, Owed, Shown, asker_of, served, show
from server.readlog.reader import Reader
from server.services import Services


class FeedPage(msgspec.Struct):
    """Rows after the one asked for. `next` is what to ask after; `head` the last row there is now."""

    items: list[FeedItem]
    next: int
    head: int


class LedgerHead(msgspec.Struct, frozen=True):
    """The last row of a ledger and its hash."""

    position: int
    hash: str


class Manifest(msgspec.Struct):
    """Cases in the order of their ids. `next` is what to ask after, null at the end. It holds for an agency
    that has taken in its ledger up to `head`."""

    items: list[CaseHolding]
    next: UUID | None
    head: LedgerHead


async def fetch(services: Services, reader: Reader, call: str, after: int, limit: int) -> FeedPage:
    """The rows after row `after`. Raises ProblemError where the read cannot be recorded.

    The head is read before the rows, so that no row is missing between `next` and `head`.
    """
    ledger = LedgerReader(services.pool)
    head = await ledger.head(reader.agency)
    if head.n <= after:
        return FeedPage([], after, head.n)
    rows = await ledger.page(reader.agency, after, limit)
    asker = await asker_of(services, reader.agency)
    shown = await _shown(services, asker, rows)
    first, last = rows[0].n, rows[-1].n
    await services.reads.record(reader, call, served(list(shown.values())), rows=(first, last))
    return FeedPage([feed_item(owed, shown.get(owed.n)) for owed in rows], last, max(head.n, last))


async def manifest(services: Services, reader: Reader, call: str, after: UUID | None, limit: int) -> Manifest:
    """One page of what the agency should hold now: owed by its ledger and still open to it."""
    ledger = LedgerReader(services.pool)
    head = await ledger.head(reader.agency)
    cases = await ledger.owed_cases(reader.agency, after, limit)
    asker = await asker_of(services, reader.agency)
    states = await services.cases.at_head(cases)
    owed = _by_case(await ledger.owed_rows(reader.agency, cases, head.n))
    matrix = services.rules.matrix
    found = [
        should_hold(owed[case], states[case], asker, matrix)
        for case in cases
        if case in owed and case in states
    ]
    await services.reads.record(reader, call, [])
    last = cases[-1] if len(cases) == limit else None
    return Manifest([each for each in found if each], last, LedgerHead(head.n, head.hash.hex()))


async def _shown(services: Services, asker: Asker, rows: list[OwedRow]) -> dict[int, Shown]:
    """By ledger row what is shown of its event; a row that takes back gives nothing."""
    meant = [owed for owed in rows if owed.event is not None and owed.row.kind not in TAKES_BACK]
    wanted = [
        Owed(owed.event, Visibility(level_of(owed.row), owed.row.classes)) for owed in meant if owed.event
    ]
    shown = await show(services, asker, wanted)
    return {owed.n: each for owed, each in zip(meant, shown, strict=True)}


def _by_case(rows: list[LedgerRow]) -> dict[UUID, dict[int, Visibility]]:
    by_case: dict[UUID, list[LedgerRow]] = {}
    for row in rows:
        by_case.setdefault(row.case, []).append(row)
    return {case: holdings(owed) for case, owed in by_case.items()}
