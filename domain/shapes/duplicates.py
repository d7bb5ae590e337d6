"""What a stream of duplicate links names."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class Pair(NamedTuple):
    """A person of a case, as duplicate links name it."""

    case: UUID
    person: UUID
