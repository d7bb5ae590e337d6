"""The match index: keyed hashes by which the same person in two cases is noticed, and shown to nobody.

The key is one of the deployment, outside the database: who steals the database can try no phone number on it.
An entry names the data key that seals the value it was made from, and goes with that key (DESIGN section 8).
"""

import hmac
from collections.abc import Mapping
from uuid import UUID

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.matching import Likeness, likenesses
from server.log.units import Match

LABEL = b"jejak/match/v1\0"
HASH_BYTES = 16  # 128 bits: no two values of a deployment meet by chance, and an index of half the size


class MatchIndex:
    """Makes the entries of events. One a process; `key` is 32 random bytes of the deployment."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def entries(self, event: Proposed, sealed_under: Mapping[DataClass, UUID]) -> tuple[Match, ...]:
        """What is stored beside the sealed items of the event; `sealed_under`: its data keys by class."""
        return tuple(
            [
                Match(int(like.kind), self._hash(like), sealed_under[like.data_class])
                for like in likenesses(event)
            ]
        )

    def _hash(self, like: Likeness) -> bytes:
        message = LABEL + bytes((like.kind,)) + like.text.encode()
        return hmac.digest(self._key, message, "sha256")[:HASH_BYTES]
