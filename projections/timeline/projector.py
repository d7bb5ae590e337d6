"""One row per event of a case."""

from datetime import timedelta
from uuid import UUID

from domain.case_state import CaseState
from domain.events import EventHead
from projections.engine import Transition
from projections.sight import events_since
from projections.tables import RowChange, Table
from projections.view import View

EVENTS = Table(
    "events",
    (
        ("case_id", "uuid"),
        ("version", "bigint"),
        ("position", "bigint"),
        ("type", "text"),
        ("agency", "text"),
        ("event_id", "text"),
        ("occurred", "timestamptz"),
        ("occurred_offset", "smallint"),
        ("recordedat", "timestamptz"),
        ("marks", "smallint"),
        ("classes", "smallint"),
        ("person", "uuid"),
        ("group_id", "text"),
        ("about", "uuid"),
    ),
    key=2,
)
MINUTE = timedelta(minutes=1)


class Timeline(View):
    """Every event of a case, in the order of its versions."""

    def __init__(self) -> None:
        super().__init__("timeline", (EVENTS,))

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The rows of the events since `before`, and of those that disclose less after an erasure."""
        before, _, state, _ = transition
        if state.kind != "case":
            return []
        return [_row(state.id, head) for head in (*_erased(before, state), *events_since(before, state))]


def _erased(before: CaseState | None, state: CaseState) -> list[EventHead]:
    if before is None or before.erasures is state.erasures:
        return []
    pairs = zip(before.events, state.events, strict=False)
    return [now for was, now in pairs if was.classes != now.classes]


def _row(case: UUID, head: EventHead) -> RowChange:
    offset = head.occurred.utcoffset()
    assert offset is not None, "an event's time has an offset"
    values = (
        head.position,
        head.type,
        head.agency,
        head.id,
        head.occurred,
        offset // MINUTE,
        head.recordedat,
        head.marks,
        head.classes,
        head.person,
        head.group,
        head.about,
    )
    return RowChange(EVENTS, (case, head.version), values)
