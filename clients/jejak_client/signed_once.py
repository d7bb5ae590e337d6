"""Signed events kept beside their file until they are recorded.

Each signing has fresh salts, so an event signed a second time is another event under the same id, which the
log refuses. A command that was cut off before the answer must send again what it signed, not sign again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jejak_client import strict_json
from jejak_client.envelope import Event, id_of, open_event

NOT_SAID = frozenset({"data", "datacontenttype", "origin"})  # beside data: what signing may drop or fill
FILLED = frozenset(
    {"prevversion", "prevhash", "seensize", "seenroot"}
)  # what signing fills where it is not said


class SignedOnce:
    """Signs events, or finds them signed in a file (mode 0600, NDJSON); with no file it only signs."""

    def __init__(self, file: Path | None, sign: Callable[[Mapping[str, Any]], Event]) -> None:
        """`sign` makes the flattened JWS of a plain event."""
        self._file = file
        self._sign = sign
        self._kept = {id_of(signed): signed for signed in _read(file)}
        self._made: list[Event] = []

    def signed(self, event: Mapping[str, Any]) -> Event:
        """The event signed; call save() before it is sent. Raises what `sign` raises."""
        kept = self._kept.get(id_of(event))
        if kept is not None and _says(kept, event):
            return kept
        made = self._sign(event)
        self._made.append(made)
        return made

    def save(self) -> None:
        """Put on disk what was signed since the last call."""
        made, self._made = self._made, []
        if self._file is None or not made:
            return
        descriptor = os.open(
            self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )  # disclosures in clear
        with os.fdopen(descriptor, "ab") as file:
            file.writelines(strict_json.encode(signed) + b"\n" for signed in made)
            file.flush()
            os.fsync(file.fileno())

    def forget(self) -> None:
        """Remove the file: all it held is recorded."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)


def _says(signed: Event, event: Mapping[str, Any]) -> bool:
    """Whether the signed event says what the plain one does."""
    opened = open_event(signed)
    data = event.get("data")
    given = _given(event)
    filled = FILLED - given.keys()
    signed_as = {name: value for name, value in _given(opened.attributes).items() if name not in filled}
    return (
        isinstance(data, dict)
        and signed_as == given
        and {**opened.data}
        == {name: data[name] for name in data if data[name] is not None or name in opened.data}
    )


def _given(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name not in NOT_SAID and value is not None}


def _read(file: Path | None) -> list[Event]:
    """The whole lines of the file; the last one may have been cut off while it was written."""
    if file is None or not file.exists():
        return []
    found: list[Event] = []
    for line in file.read_bytes().splitlines():
        try:
            signed = strict_json.decode(line)
            open_event(signed)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        found.append(signed)
    return found
