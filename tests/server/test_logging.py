"""Nothing that was sent reaches a log line, whoever writes it."""

import io
import logging
import sys
from collections.abc import Iterator

import msgspec
import pytest
import structlog

from server.logging import configure_logging

CANARY = "Sari Kanari"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging()
    yield written
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def written(lines: io.StringIO) -> list[dict[str, object]]:
    return [msgspec.json.decode(line) for line in lines.getvalue().splitlines()]


def test_a_field_that_is_not_in_the_list_is_dropped(lines: io.StringIO) -> None:
    structlog.get_logger().info("request", method="GET", status=200, name=CANARY, body=CANARY)
    (line,) = written(lines)
    assert line.keys() == {"event", "level", "timestamp", "method", "status"}


def test_an_exception_is_told_by_type_and_place_not_by_message(lines: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger().error("request failed", exc_info=True)
    (line,) = written(lines)
    assert line["error_type"] == "ValueError"
    assert line["where"]
    assert CANARY not in lines.getvalue()


def test_the_message_of_a_library_is_not_quoted(lines: io.StringIO) -> None:
    logging.getLogger("some.library").error("could not store %s", CANARY)
    logging.getLogger("some.library").error(f"could not store {CANARY}")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("failed")
    assert len(written(lines)) == 3
    assert CANARY not in lines.getvalue()


def test_the_reasons_of_the_network_are_quoted(lines: io.StringIO) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting: %s", "connection refused")
    assert written(lines)[0]["event"] == "error connecting: connection refused"
