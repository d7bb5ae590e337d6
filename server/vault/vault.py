"""The vault: seals the disclosures of an event on their way into the log, opens them for those allowed.

Data keys live in the database, wrapped; what wraps them does not. Destroying a data key is erasure: what it
sealed is then withheld for ever, and everything else stands.
"""

import asyncio
import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
import structlog
from psycopg_pool import AsyncConnectionPool

from domain import base64url
from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.events import LogRow
from projections.arrays import BigInts, Uuids
from server.database import Connections
from server.evidence.keystore import KeyFileError
from server.log.units import NewKey
from server.vault.erased import ErasedKeys
from server.vault.key_cache import KeyCache
from server.vault.keyfile import KEY_BYTES, KeyEncryption, KeyEncryptionKeyDestroyed
from server.vault.owners import owner_of
from server.vault.seal import (
    FORMAT,
    DataKey,
    Place,
    SealBroken,
    SealedItem,
    SealedItems,
    pack_items,
    seal,
    unpack_items,
    unseal,
)
from server.vault.statements import statement

FORGET_SECONDS = 1.0
FORM = b"jejak/form/v1\0"
EVERY_CLASS = int(sum(DataClass))
SEALED_ITEMS, DATA_KEYS = statement("sealed_items"), statement("data_keys")


class _SignedData(msgspec.Struct, frozen=True):
    digests: tuple[str, ...] = msgspec.field(name="_sd", default=())


class _SignedBody(msgspec.Struct, frozen=True):
    data: _SignedData


_decode_payload = msgspec.json.Decoder(_SignedBody).decode


class Sealed(NamedTuple):
    """What `jejak.sealed` is to hold for an event: its sealed items (None where it discloses nothing) and the
    hash by which it is recognised (see bound_form); the data keys that must be stored with it, which data key
    seals each of its classes, and the new ones in clear."""

    items: bytes | None
    keys: tuple[NewKey, ...]
    under: Mapping[DataClass, UUID]
    form: bytes | None
    fresh: tuple[DataKey, ...] = ()


class Opened(NamedTuple):
    """The disclosures of one event in their base64url text, how many could not be opened because what is
    stored is not what was sealed (never because they are not allowed, or erased), and the DataClass mask of
    those that were."""

    disclosures: tuple[str, ...]
    broken: int = 0
    classes: int = 0


class Vault:
    """One a process. `erased`: the keys that never open again; `capacity`: how many data keys it keeps in
    clear."""

    def __init__(
        self,
        origin: str,
        keys: KeyEncryption,
        erased: ErasedKeys,
        pool: AsyncConnectionPool[Any],
        capacity: int = 50_000,
    ) -> None:
        self._origin = origin
        self._keys = keys
        self._erased = erased
        self._pool = pool
        self._cache = KeyCache(capacity)
        self._sealing_as_of = 0

    def forget_erased(self) -> None:
        """Drops the keys that were destroyed since it last looked, by whatever process."""
        for key_id in self._erased.news():
            self._cache.drop(key_id)

    async def run(self) -> None:
        """Drops destroyed keys from memory within a second, also in a process that opens nothing: data keys,
        and what wrapped them."""
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            try:
                self.forget_erased()
                self._keys.forget_destroyed()
            except (KeyFileError, OSError) as error:
                structlog.get_logger().error("destroyed keys not read", error_type=type(error).__name__)

    def seal(self, event: Proposed, registry: int) -> Sealed:
        """Seals the disclosures of an event. Tell confirm() of the fresh keys once it is committed.

        `registry`: up to where the registry is known, as its append says. Once it has moved, no key of before
        seals any more: so an erasure, which moves it first, knows all that is sealed under the keys it lists,
        and nothing recorded after that was sealed under one that it destroys.
        """
        if not event.disclosures:
            return Sealed(None, (), {}, event.request_hmac)
        if registry != self._sealing_as_of:
            self._cache.renew()
            self._sealing_as_of = registry
        place = Place(self._origin, event.body.source, event.body.id, event.case)
        fresh: dict[tuple[str, int], DataKey] = {}
        under: dict[DataClass, DataKey] = {}
        items = []
        for disclosure in event.disclosures:
            data_class = event.event_type.fields[disclosure.field].data_class
            key = under.get(data_class)
            if key is None:
                key = under[data_class] = self._key_for(owner_of(event, data_class), data_class, fresh)
            items.append(seal(place, key, disclosure.encoded, disclosure.digest))
        packed = pack_items(SealedItems(FORMAT, items))
        form = bound_form(event.request_hmac, under.values()) if event.request_hmac is not None else None
        ids = {data_class: key.key_id for data_class, key in under.items()}
        return Sealed(packed, tuple(map(self._wrapped, fresh.values())), ids, form, tuple(fresh.values()))

    def _key_for(self, owner: str, data_class: DataClass, fresh: dict[tuple[str, int], DataKey]) -> DataKey:
        """The key that seals a class of an owner now; a new one is added to the `fresh` of the event."""
        named = owner, int(data_class)
        return self._cache.current(*named) or fresh.get(named) or fresh.setdefault(named, _new_key(*named))

    def confirm(self, fresh: Iterable[DataKey], registry: int) -> None:
        """Keeps new keys for later events; only once their event is committed, else those could never be
        opened. `registry`: as they were sealed with it."""
        for key in fresh:
            if registry == self._sealing_as_of and key.key_id not in self._erased:
                self._cache.adopt(key)

    async def open(self, asked: Sequence[tuple[LogRow, int]], reading: Connections) -> list[Opened]:
        """The disclosures of events, of each only the classes in its DataClass mask, in the same order.
        What is sealed is read through `reading`: as the agency to which it is shown.

        Two queries however many events, one where all keys are known. Raises WrongKeyEncryptionKey when the
        key-encryption key at hand is not the one that a data key is wrapped under.
        """
        items = await self.sealed_items([row for row, classes in asked if row.classes & classes], reading)
        return await self.open_items([(row, items.get(row.position), classes) for row, classes in asked])

    async def sealed_items(self, rows: Iterable[LogRow], reading: Connections) -> dict[int, bytes]:
        """What is sealed of events, by log position, as far as it may be read through `reading`."""
        return dict(await _fetch(reading, SEALED_ITEMS, BigInts(row.position for row in rows)))

    async def open_items(self, asked: Sequence[tuple[LogRow, bytes | None, int]]) -> list[Opened]:
        """The same of events given with what is sealed of them."""
        allowed = [_allowed(items, row.classes & classes) for row, items, classes in asked]
        keys = await self._data_keys({UUID(bytes=item.key_id) for items in allowed for item in items or ()})
        return [self._opened(row, items, keys) for (row, _, _), items in zip(asked, allowed, strict=True)]

    async def bound_forms(self, asked: Sequence[tuple[int, bytes | None]]) -> list[bytes | None]:
        """The hashes of plain events, each bound as that of the event at the log position beside it was. None
        for none, and where a key is gone: nothing is compared any more with what was erased."""
        places = {place for place, form in asked if form is not None}
        sealed = dict(await _fetch(self._pool, SEALED_ITEMS, BigInts(places)))
        used = {place: _key_ids(sealed.get(place)) for place in places}
        keys = await self._data_keys(set().union(*used.values()))
        return [form and _bound(form, [keys.get(key_id) for key_id in used[place]]) for place, form in asked]

    async def _data_keys(self, key_ids: set[UUID]) -> dict[UUID, DataKey | None]:
        """Those that exist and were not destroyed; None for one that does not belong to its row."""
        self.forget_erased()
        keys: dict[UUID, DataKey | None] = {}
        for key_id in key_ids:
            known = self._cache.by_id(key_id)
            if known is not None:
                keys[key_id] = known
        rows = await _fetch(self._pool, DATA_KEYS, Uuids(key_ids - keys.keys()))
        self.forget_erased()  # what was destroyed meanwhile does not come back into the cache
        for row in rows:
            stored = NewKey(*row)
            with suppress(KeyEncryptionKeyDestroyed):
                keys[stored.key_id] = self._unwrapped(stored)
        return {key_id: key for key_id, key in keys.items() if key_id not in self._erased}

    def _opened(
        self, row: LogRow, items: Sequence[SealedItem] | None, keys: Mapping[UUID, DataKey | None]
    ) -> Opened:
        if items is None:
            return self._report(row, Opened((), 1))
        place = Place(self._origin, row.source, row.event_id, row.case)
        signed = signed_digests(row.state) if items else ()
        disclosures, broken, classes = [], 0, 0
        for item in items:
            key_id = UUID(bytes=item.key_id)
            if key_id not in keys:
                continue  # erased
            try:
                disclosures.append(_unsealed(place, keys[key_id], item, signed))
            except SealBroken:
                broken += 1
            else:
                classes |= item.data_class
        return self._report(row, Opened(tuple(disclosures), broken, classes))

    def _report(self, row: LogRow, opened: Opened) -> Opened:
        if opened.broken:
            structlog.get_logger().error("seal broken", position=row.position, failures=opened.broken)
        return opened

    def _wrapped(self, key: DataKey) -> NewKey:
        kek_id, blob = self._keys.wrap(key.secret, self._context(key.key_id, key.owner, key.data_class))
        return NewKey(key.key_id, key.owner, key.data_class, blob, kek_id)

    def rewrapped(self, stored: NewKey) -> NewKey | None:
        """A data key as stored, wrapped under the key-encryption key of this moment; None for one that does
        not belong to its row. Raises WrongKeyEncryptionKey and KeyEncryptionKeyDestroyed."""
        context = self._context(stored.key_id, stored.owner, stored.data_class)
        try:
            secret = self._keys.unwrap(stored.wrapped, context, stored.kek_id)
        except SealBroken:
            return None
        kek_id, blob = self._keys.wrap(secret, context)
        return stored._replace(wrapped=blob, kek_id=kek_id)

    def _unwrapped(self, stored: NewKey) -> DataKey | None:
        context = self._context(stored.key_id, stored.owner, stored.data_class)
        try:
            secret = self._keys.unwrap(stored.wrapped, context, stored.kek_id)
        except SealBroken:
            return None
        key = DataKey(stored.key_id, stored.owner, stored.data_class, secret)
        if key.key_id not in self._erased:
            self._cache.put(key)
        return key

    def _context(self, key_id: UUID, owner: str, data_class: int) -> bytes:
        return msgspec.json.encode(("jejak/data-key/v1", self._origin, key_id, owner, data_class))


def bound_form(form: bytes, keys: Iterable[DataKey]) -> bytes:
    """The keyed hash of a plain event, bound to the data keys that seal what it discloses: whoever lacks one
    of them can try no guess on it. So it ends with the first of them (DESIGN section 3)."""
    secrets = b"".join(key.secret for key in sorted(keys, key=lambda key: key.key_id))
    return hmac.digest(secrets, FORM + form, "sha256") if secrets else form


def signed_digests(state: bytes) -> tuple[str, ...]:
    """The `_sd` digests of a stored event, from the payload that its agency signed."""
    return _decode_payload(base64url.decode(state.split(b".", 2)[1].decode("ascii")) or b"").data.digests


async def _fetch(reading: Connections, query: bytes, keys: BigInts | Uuids) -> list[tuple[Any, ...]]:
    if not keys:
        return []
    async with reading.connection() as connection:
        cursor = await connection.execute(query, [keys], prepare=True)
    return await cursor.fetchall()


def _new_key(owner: str, data_class: int) -> DataKey:
    return DataKey(uuid4(), owner, data_class, os.urandom(KEY_BYTES))


def _bound(form: bytes, keys: Sequence[DataKey | None]) -> bytes | None:
    known = [key for key in keys if key is not None]
    return bound_form(form, known) if len(known) == len(keys) else None


def _key_ids(items: bytes | None) -> set[UUID]:
    return {UUID(bytes=item.key_id) for item in _allowed(items, EVERY_CLASS) or ()}


def _allowed(items: bytes | None, classes: int) -> list[SealedItem] | None:
    """The items of these classes; None where what is stored cannot be read at all."""
    if items is None or not classes:
        return []
    try:
        return [item for item in unpack_items(items) if item.data_class & classes]
    except SealBroken:
        return None


def _unsealed(place: Place, key: DataKey | None, item: SealedItem, signed: Sequence[str]) -> str:
    if key is None or item.digest not in signed:
        raise SealBroken("no key or no signature vouches for it")
    return unseal(place, key, item)
