"""What every step shares: its shape, and when an event counts as having happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case_state import CaseState
from domain.events import Marks, RecordedEvent

Changes = dict[str, Any]
Step = Callable[[CaseState, RecordedEvent], Changes]

_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)  # plain int: flag arithmetic costs a microsecond an event


def happened(event: RecordedEvent) -> datetime:
    """When the event counts from: as dated, or from its recording where it is dated in the future."""
    head = event.head
    return head.recordedat if head.marks & _CLOCK_SUSPECT else head.occurred
