"""Receipts of the server: verified without it, and shown to have been broken where they were.

A compact JWS, typ jejak-receipt+jws, by a key of custody `receipt` of the deployment. Of what was published
it names each event with its leaf in the log's tree, and promises that every checkpoint made `within` seconds
of its recording or later has that leaf at that place. So whoever holds a receipt and a later checkpoint can
show to anybody that the host kept its word or did not, and opens no event for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from jejak_client import base64url, strict_json
from jejak_client.tlog import ed25519, merkle
from jejak_client.tlog.checkpoint import Checkpoint

TYP = "jejak-receipt+jws"
Code = Literal["not_included", "other_leaf"]

_Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ReceiptError(ValueError):
    """A receipt does not hold, or says something else than was asked for. The message names the rule."""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["Ed25519"]
    kid: str
    typ: Literal["jejak-receipt+jws"]


class Promised(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receipt says of one event: body hash and leaf hash (hex), log position, when it was recorded."""

    id: str
    hash: _Hex
    leaf: _Hex
    position: Annotated[int, msgspec.Meta(ge=1)]
    recordedat: Annotated[datetime, msgspec.Meta(tz=True)]


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a call that published: `iss` the deployment, `log` the origin of its log, `within` in seconds."""

    iss: str
    log: str
    call: str | None
    within: Annotated[int, msgspec.Meta(ge=1)]
    events: tuple[Promised, ...]


class Delivered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That an agency acknowledged its ledger up to `position`. `statement`: what it signed itself, if so."""

    agency: str
    position: Annotated[int, msgspec.Meta(ge=1)]
    hash: _Hex
    acknowledgedat: Annotated[datetime, msgspec.Meta(tz=True)]
    assurance: Literal["agency", "escrow"]
    statement: str | None = None


class DeliveryReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of an acknowledgement."""

    iss: str
    ledger: Delivered


class OpenVersions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which versions of a case were open to an agency in full, as of a position of the log."""

    agency: str
    case: str
    as_of: int
    versions: tuple[int, ...]


class OpenVersionsReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The server's word on what is open to whom."""

    iss: str
    open: OpenVersions


class ReceiptKey(NamedTuple):
    """A key that signs receipts: 32 public bytes, and the log position from which it signs none any more."""

    public: bytes
    until: int | None


class Placed(NamedTuple):
    """The leaf hash that a log shows at an index, with the path from there to the root of a checkpoint."""

    leaf: bytes
    path: Sequence[bytes]


class Broken(NamedTuple):
    """A promise that was not kept, and how that shows."""

    code: Code
    said: str


Keys = Mapping[str, ReceiptKey]


def receipt_keys(told: Mapping[str, Any]) -> dict[str, ReceiptKey]:
    """The keys for receipts among what GET /v1/log/keys answers, by key id."""
    return {
        key["kid"]: ReceiptKey(base64url.decode(key["x"]), key["until_position"])
        for agency in told["agencies"]
        if agency["kind"] == "deployment"
        for key in agency["keys"]
        if key["custody"] == "receipt"
    }


def read_receipt(receipt: str, keys: Keys) -> Receipt:
    """The receipt of a call that published. ReceiptError where it does not hold under one of these keys."""
    payload, key = _opened(receipt, keys)
    found = _decoded(payload, Receipt)
    if key.until is not None and any(each.position >= key.until for each in found.events):
        raise ReceiptError("receipt: its key was revoked before these events were recorded")
    return found


def read_delivery(receipt: str, keys: Keys) -> DeliveryReceipt:
    """The receipt of an acknowledgement. ReceiptError where it does not hold under one of these keys."""
    return _decoded(_opened(receipt, keys)[0], DeliveryReceipt)


def read_open_versions(receipt: str, keys: Keys) -> OpenVersions:
    """What is open of a case, as the server signed it. ReceiptError where it does not hold."""
    said: OpenVersionsReceipt = _decoded(_opened(receipt, keys)[0], OpenVersionsReceipt)
    return said.open


def require_stated(receipt: Receipt, stated: Iterable[tuple[str, str]]) -> None:
    """ReceiptError unless the receipt names each of these events by its id and body hash (hex)."""
    named = {(each.id, each.hash) for each in receipt.events}
    if not named.issuperset(stated):
        raise ReceiptError("receipt: an event that was recorded is not in it, or in another form")


def broken_promise(
    receipt: Receipt, promised: Promised, checkpoint: Checkpoint, at: datetime, placed: Placed | None
) -> Broken | None:
    """How a checkpoint breaks what a receipt promises of one of its events; None where it does not.

    `checkpoint`: verified, signatures and all, and the newest that the log showed at the moment `at` (as
    whoever fetched it saw, or as a witness says that cosigned it). `placed`: what the log shows at the place
    of the event, where the tree reaches so far; Unverified where its path does not lead to the root.
    ReceiptError for another log; one that was begun anew is bound by the word of the one before.
    """
    if not _continues(receipt.log, checkpoint.origin):
        raise ReceiptError("checkpoint: it is of another log than the receipt")
    due = promised.recordedat + timedelta(seconds=receipt.within)
    if checkpoint.size < promised.position:
        if at < due:
            return None
        return Broken("not_included", f"a checkpoint after {due.isoformat()} has no leaf for the event")
    if placed is None:
        raise ReceiptError("checkpoint: it covers the place of the event, so the leaf there is needed")
    index = promised.position - 1
    merkle.verify_inclusion(placed.leaf, index, checkpoint.size, placed.path, checkpoint.root)
    if placed.leaf.hex() != promised.leaf:
        return Broken("other_leaf", "the log has another leaf at the place that the receipt names")
    return None


def _continues(log: str, origin: str) -> bool:
    """Whether `origin` is that log, or the same begun anew: `<log>/2` and so on, which `log` may be too."""
    first, _, number = log.rpartition("/")
    base, begun = (first, int(number)) if number.isascii() and number.isdigit() else (log, 1)
    if origin == log:
        return True
    later = origin.removeprefix(f"{base}/") if origin.startswith(f"{base}/") else ""
    return later.isascii() and later.isdigit() and int(later) > begun


def _opened(receipt: str, keys: Keys) -> tuple[bytes, ReceiptKey]:
    try:
        protected, payload, signature = receipt.split(".")
        header = _decoded(base64url.decode(protected), _Header)
        raw, signed = base64url.decode(payload), base64url.decode(signature)
    except (ValueError, UnicodeEncodeError):
        raise ReceiptError("receipt: a compact JWS, its header exactly alg Ed25519, kid and typ") from None
    key = keys.get(header.kid)
    if key is None:
        raise ReceiptError("receipt: its key is not one of the deployment's for receipts")
    if not ed25519.verify(key.public, signed, f"{protected}.{payload}".encode("ascii")):
        raise ReceiptError("receipt: the signature does not hold")
    return raw, key


def _decoded(raw: bytes, kind: Any) -> Any:
    try:
        strict_json.decode(raw)  # no member twice
        return msgspec.json.decode(raw, type=kind)
    except (ValueError, UnicodeDecodeError):
        raise ReceiptError("receipt: it is not of the form that this client knows") from None
