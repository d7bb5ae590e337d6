"""Nothing that was sent reaches a log line, whoever writes it."""

import logging
from collections.abc import Iterator
from contextlib import suppress

import msgspec
import pytest
import structlog

from server.logging import LINES_A_MINUTE, FewOfAKind, configure_logging

CANARY = "Sari Kanari"


Err = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging()
    yield
    root.handlers[:], root.level = handlers, level


def written(capsys: Err) -> list[dict[str, object]]:
    """The lines on standard error, none of which quotes what was sent."""
    text = capsys.readouterr().err
    assert CANARY not in text
    return [msgspec.json.decode(line) for line in text.splitlines()]


def test_a_field_that_is_not_in_the_list_is_dropped(capsys: Err) -> None:
    structlog.get_logger().info("request", method="GET", status=200, name=CANARY, body=CANARY)
    (line,) = written(capsys)
    assert line.keys() == {"event", "level", "timestamp", "method", "status"}


def test_an_exception_is_told_by_type_and_place_not_by_message(capsys: Err) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger().error("request failed", exc_info=True)
    (line,) = written(capsys)
    assert line["error_type"] == "ValueError"
    assert line["where"]


def test_the_message_of_a_library_is_not_quoted(capsys: Err) -> None:
    logging.getLogger("some.library").error("could not store %s", CANARY)
    logging.getLogger("some.library").error(f"could not store {CANARY}")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("failed")
    assert len(written(capsys)) == 3


def test_the_reasons_of_the_network_are_quoted(capsys: Err) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting: %s", "connection refused")
    assert written(capsys)[0]["event"] == "error connecting: connection refused"


class Minutes:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def kept(few: FewOfAKind, times: int, **fields: object) -> int:
    """How many of so many lines are written."""
    written = 0
    for _ in range(times):
        with suppress(structlog.DropEvent):
            few(None, "error", {"event": "request", "level": "error", **fields})
            written += 1
    return written


def test_of_each_kind_ten_lines_a_minute_are_written() -> None:
    few = FewOfAKind(Minutes())
    assert [kept(few, 50, path=path) for path in ("/v1/feed", "/v1/cases")] == [LINES_A_MINUTE] * 2
    assert kept(few, 50, path="/v1/feed") == 0


def test_the_first_line_of_the_next_minute_says_how_many_were_left_out() -> None:
    minutes = Minutes()
    few = FewOfAKind(minutes)
    kept(few, 50)
    minutes.seconds += 60
    line = few(None, "error", {"event": "request", "level": "error"})
    assert line["left_out"] == 50 - LINES_A_MINUTE
    assert "left_out" not in few(None, "error", {"event": "request", "level": "error"})


def test_what_a_caller_sends_makes_no_kind_of_its_own() -> None:
    few = FewOfAKind(Minutes())
    where = {"logger": "uvicorn.error", "where": ["httptools_impl:177"]}
    written = [kept(few, 1, **{**where, "event": f"Invalid request from {number}"}) for number in range(50)]
    assert sum(written) == LINES_A_MINUTE
