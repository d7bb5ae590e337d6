from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.log.arrays import BigInts, Bools, Byteas, Ints, SmallInts, Texts, Uuids, teach_arrays

ELEMENTS: dict[Callable[[list[Any]], list[Any]], st.SearchStrategy[Any]] = {
    BigInts: st.integers(-(2**63), 2**63 - 1),
    Ints: st.integers(-(2**31), 2**31 - 1),
    SmallInts: st.integers(-(2**15), 2**15 - 1),
    Bools: st.booleans(),
    Texts: st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    Byteas: st.none() | st.binary(max_size=5000),
    Uuids: st.none() | st.uuids(),
}


@pytest.mark.parametrize("array", ELEMENTS)
def test_postgresql_reads_an_array_as_it_was_written(database: str, array: Any) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        teach_arrays(connection)

        @given(st.lists(ELEMENTS[array], max_size=300))
        def holds(values: list[Any]) -> None:
            row = connection.execute("SELECT %b", [array(values)], binary=True).fetchone()
            assert row == (values,)

        holds()
