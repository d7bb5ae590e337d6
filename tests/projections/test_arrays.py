"""Arrays arrive in PostgreSQL as they were given."""

from datetime import UTC, date
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from projections.arrays import ARRAYS, teach_arrays

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "date": st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    "timestamptz": st.datetimes(timezones=st.just(UTC)),
    "text": st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))),
    "bytea": st.binary(max_size=5000),
    "uuid": st.uuids(),
}


def test_every_type_of_array_is_among_those_tested() -> None:
    assert VALUES.keys() == ARRAYS.keys()


@pytest.mark.parametrize("kind", sorted(ARRAYS))
def test_an_array_with_or_without_nulls_comes_back_as_it_was(database: str, kind: str) -> None:
    array, bare = ARRAYS[kind], b"SELECT %b, pg_typeof(%b)::text"
    cast = sql.SQL("SELECT %b::{0}[], pg_typeof(%b::{0}[])::text").format(sql.SQL(kind))
    full = "timestamp with time zone" if kind == "timestamptz" else kind

    @given(st.lists(VALUES[kind], max_size=300) | st.lists(st.none() | VALUES[kind], max_size=5))
    def comes_back(values: list[Any]) -> None:
        for query in (bare, cast):
            row = conn.execute(query, [array(values)] * 2, binary=True).fetchone()
            assert row == (values, f"{full}[]")

    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("SET TIME ZONE 'UTC'")
        teach_arrays(conn)
        comes_back()
