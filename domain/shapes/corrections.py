"""Entries taken back, and facts corrected."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

Entry = tuple[str, str]  # the publisher of an event, and the event's id


class Correction(NamedTuple):
    """`fields` of the entry `of` count as `by` stated them at `position`; the entry stays as it was."""

    of: Entry
    by: Entry
    position: int
    fields: tuple[str, ...]
    person: UUID | None
