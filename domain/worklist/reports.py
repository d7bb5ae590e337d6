"""Reports routed to an agency."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.fold.intake import TAKES_UP
from domain.worklist.items import ItemKind, Owed, item

TAKE_UP_REPORT = ItemKind(
    "take_up_report",
    "Telaah laporan yang diteruskan",
    "Take up the report routed to you",
    TAKES_UP,
    "PP 9/2008 arts 14-15; KUHAP 2025 art 23",
)
KINDS = (TAKE_UP_REPORT,)


def owed(state: CaseState) -> Owed:
    """Every agency that a report was routed to takes it up for itself."""
    for report in state.reports:
        for agency in report.routed_to:
            if agency not in report.taken_up:
                yield agency, item(TAKE_UP_REPORT, report.event[1], report.position)
