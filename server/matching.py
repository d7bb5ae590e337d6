"""The match index: keyed hashes by which the same person in two cases is noticed, and shown to nobody.

The key is one of the deployment, outside the database: who steals the database can try no phone number on it.
An entry names the data key that seals the value it was made from, and goes with that key (DESIGN section 8).
"""

import hmac
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.matching import Likeness, likenesses
from server.evidence.keystore import KeyStore
from server.log.units import Match

LABEL = b"jejak/match/v1\0"
HASH_BYTES = 16  # 128 bits: no two values of a deployment meet by chance, and an index of half the size


KEY = "match"
ANYTHING_HASHED = "SELECT EXISTS (SELECT FROM jejak.matches)"


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


async def open_match_index(keys: KeyStore, pool: AsyncConnectionPool[Any]) -> MatchIndex:
    """With the deployment's key: made while nothing has been hashed with it, required ever after.

    With another key beside old entries the same person would be met no more, and nobody would notice. Raises
    KeyFileError naming the file that is missing.
    """
    async with pool.connection() as conn:
        row = await (await conn.execute(ANYTHING_HASHED)).fetchone()
    if row == (False,):
        keys.make_secret(KEY)
    return MatchIndex(keys.secret(KEY))
