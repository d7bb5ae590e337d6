"""The leaf of an event: its form never changes, and nothing of the event can be read in it."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leaf import ENTRY_BYTES, leaf_entry, leaf_hash

AT = datetime(2026, 3, 2, 8, 15, 30, 42, tzinfo=UTC)
ROW = (7, 3, AT, 1, 257, b"e30.e30.c2ln")


def test_the_entry_is_the_hash_of_the_record_written_out() -> None:
    record = b"jejak/record/v1\n7\n3\n2026-03-02T08:15:30.000042Z\n1\n257\ne30.e30.c2ln\n"
    entry = b"jejak/leaf/v1\n" + b64encode(sha256(record).digest()) + b"\n"
    assert leaf_entry(*ROW) == entry
    assert leaf_hash(entry) == sha256(b"\x00" + entry).digest()


def test_the_leaf_of_a_known_row_stays_what_it_is() -> None:
    assert leaf_hash(leaf_entry(*ROW)).hex() == (
        "042a10708b512ecdcad81ac161cbeb11eb4fed84017fccc97771ed6369d42a00"
    )


@pytest.mark.parametrize("place", range(6))
def test_another_value_of_any_member_is_another_leaf(place: int) -> None:
    others = (8, 4, AT + timedelta(microseconds=1), 0, 256, b"e30.e30.c2lo")
    row = [*ROW[:place], others[place], *ROW[place + 1 :]]
    assert leaf_entry(*row) != leaf_entry(*ROW)  # type: ignore[arg-type]


def test_the_offset_in_which_a_moment_is_given_makes_no_difference() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    assert leaf_entry(7, 3, elsewhere, 1, 257, b"e30.e30.c2ln") == leaf_entry(*ROW)


@given(st.binary(max_size=2000), st.integers(1, 2**62), st.integers(0, 511))
def test_an_entry_has_one_length_whatever_the_event_says(state: bytes, position: int, classes: int) -> None:
    assert len(leaf_entry(position, 1, AT, 0, classes, state)) == ENTRY_BYTES
