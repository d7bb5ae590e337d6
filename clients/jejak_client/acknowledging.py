"""The agency's own signed word that it holds its ledger up to a row (docs/envelope.md section 9)."""

from __future__ import annotations

from datetime import UTC, datetime

from jejak_client import strict_json
from jejak_client.keys import AgencyKey

TYP = "jejak-acknowledgement+jws"


def statement(key: AgencyKey, origin: str, position: int, ledger_hash: str) -> str:
    """The compact JWS that goes with an acknowledgement, dated now."""
    said = {
        "iss": key.agency,
        "origin": origin,
        "position": position,
        "hash": ledger_hash,
        "time": datetime.now(UTC).isoformat(),
    }
    signed = key.sign(strict_json.encode(said), TYP)
    return f"{signed['protected']}.{signed['payload']}.{signed['signature']}"
