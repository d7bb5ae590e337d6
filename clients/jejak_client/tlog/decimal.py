"""Decimal numbers as C2SP texts write them: ASCII digits, no sign, no leading zeros."""

from __future__ import annotations

import re

from jejak_client.tlog.errors import Malformed

MAX_SIZE = 2**63 - 1  # what a signed 64-bit integer of any reader holds
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def decode(text: str) -> int:
    """The number; Malformed for another form of it, or one beyond 2^63 - 1."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise Malformed("number: decimal digits without leading zeros, at most 2^63 - 1")
    return int(text)
