"""Checking a ledger against its own chain: dense numbers, and each hash following from the one before it."""

from server.ledger.chain import genesis, link, row_bytes
from server.ledger.queries import LedgerReader
from server.ledger.writer import Head

READ = 5_000


class ChainBroken(Exception):
    """A row is missing, or is not the one that was chained."""

    def __init__(self, agency: str, n: int) -> None:
        super().__init__(f"the ledger of {agency} does not hold together at row {n}")
        self.agency = agency
        self.n = n


async def verify_chain(reader: LedgerReader, agency: str) -> Head:
    """Recomputes the whole ledger of one agency; its head. Raises ChainBroken at the first row that is wrong,
    also where the head row is not that of the last row."""
    head = Head(0, genesis(agency))
    while rows := await reader.rows(agency, head.n, READ):
        for stated, row in rows:
            head = Head(head.n + 1, link(head.hash, row_bytes(row)))
            if stated != head:
                raise ChainBroken(agency, head.n)
    if await reader.head(agency) != head:
        raise ChainBroken(agency, head.n + 1)
    return head
