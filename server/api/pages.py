"""Keyset pages: the place where a page ended, as a parameter holds it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from litestar.params import Parameter

from server.api.problems import invalid_parameter

LONGEST_KEY = 250
BETWEEN = "~"

After = Annotated[str | None, Parameter(max_length=LONGEST_KEY, description="`next` of the page before.")]


def page_text(key: Sequence[Any]) -> str:
    """The key of a page: its parts one after the other."""
    return BETWEEN.join(_plain(part) for part in key)


def page_key(text: str, parts: Sequence[Callable[[str], Any]]) -> list[Any]:
    """The parts of a key, each read by its reader. Raises ProblemError for what no page has given."""
    given = text.split(BETWEEN)
    try:
        if len(given) != len(parts) or "\0" in text:
            raise ValueError
        return [read(part) for read, part in zip(parts, given, strict=True)]
    except ValueError:
        raise invalid_parameter("after", "Send `next` of the page before as it was given.") from None


def yes_or_no(text: str) -> bool:
    """A truth value as a key holds it. ValueError for anything else."""
    if text not in ("0", "1"):
        raise ValueError("neither 0 nor 1")
    return text == "1"


def big_integer(text: str) -> int:
    """An integer that PostgreSQL's bigint holds. ValueError for anything else."""
    number = int(text)
    if not -(2**62) <= number <= 2**62:
        raise ValueError("too large")
    return number


def _plain(part: Any) -> str:
    if isinstance(part, datetime):
        return part.isoformat()
    return str(int(part)) if isinstance(part, bool) else str(part)
