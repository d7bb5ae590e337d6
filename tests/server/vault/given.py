"""Escrow-signed events with classed fields, and their way into the log."""

import os
from typing import Any
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.body import Plain, Proposed, Signer
from domain.envelope import build_signed, parse_plain
from domain.events import LogRow
from server.log.group_commit import GroupCommit
from server.log.reader import LogReader
from server.log.units import NewEvent, NewKey, Recorded, Unit

ORIGIN = "jejak.test"
REGISTERED = {"sex": "female", "age_band": "18-20", "child": False}


def victim_registered(person: UUID, case: UUID | None = None, **fields: Any) -> Proposed:
    """VictimRegistered by an agency without a key."""
    return proposed("VictimRegistered", case or uuid4(), {"person": person, **REGISTERED, **fields})


def proposed(type_name: str, case: UUID, data: dict[str, Any]) -> Proposed:
    """An event of dp3a-ttu as the server builds and signs it."""
    event = {
        "specversion": "1.0",
        "id": uuid4().hex,
        "source": "/agencies/dp3a-ttu",
        "type": f"jejak.{type_name}.v1",
        "subject": case,
        "time": "2026-03-02T08:00:00+08:00",
        "data": data,
    }
    plain = parse_plain(msgspec.json.encode(event), ORIGIN)
    assert isinstance(plain, Plain), plain
    signer = Signer("escrow/dp3a-ttu/test", Ed25519PrivateKey.generate().sign)
    built = build_signed(plain, signer, lambda: os.urandom(16), None)
    assert isinstance(built, Proposed), built
    return built


async def recorded(
    event: Proposed, items: bytes | None, keys: tuple[NewKey, ...], log: GroupCommit, reader: LogReader
) -> LogRow:
    """The row of an event after it was appended with what the vault sealed."""
    body = event.body
    new = NewEvent(body.type, event.state, body.source, body.id, 0, int(event.classes), None, items)
    version = (await reader.case_versions([event.case]))[event.case]
    assert isinstance(await log.submit(Unit(event.case, version, (new,), 0, keys)), Recorded)
    return (await reader.case_rows(event.case))[-1]
