"""Arrays arrive in PostgreSQL as they were given."""

from datetime import UTC, date
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from projections.arrays import ELEMENTS, array, teach_arrays

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "date": st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    "timestamptz": st.datetimes(timezones=st.just(UTC)),
    "text": st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8),
    "uuid": st.uuids(),
}


def test_every_type_of_the_views_is_among_those_tested() -> None:
    assert VALUES.keys() == ELEMENTS.keys()


@pytest.mark.parametrize("kind", sorted(ELEMENTS))
def test_an_array_with_or_without_nulls_comes_back_as_it_was(database: str, kind: str) -> None:
    query = sql.SQL("SELECT %b::{}[]").format(sql.SQL(kind))

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.one_of(st.none(), VALUES[kind]), max_size=5))
    def comes_back(values: list[Any]) -> None:
        assert conn.execute(query, [array(kind, values)]).fetchone() == (values,)

    with psycopg.connect(database) as conn:
        conn.execute("SET TIME ZONE 'UTC'")
        teach_arrays(conn)
        comes_back()
