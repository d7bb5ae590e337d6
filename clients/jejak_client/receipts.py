"""The receipts of the server, as this client takes them in: verified at once, kept for `jejak verify`.

A receipt of what was published promises that every checkpoint made `within` seconds of its recording or later
has the leaf of each event at its position. Whether it was kept is shown offline, to anybody, by
jejak_client/verify (`receipt_broken`, `not_included`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from jejak_client import base64url
from jejak_client.verify.jws import RECEIPT, read_compact
from jejak_client.verify.reading import Unreadable, read_as
from jejak_client.verify.receipts import NotSigned, read_receipt
from jejak_client.verify.registry import HOST_KIND, Key


class ReceiptError(ValueError):
    """A receipt does not hold, or says something else than was asked for. The message names the rule."""


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


def receipt_keys(told: Mapping[str, Any]) -> list[Key]:
    """The keys for receipts among what GET /v1/log/keys answers."""
    return [
        Key(
            kid=key["kid"],
            agency=agency["id"],
            public=base64url.decode(key["x"]),
            custody=key["custody"],
            from_position=key["from_position"],
            until_position=key["until_position"],
        )
        for agency in told["agencies"]
        if agency["kind"] == HOST_KIND
        for key in agency["keys"]
        if key["custody"] == "receipt"
    ]


def require_stated(receipt: str, keys: Sequence[Key], stated: Iterable[tuple[str, str]]) -> None:
    """ReceiptError unless the receipt holds, and names each of these events by its id and body hash (hex)."""
    try:
        events = read_receipt(receipt, keys).events
    except Unreadable:
        raise ReceiptError("receipt: it is not of the form that this client knows") from None
    except NotSigned:
        raise ReceiptError("receipt: no key of the deployment for receipts signed it") from None
    if not {(each.id, each.hash) for each in events}.issuperset(stated):
        raise ReceiptError("receipt: an event that was recorded is not in it, or in another form")


def read_open_versions(receipt: str, keys: Sequence[Key]) -> OpenVersions:
    """What is open of a case, as the server signed it. ReceiptError where it does not hold."""
    try:
        jws = read_compact(receipt, RECEIPT)
        said: OpenVersionsReceipt = read_as(OpenVersionsReceipt, jws.payload)
    except Unreadable:
        raise ReceiptError("receipt: it is not of the form that this client knows") from None
    key = next((each for each in keys if each.kid == jws.kid), None)
    if key is None or key.until_position is not None or not jws.holds(key.public):
        raise ReceiptError("receipt: no key of the deployment for receipts signed it")
    return said.open
