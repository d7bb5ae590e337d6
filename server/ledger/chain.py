"""The rows of an agency's ledger and the running SHA-256 that ties each to all before it.

Two sides that hold the same last hash hold the same ledger. What is hashed can be computed from what a
fetch serves, so a client checks its copy without trusting the server:

    row    = JSON [kind, cause, logposition, case, [classes entitled to], stage, date, detail], no spaces
    hash 0 = SHA-256("jejak-ledger/v1/" + agency)
    hash n = SHA-256(hash n-1 + row n)
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from domain.catalogue.fields import DataClass

Kind = Literal[
    "event", "stage", "backfill_begin", "backfill", "backfill_end", "redelivery", "withdrawn", "shredded"
]

GENESIS = b"jejak-ledger/v1/"

_encode = msgspec.json.Encoder(order="sorted").encode


class LedgerRow(NamedTuple):
    """One row of one agency's ledger, without its number: an entitlement, never a value of the event.

    cause: log position of the event that made this row. position: of the event meant, None for the two
    frames of a backfill. classes: DataClass mask the agency is entitled to from here on. on_date: set where
    only the bare stage is meant, together with `stage`, the legal code where the event type has one.
    detail: what the frames, `withdrawn` and `shredded` say besides. A row has no time of its own: it is owed
    from the moment its cause was recorded, so a rebuild makes the same rows.
    """

    agency: str
    kind: Kind
    cause: int
    position: int | None
    case: UUID
    classes: int
    stage: str | None
    on_date: date | None
    detail: dict[str, Any] | None


@cache
def class_names(classes: int) -> list[str]:
    """The names of a DataClass mask, in the order of its bits; empty for the case class alone.

    Shared between callers: not to be changed.
    """
    return list(DataClass(classes).names()) if classes else []


def row_bytes(row: LedgerRow) -> bytes:
    """What is hashed of a row; the same as its RFC 8785 form, because every text in it is ASCII."""
    _, kind, cause, position, case, classes, stage, on_date, detail = row
    return _encode((kind, cause, position, case, class_names(classes), stage, on_date, detail))


def genesis(agency: str) -> bytes:
    """The hash before the first row: no two agencies share it, so no ledger passes for another's."""
    return sha256(GENESIS + agency.encode()).digest()


def link(previous: bytes, row: bytes) -> bytes:
    """The hash of a row given that of the row before it."""
    return sha256(previous + row).digest()


def block_hash(rows: Iterable[LedgerRow]) -> str:
    """Hex SHA-256 over the rows of a backfill, stated in its `backfill_end`."""
    return sha256(b"".join(map(row_bytes, rows))).hexdigest()
