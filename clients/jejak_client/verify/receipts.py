"""Receipts of the operator: its signed word that it recorded an event, and what breaks that word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec

from jejak_client.tlog.judging import Judged
from jejak_client.verify.event import Record
from jejak_client.verify.jws import RECEIPT, read_compact
from jejak_client.verify.leaf import leaf_of
from jejak_client.verify.reading import Hexadecimal, Moment, Origin, Position, Unreadable, read_as, seconds
from jejak_client.verify.registry import Key
from jejak_client.verify.result import Findings

MAX_RECEIPT = 1024 * 1024


class ReceiptEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the operator says that it recorded: body hash and leaf hash in hexadecimal."""

    id: str
    hash: Hexadecimal
    leaf: Hexadecimal
    position: Position
    recordedat: Moment


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The receipt of a call; its events stand in the log `within` so many seconds of their recording."""

    iss: Origin
    call: str | None
    log: Origin
    within: Annotated[int, msgspec.Meta(ge=1, le=86_400)]
    events: tuple[ReceiptEvent, ...]


class NotSigned(Exception):
    """The receipt bears no signature of a receipt key that is known."""


def read_receipt(text: str, keys: Iterable[Key]) -> Receipt:
    """A receipt that one of these keys signed while it was in force. Raises Unreadable, NotSigned."""
    receipt, key = _signed(text, keys)
    if _has_ended(key, receipt):
        raise NotSigned
    return receipt


def _signed(text: str, keys: Iterable[Key]) -> tuple[Receipt, Key]:
    """A receipt and the key that signed it, whenever that ended. Raises Unreadable, NotSigned."""
    if len(text) > MAX_RECEIPT:
        raise Unreadable("too large")
    jws = read_compact(text, RECEIPT)
    receipt = read_as(Receipt, jws.payload)
    if not receipt.events:
        raise Unreadable("a receipt is of something")
    for each in receipt.events:
        seconds(each.recordedat)  # what no calendar has is no promise
    key = next((each for each in keys if each.kid == jws.kid), None)
    if key is None or not jws.holds(key.public):
        raise NotSigned
    return receipt, key


def _has_ended(key: Key, receipt: Receipt) -> bool:
    return key.until_position is not None and any(
        each.position >= key.until_position for each in receipt.events
    )


def check_receipt(
    text: str,
    where: str,
    origin: str,
    keys: Iterable[Key],
    records: Mapping[int, Record],
    checkpoints: Iterable[Judged],
    findings: Findings,
) -> Receipt | None:
    """A receipt against the events and the checkpoints at hand; None where it shows nothing.

    A receipt that contradicts what the log holds is itself the proof: the operator signed both. That the key
    had ended is said beside it and voids no promise: the operator itself says where its key ends, and could
    otherwise deny an event by ending it in the place that it had promised. So it is where the operator calls
    its key stolen.
    """
    try:
        receipt, key = _signed(text, keys)
    except Unreadable:
        findings.problem("receipt_malformed", where)
        return None
    except NotSigned:
        findings.problem("receipt_unverified", where)
        return None
    if receipt.iss != origin:
        findings.problem("origin_differs", where)
        return None
    if _has_ended(key, receipt):
        findings.problem("receipt_key_ended", where)
    if key.compromised_since is not None:
        findings.note("receipt_key_doubted", where)  # whoever has it signs for any place, also for early ones
    for promised in receipt.events:
        record = records.get(promised.position)
        if record is not None and told(record) != promised:
            findings.problem("receipt_contradicts", where)
        if any(
            _too_late(promised, receipt.within, each)
            for each in checkpoints
            if each.checkpoint.origin == receipt.log
        ):
            findings.problem("receipt_broken", where)
    return receipt


def told(record: Record) -> ReceiptEvent:
    """What a receipt says of an event as it stands in the log."""
    file = record.file
    return ReceiptEvent(record.id, record.body_hash, leaf_of(file).hex(), file.position, file.recordedat)


def _too_late(promised: ReceiptEvent, within: int, judged: Judged) -> bool:
    """Whether a quorum saw the log without the event at a time at which it was promised to be there.

    Each of the witnesses counted cosigned after the promise had run out: so many of them are not all
    mistaken.
    """
    if not judged.final or judged.checkpoint.size >= promised.position:
        return False
    return min(judged.cosigned.values()) > seconds(promised.recordedat) + within + 1
