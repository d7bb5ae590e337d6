"""Deliveries: what an agency said that it has, on the word of both sides.

Both sign for the ledger of the agency up to a row. Nothing signed says which event stands in that row: so no
more is shown than that it can be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from jejak_client.verify.checkpoints import SKEW
from jejak_client.verify.event import Record
from jejak_client.verify.jws import ACKNOWLEDGEMENT, RECEIPT, Compact, read_compact
from jejak_client.verify.reading import Delivery, Unreadable, seconds
from jejak_client.verify.registry import Key, Registry
from jejak_client.verify.result import DeliveryShown, Findings

WHERE = "deliveries.json"
SIGNS = frozenset({"agency", "device"})
BOTH, HOST, NOBODY = "both", "host", "nobody"


class Known(NamedTuple):
    """What deliveries are held against: the events of the dossier by position, the key history, and the keys
    with which the operator signs receipts."""

    origin: str
    records: Mapping[int, Record]
    registry: Registry
    receipts: Mapping[str, Key]

    def recorded(self, position: int) -> int | None:
        """When the host says that it recorded the event there, seconds since 1970."""
        record = self.records.get(position)
        return seconds(record.file.recordedat) if record is not None else None


def check_deliveries(
    deliveries: Iterable[Delivery], known: Known, findings: Findings
) -> tuple[DeliveryShown, ...]:
    """The deliveries that hold, in the order of the file."""
    found = []
    rows: dict[tuple[str, int], int] = {}
    for each in deliveries:
        if not _is_sound(each, known):
            findings.problem("delivery_malformed", WHERE)
            continue
        if rows.setdefault((each.agency, each.row), each.position) != each.position:
            findings.problem("delivery_contradicts", WHERE)  # a row is of one event
            continue
        proved = _proved(each, known, findings)
        if proved is not None:
            found.append(
                DeliveryShown(
                    position=each.position,
                    agency=each.agency,
                    owed_at=each.owed_at,
                    fetched_at=each.fetched_at,
                    acknowledged_at=each.acknowledged_at,
                    proved=proved,
                )
            )
    return tuple(found)


def _is_sound(delivery: Delivery, known: Known) -> bool:
    """Whether it is of an event that is here, at moments that a calendar has."""
    try:
        for moment in (delivery.owed_at, delivery.fetched_at, delivery.acknowledged_at):
            if moment is not None:
                seconds(moment)
    except Unreadable:
        return False
    return delivery.position in known.records and (
        (delivery.receipt is None) == (delivery.acknowledged_at is None)
    )


def _proved(delivery: Delivery, known: Known, findings: Findings) -> str | None:
    """On whose word, None where something is wrong."""
    if delivery.receipt is None:
        if delivery.statement is not None:
            findings.problem("delivery_contradicts", WHERE)
            return None
        return NOBODY
    acknowledged = _acknowledged(delivery.receipt, known, findings)
    if acknowledged is None:
        return None
    if not _same(delivery, acknowledged) or _before_it_was_there(delivery, known):
        findings.problem("delivery_contradicts", WHERE)
        return None
    if delivery.statement is None:
        return HOST
    key = _stated(delivery, acknowledged, known, findings)
    if key is None:
        return None
    stolen = key.compromised_since is not None or known.registry.doubts(key, key.from_position)
    return HOST if stolen else BOTH  # a thief could have stated it


def _acknowledged(receipt: str, known: Known, findings: Findings) -> dict[str, Any] | None:
    """What the operator's receipt of the acknowledgement says."""
    try:
        jws = read_compact(receipt, RECEIPT)
        payload = jws.said()
    except Unreadable:
        findings.problem("delivery_malformed", WHERE)
        return None
    if not _holds(jws, known.receipts):
        findings.problem("receipt_unverified", WHERE)
        return None
    if payload.get("iss") != known.origin:
        findings.problem("origin_differs", WHERE)
        return None
    said = payload.get("ledger")
    if not isinstance(said, dict):
        findings.problem("delivery_malformed", WHERE)
        return None
    return said


def _same(delivery: Delivery, said: dict[str, Any]) -> bool:
    """Whether the receipt is of this agency's ledger, reaches the row, and has the time and the statement."""
    position = said.get("position")
    reaches = type(position) is int and position >= delivery.row
    return reaches and (said.get("agency"), said.get("acknowledgedat"), said.get("statement")) == (
        delivery.agency,
        delivery.acknowledged_at,
        delivery.statement,
    )


def _before_it_was_there(delivery: Delivery, known: Known) -> bool:
    """Whether the agency acknowledged before the event was recorded: it was another one, then."""
    recorded = known.recorded(delivery.position)
    assert recorded is not None, "a delivery is of an event that is here"
    return delivery.acknowledged_at is not None and seconds(delivery.acknowledged_at) < recorded - SKEW


def _stated(delivery: Delivery, said: dict[str, Any], known: Known, findings: Findings) -> Key | None:
    """The key with which the agency signed that it holds its ledger up to there, as the receipt says."""
    try:
        jws = read_compact(delivery.statement or "", ACKNOWLEDGEMENT)
        stated = jws.said()
    except Unreadable:
        findings.problem("delivery_malformed", WHERE)
        return None
    key = known.registry.keys.get(jws.kid)
    if key is None or not _may_state(key, delivery, known) or not jws.holds(key.public):
        findings.problem("statement_unverified", WHERE)
        return None
    expected = (delivery.agency, known.origin, said.get("position"), said.get("hash"))
    if tuple(stated.get(name) for name in ("iss", "origin", "position", "hash")) != expected:
        findings.problem("delivery_contradicts", WHERE)
        return None
    return key


def _may_state(key: Key, delivery: Delivery, known: Known) -> bool:
    """Whether the key was one of the agency's at the time of the acknowledgement. A ledger has no positions
    of the log: so by the host's clock, which is set against itself."""
    assert delivery.acknowledged_at is not None, "what is stated was acknowledged"
    at = seconds(delivery.acknowledged_at)
    begin = known.recorded(key.from_position)
    end = known.recorded(key.until_position) if key.until_position is not None else None
    in_force = (begin is None or begin - SKEW <= at) and (end is None or at <= end + SKEW)
    return key.agency == delivery.agency and key.custody in SIGNS and in_force


def _holds(jws: Compact, keys: Mapping[str, Key]) -> bool:
    key = keys.get(jws.kid)
    return key is not None and jws.holds(key.public)
