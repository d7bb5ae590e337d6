"""The match index: keyed hashes by which the same person in two cases is noticed, and shown to nobody.

The key is one of the deployment, outside the database: who steals the database can try no phone number on it.
An entry names the data key that seals the value it was made from, and goes with that key (DESIGN section 8).
So that an entry in a backup ends too, it is encrypted once more under the key of its month, which ends with
the month's backups (`server/vault/epochs.py`); what is alive moves on to the new month.

    entry = 8 bytes of a hash of the month's key id || AES-256 under that month's key of the keyed hash

A block cipher without a nonce, on purpose: two entries of one month are equal where their values are.
"""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from psycopg_pool import AsyncConnectionPool

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.matching import Likeness, likenesses
from server.evidence.keystore import KeyStore
from server.log.units import Match
from server.vault.keyfile import KeyEncryption

LABEL = b"jejak/match/v1\0"
OF_THE_MONTH = b"jejak/match-month/v1"
HASH_BYTES = 16  # 128 bits, one block: no two values of a deployment meet by chance
MONTH_BYTES = 8


KEY = "match"
ANYTHING_HASHED = "SELECT EXISTS (SELECT FROM jejak.matches)"


class MatchIndex:
    """Makes the entries of events. One a process; `key` is 32 random bytes of the deployment."""

    def __init__(self, key: bytes, months: KeyEncryption) -> None:
        self._key = key
        self._months = months

    def entries(self, event: Proposed, sealed_under: Mapping[DataClass, UUID]) -> tuple[Match, ...]:
        """What is stored beside the sealed items of the event; `sealed_under`: its data keys by class."""
        return tuple(
            [
                Match(int(like.kind), self.entry(like), sealed_under[like.data_class])
                for like in likenesses(event)
            ]
        )

    def entry(self, like: Likeness) -> bytes:
        """The entry of a value in this month."""
        message = LABEL + bytes((like.kind,)) + like.text.encode()
        return self._of_this_month(hmac.digest(self._key, message, "sha256")[:HASH_BYTES])

    def month(self) -> bytes:
        """What the entries of this month begin with."""
        return month_of(self._months.derived(OF_THE_MONTH).kek_id)

    def moved(self, entry: bytes, kek_ids: Mapping[bytes, str]) -> bytes:
        """An entry of another month as one of this. `kek_ids`: the key ids by what entries begin with.

        Raises KeyError for a month whose key is not at hand.
        """
        if len(entry) == HASH_BYTES:  # of before there were months
            return self._of_this_month(entry)
        key = self._months.derived(OF_THE_MONTH, kek_ids[entry[:MONTH_BYTES]]).key
        return self._of_this_month(_cipher(key).decryptor().update(entry[MONTH_BYTES:]))

    def _of_this_month(self, digest: bytes) -> bytes:
        month = self._months.derived(OF_THE_MONTH)
        return month_of(month.kek_id) + _cipher(month.key).encryptor().update(digest)


def month_of(kek_id: str) -> bytes:
    """What the entries under this key begin with."""
    return sha256(kek_id.encode()).digest()[:MONTH_BYTES]


def _cipher(key: bytes) -> Cipher[ECB]:
    return Cipher(AES256(key), ECB())  # noqa: S305  # see above


async def open_match_index(
    keys: KeyStore, months: KeyEncryption, pool: AsyncConnectionPool[Any]
) -> MatchIndex:
    """With the deployment's key: made while nothing has been hashed with it, required ever after.

    With another key beside old entries the same person would be met no more, and nobody would notice. Raises
    KeyFileError naming the file that is missing.
    """
    async with pool.connection() as conn:
        row = await (await conn.execute(ANYTHING_HASHED)).fetchone()
    if row == (False,):
        keys.make_secret(KEY)
    return MatchIndex(keys.secret(KEY), months)
