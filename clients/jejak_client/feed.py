"""The agency's ledger as the server delivers it: dense positions, each row with the running hash."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import msgspec

from jejak_client.envelope import OpenedEvent, open_event

Kind = Literal[
    "event", "stage", "backfill", "backfill_begin", "backfill_end", "redelivery", "withdrawn", "shredded"
]


class Stage(msgspec.Struct, frozen=True):
    """A bare row: a legal code and a date, for those who need to know that, not what."""

    code: str | None
    date: str


class FeedRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the ledger. `position` counts this ledger from 1 without gaps, `logposition` the log.

    `hash` is the hex running SHA-256 up to this row; `cause` the log position of the event that made it.
    `classes` are the data classes served now, `entitled` those of the row where they are more; `withheld`
    says that less is shown than the row once gave. `detail` stands on the frames of a backfill, on
    `withdrawn` and on `shredded`: copies of the classes named there are to be purged, and that is confirmed.
    """

    position: int
    kind: Kind
    hash: str
    cause: int | None = None
    case: str | None = None
    recordedat: str | None = None
    logposition: int | None = None
    caseversion: int | None = None
    occurred: str | None = None
    assurance: str | None = None
    marks: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    entitled: tuple[str, ...] | None = None
    event: dict[str, Any] | None = None
    stage: Stage | None = None
    detail: dict[str, Any] | None = None
    withheld: bool = False

    def opened(self) -> OpenedEvent | None:
        """The event with its disclosures opened, None for rows that carry none."""
        return open_event(self.event) if self.event is not None else None


class FeedPage(NamedTuple):
    """Rows in order; `next` is the `after` of the next page, `head` the last position there is.

    `lines` are the same rows as the server wrote them, one JSON object each.
    """

    items: tuple[FeedRow, ...]
    lines: tuple[bytes, ...]
    next: int
    head: int


class _Page(msgspec.Struct):
    items: tuple[msgspec.Raw, ...]
    next: int
    head: int


decode_row = msgspec.json.Decoder(FeedRow).decode
_decode_page = msgspec.json.Decoder(_Page).decode


def decode_page(raw: bytes) -> FeedPage:
    """A page of GET /v1/feed. Raises msgspec.ValidationError for anything else."""
    page = _decode_page(raw)
    lines = tuple(bytes(item) for item in page.items)
    return FeedPage(tuple(map(decode_row, lines)), lines, page.next, page.head)
