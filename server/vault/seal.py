"""One disclosure sealed: encrypted, bound to its place, committed to by the digest in the signed body.

    AAD  = JSON ["jejak/seal/v1", origin, source, event id, case, owner, class, key id, digest]
    CK   = HKDF-Expand-SHA256(data key, info = AAD)     a key of its own for every disclosure
    blob = nonce12 || AES-256-GCM(CK, nonce, disclosure padded to 256 bytes, AAD)

AES-GCM does not commit to its key: one blob can open to two texts under two keys. So what was opened must
have the digest that the agency signed. Source: evidence.md 3.2 and 3.4.
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from domain import base64url

FORMAT = 1
BLOCK = 256
NONCE_BYTES = 12
LABEL = "jejak/seal/v1"

_encode_json = msgspec.json.Encoder().encode


class SealBroken(ValueError):
    """What is stored is not what was sealed there: another place, another key, or other bytes."""


class Place(NamedTuple):
    """Where a sealed disclosure belongs."""

    origin: str
    source: str
    event_id: str
    case: UUID


class DataKey(NamedTuple):
    """A data key in clear: 32 bytes for one owner and one data class."""

    key_id: UUID
    owner: str
    data_class: int
    secret: bytes


class SealedItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One sealed disclosure as stored; its owner and class stand with its key."""

    data_class: int
    key_id: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
    digest: str
    blob: bytes


class SealedItems(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What `jejak.sealed.items` holds, as MessagePack."""

    format: int
    items: list[SealedItem]


pack_items = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(SealedItems).decode


def unpack_items(items: bytes) -> Sequence[SealedItem]:
    """The sealed disclosures of one event. Raises SealBroken."""
    try:
        sealed = _unpack(items)
    except msgspec.DecodeError:
        raise SealBroken("not sealed items") from None
    if sealed.format != FORMAT:
        raise SealBroken("sealed items of another format")
    return sealed.items


def seal(place: Place, key: DataKey, encoded: str, digest: str) -> SealedItem:
    """Seals one disclosure (its base64url text) under a data key."""
    bound = _bound(place, key, digest)
    nonce = os.urandom(NONCE_BYTES)  # from the kernel, so two processes after a fork differ
    text = encoded.encode("ascii")
    padded = text.ljust(-(-len(text) // BLOCK) * BLOCK, b"\0")
    blob = nonce + AESGCM(_content_key(key, bound)).encrypt(nonce, padded, bound)
    return SealedItem(key.data_class, key.key_id.bytes, digest, blob)


def unseal(place: Place, key: DataKey, item: SealedItem) -> str:
    """The disclosure's base64url text. Raises SealBroken when anything it is bound to differs."""
    if item.data_class != key.data_class:  # by this number it was judged who may see it
        raise SealBroken("the seal is labelled with another class than its key's")
    bound = _bound(place, key, item.digest)
    cipher = AESGCM(_content_key(key, bound))
    try:
        padded = cipher.decrypt(item.blob[:NONCE_BYTES], item.blob[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise SealBroken("the seal does not hold here") from None
    encoded = padded.rstrip(b"\0")
    if base64url.encode(sha256(encoded).digest()) != item.digest:
        raise SealBroken("the seal holds another disclosure than the digest says")
    return encoded.decode("ascii")


def _bound(place: Place, key: DataKey, digest: str) -> bytes:
    return _encode_json((LABEL, *place, key.owner, key.data_class, key.key_id, digest))


def _content_key(key: DataKey, bound: bytes) -> bytes:
    # A data key is 32 random bytes: there is nothing to extract (RFC 5869 section 3.3).
    return HKDFExpand(algorithm=SHA256(), length=32, info=bound).derive(key.secret)
