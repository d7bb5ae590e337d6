"""What an agency should hold now, case by case, short enough to compare: pure.

held = JSON [logposition, "body" or "stage", [class names]], one per event, in log order, no spaces
hash = SHA-256 of all of them, one after the other
"""

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

import msgspec

from domain.access import Matrix, Visibility, visible
from domain.case import CaseState
from domain.matrix import BODY_LEVEL
from server.ledger.chain import class_names
from server.opening import Asker, least

_encode = msgspec.json.encode


class CaseHolding(msgspec.Struct, frozen=True):
    """One case of a manifest: events held, the highest case version among them, and the hash over them."""

    case: UUID
    count: int
    version: int
    hash: str


def should_hold(
    owed: Mapping[int, Visibility], state: CaseState, asker: Asker, matrix: Matrix
) -> CaseHolding | None:
    """What an agency was owed of a case, as far as it may still see it; None where nothing is left."""
    digest, count, version = sha256(), 0, 0
    for head in state.events:
        if head.position not in owed:
            continue
        allowed = visible(state, asker.agency, asker.kind, head, matrix, asker.at)
        held = least(owed[head.position], allowed)
        if held.level:
            level = "body" if held.level == BODY_LEVEL else "stage"
            digest.update(_encode((head.position, level, class_names(held.classes))))
            count, version = count + 1, head.version
    return CaseHolding(state.id, count, version, digest.hexdigest()) if count else None
