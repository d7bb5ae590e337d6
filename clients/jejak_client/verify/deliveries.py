"""Deliveries: that an agency was given an event and said that it has it, on the word of both sides."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from jejak_client.verify.jws import ACKNOWLEDGEMENT, RECEIPT, Compact, read_compact
from jejak_client.verify.reading import Delivery, Unreadable
from jejak_client.verify.registry import Key
from jejak_client.verify.result import DeliveryShown, Findings

WHERE = "deliveries.json"
SIGNS = frozenset({"agency", "device"})
BOTH, HOST, NOBODY = "both", "host", "nobody"


def check_deliveries(
    deliveries: Iterable[Delivery],
    origin: str,
    positions: Container[int],
    keys: Iterable[Key],
    host_receipts: Iterable[Key],
    findings: Findings,
) -> tuple[DeliveryShown, ...]:
    """The deliveries that hold, in the order of the file. `positions`: those of the events in the dossier."""
    by_kid, receipts = {key.kid: key for key in keys}, {key.kid: key for key in host_receipts}
    found = []
    for each in deliveries:
        if each.position not in positions or (each.receipt is None) != (each.acknowledged_at is None):
            findings.problem("delivery_malformed", WHERE)
            continue
        proved = _proved(each, origin, by_kid, receipts, findings)
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


def _proved(
    delivery: Delivery, origin: str, keys: dict[str, Key], receipts: dict[str, Key], findings: Findings
) -> str | None:
    """On whose word, None where something is wrong."""
    if delivery.receipt is None:
        if delivery.statement is not None:
            findings.problem("delivery_contradicts", WHERE)
            return None
        return NOBODY
    acknowledged = _acknowledged(delivery.receipt, receipts, findings)
    if acknowledged is None:
        return None
    if not _same(delivery, acknowledged):
        findings.problem("delivery_contradicts", WHERE)
        return None
    if delivery.statement is None:
        return HOST
    key = _stated(delivery, acknowledged, origin, keys, findings)
    if key is None:
        return None
    return HOST if key.compromised_since is not None else BOTH  # a thief could have stated it


def _acknowledged(receipt: str, keys: dict[str, Key], findings: Findings) -> dict[str, Any] | None:
    """What the operator's receipt of the acknowledgement says."""
    try:
        jws = read_compact(receipt, RECEIPT)
        said = jws.said().get("ledger")
    except Unreadable:
        findings.problem("delivery_malformed", WHERE)
        return None
    if not _holds(jws, keys):
        findings.problem("receipt_unverified", WHERE)
        return None
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


def _stated(
    delivery: Delivery, said: dict[str, Any], origin: str, keys: dict[str, Key], findings: Findings
) -> Key | None:
    """The key with which the agency signed that it holds its ledger up to there, as the receipt says."""
    try:
        jws = read_compact(delivery.statement or "", ACKNOWLEDGEMENT)
        stated = jws.said()
    except Unreadable:
        findings.problem("delivery_malformed", WHERE)
        return None
    signers = {
        kid: key for kid, key in keys.items() if key.agency == delivery.agency and key.custody in SIGNS
    }
    if not _holds(jws, signers):
        findings.problem("statement_unverified", WHERE)
        return None
    expected = (delivery.agency, origin, said.get("position"), said.get("hash"))
    if tuple(stated.get(name) for name in ("iss", "origin", "position", "hash")) != expected:
        findings.problem("delivery_contradicts", WHERE)
        return None
    return signers[jws.kid]


def _holds(jws: Compact, keys: dict[str, Key]) -> bool:
    key = keys.get(jws.kid)
    return key is not None and jws.holds(key.public)
