"""Events from lines of JSON, in calls of a size that the server takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jejak_client import strict_json
from jejak_client.answers import Answer
from jejak_client.envelope import EnvelopeError, Event, attributes_of


class Line(NamedTuple):
    """One line: its number from 1, its event or the answer that it holds none, and its size in bytes."""

    number: int
    content: Event | Answer
    size: int

    @property
    def group(self) -> str | None:
        """The group that the event belongs to, None for none."""
        if isinstance(self.content, Answer):
            return None
        try:
            return attributes_of(self.content).get("group")
        except EnvelopeError:
            return None


def read_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """The events of NDJSON; blank lines are skipped, one that is no JSON object is a refusal of its own."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield Line(number, _read(line), len(line))


def in_calls(lines: Iterable[Line], most: int, most_bytes: int) -> Iterator[list[Line]]:
    """Cut into runs of at most `most` events and `most_bytes`; neighbours of one group stay together.

    A group that alone is larger is left whole: the server says that it is too large.
    """
    call: list[Line] = []
    size = 0
    for run in _runs(lines):
        length = sum(line.size + 1 for line in run)
        if call and (len(call) + len(run) > most or size + length > most_bytes):
            yield call
            call, size = [], 0
        call += run
        size += length
    if call:
        yield call


def _runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines that name the same group, as one run; every other line alone."""
    run: list[Line] = []
    open_group: str | None = None
    for line in lines:
        group = line.group
        if run and (group is None or group != open_group):
            yield run
            run = []
        run.append(line)
        open_group = group
    if run:
        yield run


def _read(line: bytes) -> Event | Answer:
    try:
        content = strict_json.decode(line)
        strict_json.encode(content)  # 1e999 and lone surrogates can be read, but not sent
    except ValueError:
        content = None
    if isinstance(content, dict):
        return content
    rule = "A line holds one JSON object in UTF-8, in which no member stands twice."
    return Answer(id=None, status="refused", problem={"type": "malformed_json", "detail": rule})
