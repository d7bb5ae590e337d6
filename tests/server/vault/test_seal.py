import multiprocessing
import os
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosures import make_disclosure
from server.vault import seal as sealing
from server.vault.seal import DataKey, Place, SealBroken, SealedItem, SealedItems, pack_items, seal, unseal

PLACE = Place("jejak.test", "/agencies/rsud-ttu", "visum-1", uuid4())
KEY = DataKey(uuid4(), "person/4", 8, os.urandom(32))
NAME = make_disclosure(os.urandom(16), "name", "Andi")
PHONE = make_disclosure(os.urandom(16), "phone", "+6281234567890")


def sealed() -> SealedItem:
    return seal(PLACE, KEY, NAME.encoded, NAME.digest)


@given(st.text(max_size=3000))
def test_what_was_sealed_opens_to_the_same_text(value: str) -> None:
    disclosure = make_disclosure(os.urandom(16), "name", value)
    assert unseal(PLACE, KEY, seal(PLACE, KEY, disclosure.encoded, disclosure.digest)) == disclosure.encoded


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(event_id="visum-2"),
        PLACE._replace(source="/agencies/polres-ttu"),
        PLACE._replace(case=uuid4()),
        PLACE._replace(origin="jejak.other"),
    ],
    ids=["another event", "another agency", "another case", "another deployment"],
)
def test_a_blob_moved_to_another_place_does_not_open(elsewhere: Place) -> None:
    with pytest.raises(SealBroken):
        unseal(elsewhere, KEY, sealed())


@pytest.mark.parametrize(
    "other",
    [
        KEY._replace(owner="person/5"),
        KEY._replace(key_id=uuid4()),
        KEY._replace(secret=os.urandom(32)),
        KEY._replace(data_class=1),
    ],
    ids=["another owner", "another version of the key", "another key", "another class"],
)
def test_a_blob_read_under_another_key_or_owner_or_class_does_not_open(other: DataKey) -> None:
    with pytest.raises(SealBroken):
        unseal(PLACE, other, sealed())


def test_a_blob_put_in_place_of_another_field_does_not_open() -> None:
    item = msgspec.structs.replace(sealed(), digest=PHONE.digest)
    with pytest.raises(SealBroken):
        unseal(PLACE, KEY, item)


def test_a_blob_labelled_with_a_class_that_more_people_may_see_does_not_open() -> None:
    item = msgspec.structs.replace(sealed(), data_class=1)
    with pytest.raises(SealBroken):
        unseal(PLACE, KEY, item)


def test_a_blob_tells_the_length_of_a_text_to_256_bytes_only() -> None:
    lengths = {
        len(seal(PLACE, KEY, each.encoded, each.digest).blob)
        for each in (make_disclosure(os.urandom(16), "name", "x" * length) for length in range(1, 100))
    }
    assert lengths == {12 + 256 + 16}


def test_no_key_and_nonce_meet_twice_after_a_fork() -> None:
    context = multiprocessing.get_context("fork")
    with context.Pool(4) as children:
        used = [pair for pairs in children.map(keys_and_nonces, [KEY] * 4) for pair in pairs]
    used += keys_and_nonces(KEY)
    assert len(used) == len(set(used)) == 5 * 200


def keys_and_nonces(key: DataKey) -> list[tuple[bytes, bytes]]:
    """The content key and nonce of the same disclosure sealed again and again."""
    content_key = sealing._content_key(key, sealing._bound(PLACE, key, NAME.digest))
    return [(content_key, seal(PLACE, key, NAME.encoded, NAME.digest).blob[:12]) for _ in range(200)]


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\xc1",
        pack_items(SealedItems(9, [])),
        pack_items(SealedItems(1, [SealedItem(1, b"id", "", b"")])),
    ],
    ids=["empty", "not MessagePack", "another format", "an id that is none"],
)
def test_sealed_items_of_no_known_form_are_refused(stored: bytes) -> None:
    with pytest.raises(SealBroken):
        sealing.unpack_items(stored)


def test_stored_items_name_neither_field_nor_value() -> None:
    stored = pack_items(SealedItems(1, [seal(PLACE, KEY, PHONE.encoded, PHONE.digest)]))
    assert UUID(bytes=sealing.unpack_items(stored)[0].key_id) == KEY.key_id
    for secret in (b"phone", b"6281234567890", PHONE.encoded.encode(), PHONE.salt.encode()):
        assert secret not in stored
