"""Telling every agency that ever had what was erased: a `shredded` row in its ledger, to be confirmed.

Who had it, the ledgers themselves say: not only who may see it now. So these rows are made where the ledger
is written, from the rows before them, and a second ledger made from the log has the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from domain.access import NOTHING, Visibility
from domain.case_state import CaseState
from domain.erasure import reached
from domain.events import RecordedEvent
from domain.fold.consent import class_mask
from domain.matrix import STAGE_LEVEL
from server.ledger.chain import LedgerRow, class_names
from server.ledger.projector import holdings

Owed = Sequence[LedgerRow]


class Shredding(NamedTuple):
    """Keys of a case were destroyed. `taken`: by log position the DataClass mask that is gone."""

    case: UUID
    cause: int
    erasure: UUID
    taken: Mapping[int, int]


def shredding_of(before: CaseState, event: RecordedEvent) -> Shredding | None:
    """What a KeyShredded took from the events before it, None where it took nothing."""
    data = event.data
    taken = reached(before, data.person, class_mask(data.classes), data.through, data.of_the_case)
    return Shredding(event.case, event.position, data.erasure, taken) if taken else None


def shredded_rows(shredding: Shredding, owed: Iterable[LedgerRow]) -> list[LedgerRow]:
    """The rows to append, given all rows so far that mean the events, ledger by ledger."""
    return [
        row
        for agency, rows in groupby(owed, lambda row: row.agency)
        for row in _of_agency(agency, shredding, list(rows))
    ]


def _of_agency(agency: str, shredding: Shredding, rows: Owed) -> Iterator[LedgerRow]:
    held = holdings(rows)
    for position, mask in sorted(shredding.taken.items()):
        of_event = [row for row in rows if row.position == position]
        had = 0
        for row in of_event:
            had |= row.classes & mask
        if had:
            yield _row(agency, shredding, of_event[-1], held.get(position, NOTHING), had)


def _row(agency: str, shredding: Shredding, last: LedgerRow, held: Visibility, had: int) -> LedgerRow:
    """What is left of the event, and which classes the agency had that are gone."""
    code, day = (last.stage, last.on_date) if held.level == STAGE_LEVEL else (None, None)
    detail = {"level": held.level, "erasure": str(shredding.erasure), "classes": class_names(had)}
    left = held.classes & ~had
    return LedgerRow(
        agency, "shredded", shredding.cause, last.position, shredding.case, left, code, day, detail
    )
