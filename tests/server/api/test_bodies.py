"""A batch is cut into its items as they were sent, under limits that hold before memory is spent."""

import pytest

from server.api.bodies import MAX_ITEMS, items_of
from server.api.problems import ProblemError


async def test_items_are_the_bytes_that_were_sent() -> None:
    assert await items_of(b'[ {"a" :1.0},\n{"b":"\\u0041,]"} ]') == [b'{"a" :1.0}', b'{"b":"\\u0041,]"}']


async def test_an_empty_batch_has_no_items() -> None:
    assert await items_of(b"[]") == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"[1,", b'[{"a":1}{"b":2}]', b"[\xff]", b"nonsense"])
async def test_what_is_no_array_is_malformed(body: bytes) -> None:
    with pytest.raises(ProblemError) as raised:
        await items_of(body)
    assert raised.value.refusal.type == "malformed_json"


@pytest.mark.parametrize("count", [MAX_ITEMS + 1, 200_000])
async def test_too_many_items_are_refused(count: int) -> None:
    with pytest.raises(ProblemError) as raised:
        await items_of(b"[" + b",".join([b"{}"] * count) + b"]")
    assert raised.value.refusal.type == "batch_too_large"


async def test_many_commas_inside_few_items_are_no_reason_to_refuse() -> None:
    long = b'{"a":[' + b",".join([b'"x,y"'] * 60_000) + b"]}"
    assert await items_of(b"[" + long + b"," + long + b"]") == [long, long]


async def test_a_batch_nested_beyond_the_parser_is_refused_as_too_deep() -> None:
    with pytest.raises(ProblemError) as raised:
        await items_of(b"[" * 100_000)
    assert raised.value.refusal.type == "too_deep"
