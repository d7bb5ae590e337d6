"""Logs as data. Only fields of an allow-list reach a line, so nothing personal can get there by mistake.

Of one kind so many lines a minute are written, the others are counted: whoever makes the server fail or
complain without number fills no disk.
"""

import logging
import sys
import time
from collections.abc import Callable, Hashable, MutableMapping
from types import TracebackType
from typing import Any

import structlog
from msgspec.json import encode

from server.metrics import LOG_LINES

Fields = MutableMapping[str, Any]

ALLOWED_FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "method",
        "path",  # the template of the route, never the path asked for
        "status",
        "milliseconds",
        "error_id",
        "error_type",
        "where",
        "projection",
        "rule",
        "position",
        "events",
        "failures",
        "log",
        "problem",
        "seconds",
        "witness",
        "month",
        "keys",
        "left_out",  # how many lines of this kind were not written since the last that was
    }
)

LINES_A_MINUTE = 10  # of one kind
MINUTE = 60.0  # seconds
KINDS_KEPT = 1_000
OF_A_KIND = ("path", "status", "error_type", "rule", "projection", "month", "log", "witness")

# What these libraries put into their messages is addresses and reasons of the network; others may quote data.
LOGGERS_QUOTED = ("psycopg.pool", "uvicorn.error", "nats")


def configure_logging(level: int = logging.INFO) -> None:
    """One JSON object a line on standard error, for our own loggers and for those of the libraries."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            describe_exception,
            FewOfAKind(),
            keep_allowed_fields,
            structlog.processors.JSONRenderer(serializer=lambda fields, **_: encode(fields).decode()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[LibraryHandler()], level=max(level, logging.WARNING), force=True)
    for name in LOGGERS_QUOTED:  # another library may have silenced them at its import
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.getLogger("uvicorn.error").setLevel(level)


class FewOfAKind:
    """Lets so many lines of a kind through in a minute; the next that is written says how many were left out.

    A kind is what is said, or who says it where a library does, and where: never what a caller sent.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._minutes: dict[Hashable, tuple[float, int]] = {}  # since when, and how many came

    def __call__(self, _logger: Any, _method: str, fields: Fields) -> Fields:
        """The line, or structlog.DropEvent."""
        now, kind = self._monotonic(), kind_of(fields)
        since, came = self._minutes.get(kind, (now, 0))
        if now - since >= MINUTE:
            if came > LINES_A_MINUTE:
                fields["left_out"] = came - LINES_A_MINUTE
            since, came = now, 0
        if len(self._minutes) >= KINDS_KEPT:
            self._minutes.clear()
        self._minutes[kind] = since, came + 1
        written = came < LINES_A_MINUTE
        LOG_LINES.labels("written" if written else "left out", fields.get("level", "")).inc()
        if not written:
            raise structlog.DropEvent
        return fields


def kind_of(fields: Fields) -> Hashable:
    """Which kind of line this is."""
    said = fields["logger"] if "logger" in fields else fields.get("event")
    return said, tuple(fields.get("where", ())), tuple(fields.get(name) for name in OF_A_KIND)


def keep_allowed_fields(_logger: Any, _method: str, fields: Fields) -> Fields:
    """Drops every field that is not in the allow-list."""
    return {name: value for name, value in fields.items() if name in ALLOWED_FIELDS}


def describe_exception(_logger: Any, _method: str, fields: Fields) -> Fields:
    """Replaces `exc_info` by the exception's type and places: its message may quote what was sent."""
    error = fields.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        fields["error_type"] = type(error).__name__
        fields["where"] = places(error.__traceback__)
    return fields


def places(trace: TracebackType | None) -> list[str]:
    """The innermost five `module:line` of a traceback, outermost first."""
    found = []
    while trace is not None:
        found.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found[-5:]


class LibraryHandler(logging.Handler):
    """Sends the records of libraries through structlog: the place, and the message only of the few quoted."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line for one record."""
        quoted = record.name.startswith(LOGGERS_QUOTED)
        message = record.getMessage().strip() if quoted else "message of a library"
        fields: dict[str, Any] = {"logger": record.name, "where": [f"{record.module}:{record.lineno}"]}
        if record.exc_info and record.exc_info[1]:
            fields["exc_info"] = record.exc_info[1]
        structlog.get_logger().log(record.levelno, message, **fields)
