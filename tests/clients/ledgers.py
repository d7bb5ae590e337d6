"""Ledgers as a server would give them, with hashes that hold."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from jejak_client.chain import LedgerHead, genesis, row_bytes
from jejak_client.feed import FeedRow, Stage
from jejak_client.keys import AgencyKey, make_key

AGENCY, OTHER = "kejari-ttu", make_key("polres-ttu")
CASE, ELSEWHERE = str(UUID(int=7)), str(UUID(int=8))


def signed(key: AgencyKey = OTHER, case: str = CASE, **body: Any) -> dict[str, Any]:
    """An event of another agency, with this in its body."""
    content = {"subject": case, "source": f"/agencies/{key.agency}", **body}
    return dict(key.sign(msgspec.json.encode(content), "jejak-event+jws"))


class Ledger:
    """Rows one after the other, each linked to the one before."""

    def __init__(self, agency: str = AGENCY) -> None:
        self.head = genesis(agency)
        self.rows: list[FeedRow] = []

    def row(self, kind: Any = "event", **members: Any) -> FeedRow:
        """One more row."""
        position = self.head.row + 1
        made = FeedRow(
            position=position,
            kind=kind,
            hash="",
            **{"cause": 10 * position, "logposition": 10 * position, "case": CASE, **members},
        )
        linked = sha256(bytes.fromhex(self.head.hash) + row_bytes(made)).hexdigest()
        self.head = LedgerHead(position, linked)
        self.rows.append(msgspec.structs.replace(made, hash=linked))
        return self.rows[-1]

    def event(self, version: int, event: dict[str, Any], **members: Any) -> FeedRow:
        """A row with an event of the case, at a version of it."""
        return self.row(caseversion=version, event=event, **members)

    def bare(self, **members: Any) -> FeedRow:
        """A bare row."""
        return self.row("stage", stage=Stage("P-19", "2026-03-02"), **members)
