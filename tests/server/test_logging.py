"""Nothing that was sent reaches a log line, whoever writes it."""

import logging
from collections.abc import Iterator

import msgspec
import pytest
import structlog

from server.logging import configure_logging

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
