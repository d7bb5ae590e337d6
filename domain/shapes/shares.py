"""What of a case other task forces were told."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Share(NamedTuple):
    """Agencies of another task force see bare rows of the case: of the law alone, or of all it does."""

    task_force: str
    agencies: tuple[str, ...]
    scope: str
    persons: tuple[UUID, ...]
    until: datetime | None
    position: int
