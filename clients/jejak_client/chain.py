"""The running hash of an agency's ledger, computed by who holds it (docs/adr/0050).

    row    = JSON [kind, cause, logposition, case, [classes entitled to], stage, date, detail], no spaces
    hash 0 = SHA-256("jejak-ledger/v1/" + agency)
    hash n = SHA-256(hash n-1 + row n)

Rows that were left out, renumbered or changed on the way do not fit the hash of the rows behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

import msgspec

from jejak_client.feed import FeedRow

GENESIS = b"jejak-ledger/v1/"
OF_A_BODY = frozenset({"event", "redelivery"})  # rows that entitle to more than the bare stage
_encode = msgspec.json.Encoder(order="sorted").encode


class LedgerBroken(Exception):
    """What the server gave is not the ledger that it says it is: a row is missing, or another stands in its
    place. `row` is the first that does not fit. The message says how to repair."""

    def __init__(self, row: int, what: str) -> None:
        super().__init__(
            f"row {row} of the ledger: {what}. Nothing of this page was taken in: pull again; where it stays "
            "so, keep what was given and show it to the auditor"
        )
        self.row = row


class LedgerHead(NamedTuple):
    """The last row taken in, and the running hash there (hex); row 0 is before the first."""

    row: int
    hash: str


def genesis(agency: str) -> LedgerHead:
    """The head before the first row."""
    return LedgerHead(0, sha256(GENESIS + agency.encode()).hexdigest())


def followed(head: LedgerHead | None, rows: Iterable[FeedRow]) -> LedgerHead | None:
    """The head after these rows. Raises LedgerBroken at the first that does not follow.

    Without a head to begin from, the first row is taken at its word.
    """
    for row in rows:
        if head is not None and row.position != head.row + 1:
            raise LedgerBroken(row.position, f"it follows on row {head.row}, so rows between were left out")
        if head is not None and _computable(row):
            linked = sha256(bytes.fromhex(head.hash) + row_bytes(row)).hexdigest()
            if linked != row.hash:
                raise LedgerBroken(row.position, "its running hash is not that of the rows given")
        head = LedgerHead(row.position, row.hash)
    return head


def row_bytes(row: FeedRow) -> bytes:
    """What the running hash covers of a row."""
    stage = None if row.kind in OF_A_BODY or row.withheld else row.stage
    entitled = row.classes if row.entitled is None else row.entitled
    code, date = (stage.code, stage.date) if stage else (None, None)
    return _encode((row.kind, row.cause, row.logposition, row.case, entitled, code, date, row.detail))


def _computable(row: FeedRow) -> bool:
    """Of a bare row that is withheld now the stage is not served: it is taken at the hash it states."""
    return not row.withheld or row.kind in OF_A_BODY or row.stage is not None
