"""What each side holds of a file, by the kinds of the offices that said it.

A reader of an excerpt need not see the steps by which the fold knows which office is the prosecutor's.
"""

from collections.abc import Callable, Iterator

import msgspec

from domain.case_state import CaseState, PoliceFile
from domain.catalogue.agencies import POLICE, PROSECUTOR
from domain.catalogue.conference_codes import PositionSubject
from domain.discrepancies.claims import entries_of
from domain.events import RecordedEvent
from domain.fold.steps import happened
from domain.shapes.files import ArticlesHeld, ElementView, Side

SIDES: tuple[Side, ...] = ("police", "prosecutor", "court")

KindOf = Callable[[str], str | None]
_SIDE_OF_KIND: dict[str, Side] = {
    **dict.fromkeys(POLICE, SIDES[0]),
    **dict.fromkeys(PROSECUTOR, SIDES[1]),
    "pn": SIDES[2],
}


def side_of(agency: str, kind_of: KindOf) -> Side | None:
    """The side that an agency is on; None for one that is no side, such as an expert."""
    return _SIDE_OF_KIND.get(kind_of(agency) or "")


def element_views(state: CaseState, file: PoliceFile, kind_of: KindOf) -> dict[tuple[str, Side], ElementView]:
    """What each side holds of each element of the offence, as it said last."""
    views: dict[tuple[str, Side], ElementView] = {}
    for event in sorted(entries_of(state, "ElementsAssessed", "PositionRecorded"), key=happened):
        side = side_of(event.agency, kind_of)
        if side is not None and event.data.file == file.id:
            views |= {(element, side): view for element, view in _views(event)}
    return views


def articles_stated(file: PoliceFile, kind_of: KindOf) -> tuple[ArticlesHeld, ...]:
    """Which articles were held when, each on the side of the office that held them."""
    return tuple(
        msgspec.structs.replace(each, side=side_of(each.agency, kind_of) or each.side)
        for each in file.article_history
    )


def _views(event: RecordedEvent) -> Iterator[tuple[str, ElementView]]:
    data, at = event.data, happened(event)
    if event.type == "ElementsAssessed":
        for each in data.elements:
            yield each.element, ElementView(each.holds, event.position, event.agency, at, each.cites)
    elif data.on == PositionSubject.ELEMENT and data.element is not None:
        yield data.element, ElementView(data.holds, event.position, event.agency, at, data.cites)
