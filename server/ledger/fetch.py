"""A fetch: rows of an agency's ledger with what it may see of their events now, recorded before given."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from domain.access import Visibility
from domain.case_state import CaseState
from domain.discrepancies.shape import head_at
from server.ledger.chain import LedgerRow
from server.ledger.items import FeedItem, feed_item
from server.ledger.manifest import CaseHolding, should_hold
from server.ledger.projector import TAKES_BACK, holdings, level_of
from server.ledger.queries import LedgerReader, OwedRow
from server.opening import Asker, Owed, Shown, asker_of, reading_as, served, show
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
    """The rows after row `after`. Raises ProblemError where the read cannot be recorded."""
    asker = await asker_of(services, reader)
    paging = services.second_line.paging(asker.agency, asker.kind, after, limit)
    head, rows = await LedgerReader(paging).after(asker.agency, after, limit)
    if not rows:
        return FeedPage([], after, head.n)
    states = await services.cases.at_head({owed.row.case for owed in rows})
    begun, shown = _recorded(states, rows), await _shown(services, asker, states, rows)
    first, last = rows[0].n, rows[-1].n
    await services.reads.record(reader, call, served(list(shown.values())), rows=(first, last))
    items = [feed_item(owed, shown.get(owed.n), begun.get(owed.row.cause)) for owed in rows]
    return FeedPage(items, last, max(head.n, last))


async def manifest(services: Services, reader: Reader, call: str, after: UUID | None, limit: int) -> Manifest:
    """One page of what the agency should hold now: owed by its ledger and still open to it."""
    asker = await asker_of(services, reader)
    ledger = LedgerReader(reading_as(services, asker))
    head = await ledger.head(reader.agency)
    cases = await ledger.owed_cases(reader.agency, after, limit)
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


async def _shown(
    services: Services, asker: Asker, states: Mapping[UUID, CaseState], rows: list[OwedRow]
) -> dict[int, Shown]:
    """By ledger row what is shown of its event; a row that takes back gives nothing."""
    meant = [owed for owed in rows if owed.row.position is not None and owed.row.kind not in TAKES_BACK]
    shown = await show(services, asker, states, [_meant(owed) for owed in meant])
    return {owed.n: each for owed, each in zip(meant, shown, strict=True)}


def _meant(owed: OwedRow) -> Owed:
    row = owed.row
    assert row.position is not None, "a frame means no event"
    return Owed(row.case, row.position, owed.event, owed.items, Visibility(level_of(row), row.classes))


def _recorded(states: Mapping[UUID, CaseState], rows: list[OwedRow]) -> dict[int, datetime]:
    """When the events were recorded that made the frames of backfills, by log position."""
    known = (owed.row for owed in rows if owed.row.position is None and owed.row.case in states)
    return {row.cause: head_at(states[row.case], row.cause).recordedat for row in known}


def _by_case(rows: list[LedgerRow]) -> dict[UUID, dict[int, Visibility]]:
    by_case: dict[UUID, list[LedgerRow]] = {}
    for row in rows:
        by_case.setdefault(row.case, []).append(row)
    return {case: holdings(owed) for case, owed in by_case.items()}
