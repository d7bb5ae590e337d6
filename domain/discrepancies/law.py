"""What police and prosecutor hold of the law: the articles of a file, and whether an element is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from domain.case_state import CaseState, PoliceFile
from domain.catalogue.conference_codes import DiscrepancyKind, PositionSubject
from domain.discrepancies.claims import Claim, entries_of, last_apart
from domain.discrepancies.shape import Discrepancy, Kind, between, side_at
from domain.events import RecordedEvent
from domain.fold.file_views import side_of
from domain.fold.steps import happened

SIDES = ("police", "prosecutor")

ARTICLES_DIFFER = Kind(
    DiscrepancyKind.ARTICLES_DIFFER,
    "UU 21/2007; KUHP art 455; reference/domain.md 2.7",
)
ELEMENTS_DIFFER = Kind(
    DiscrepancyKind.ELEMENTS_DIFFER,
    "UU 21/2007 art 1(1), 1(7); KUHAP 2025 art 59",
)
KINDS = (ARTICLES_DIFFER, ELEMENTS_DIFFER)


class _View(NamedTuple):
    element: str
    side: str
    holds: str
    position: int


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """Articles and elements on which the sides of a file differ."""
    if not state.files:
        return
    views = _views(state)
    for file in state.files.values():
        yield from _articles(state, file)
        yield from _elements(state, file, views.get(file.id, []))


def _articles(state: CaseState, file: PoliceFile) -> Iterator[Discrepancy]:
    """In the order in which they came to be held: what is recorded late counts where it happened."""
    claims = (
        Claim(each.side, frozenset(each.articles), each.position)
        for each in file.article_history
        if each.side in SIDES
    )
    apart = last_apart(claims)
    if apart is not None:
        said = {each.position: each.articles for each in file.article_history}
        sides = tuple(side_at(state, each.position, *sorted(said[each.position])) for each in apart.claims)
        yield between(ARTICLES_DIFFER, file.id, sides, settled_by=apart.ended, file=file.id)


def _elements(state: CaseState, file: PoliceFile, views: list[_View]) -> Iterator[Discrepancy]:
    for element in sorted({view.element for view in views}):
        of_it = [view for view in views if view.element == element]
        apart = last_apart(Claim(view.side, view.holds, view.position) for view in of_it)
        if apart is not None:
            holds = {view.position: view.holds for view in of_it}
            places = [claim.position for claim in apart.claims]
            sides = tuple(side_at(state, place, element, holds[place]) for place in places)
            ref = f"{file.id}/{element}"
            yield between(ELEMENTS_DIFFER, ref, sides, settled_by=apart.ended, file=file.id)


def _views(state: CaseState) -> dict[UUID, list[_View]]:
    """What each side held of the elements of each file, in the order in which it came to hold it: from the
    checklist (SOP FORM-5) and from positions on an element. An expert is no side."""
    views: dict[UUID, list[_View]] = {}
    experts = {each.expert for each in state.engagements}
    for event in sorted(entries_of(state, "ElementsAssessed", "PositionRecorded"), key=happened):
        file = state.files.get(event.data.file)
        if file is None or event.agency in experts or (side := side_of(file, event.agency)) not in SIDES:
            continue
        for element, holds in _holdings(event):
            views.setdefault(file.id, []).append(_View(element, side, holds, event.position))
    return views


def _holdings(event: RecordedEvent) -> Iterator[tuple[str, str]]:
    data = event.data
    if event.type == "ElementsAssessed":
        yield from ((str(each.element), str(each.holds)) for each in data.elements)
    elif data.element is not None and data.on == PositionSubject.ELEMENT:
        yield str(data.element), str(data.holds)
