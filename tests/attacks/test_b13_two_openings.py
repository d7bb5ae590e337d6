"""B13: one sealed blob that opens to two texts under two keys, for AES-GCM commits to neither (evidence.md
6b)."""

import os
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.disclosures import make_disclosure
from server.vault import seal as sealing
from server.vault.seal import DataKey, Place, SealBroken, SealedItem, unseal
from tests.server.vault.two_keys import one_blob_for_two_keys

PLACE = Place("jejak.test", "/agencies/polres-ttu", "lp-1", uuid4())
ANDI, BUDI = (make_disclosure(os.urandom(16), "suspect", name) for name in ("Andi", "Budi"))


def keys() -> list[DataKey]:
    return [DataKey(uuid4(), "person/4", 8, os.urandom(32)) for _ in range(2)]


def two_openings(held: list[DataKey], digest: str, text: bytes) -> bytes:
    """A blob that both keys decrypt, the first to `text`."""
    bound = [sealing._bound(PLACE, key, digest) for key in held]
    content = [sealing._content_key(key, aad) for key, aad in zip(held, bound, strict=True)]
    blob = one_blob_for_two_keys(content, bound, text.ljust(256, b"\0"))
    for content_key, aad in zip(content, bound, strict=True):
        assert len(AESGCM(content_key).decrypt(blob[:12], blob[12:], aad)) == 256
    return blob


@pytest.mark.parametrize("signed", [ANDI, BUDI], ids=["Andi was signed", "Budi was signed"])
def test_b13_of_two_openings_none_passes_for_what_was_signed(signed: object) -> None:
    held = keys()
    blob = two_openings(held, signed.digest, ANDI.encoded.encode())  # type: ignore[attr-defined]
    for key in held:
        item = SealedItem(key.data_class, key.key_id.bytes, signed.digest, blob)  # type: ignore[attr-defined]
        with pytest.raises(SealBroken, match="digest"):
            unseal(PLACE, key, item)


def test_b13_a_blob_with_one_opening_opens_under_its_key_alone() -> None:
    right, other = keys()
    item = sealing.seal(PLACE, right, ANDI.encoded, ANDI.digest)
    assert unseal(PLACE, right, item) == ANDI.encoded
    with pytest.raises(SealBroken):
        unseal(PLACE, other, item)
