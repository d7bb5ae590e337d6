"""What police and prosecutor hold of the law: the articles of a file, and whether an element is shown."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case_state import CaseState, PoliceFile
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies.shape import Discrepancy, Kind, between, side_at
from domain.fold.file_views import side_of
from domain.shapes.files import ArticlesHeld

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


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """Articles and elements on which the sides of a file differ."""
    for file in state.files.values():
        yield from _articles(state, file)
        yield from _elements(state, file)


def _articles(state: CaseState, file: PoliceFile) -> Iterator[Discrepancy]:
    """The last time that the two sides held other articles, ended by the one that made them the same.

    In the order in which articles came to be held: an event that is recorded late counts where it happened.
    """
    held: dict[str, ArticlesHeld] = {}
    apart: tuple[ArticlesHeld, ArticlesHeld] | None = None
    ended = 0
    for each in file.article_history:
        held[side_of(file, each.agency)] = each
        police, prosecutor = (held.get(side) for side in SIDES)
        if police is None or prosecutor is None:
            continue
        if set(police.articles) != set(prosecutor.articles):
            apart, ended = (police, prosecutor), 0
        elif apart and not ended:
            ended = each.position
    if apart:
        sides = tuple(side_at(state, each.position, *sorted(each.articles)) for each in apart)
        yield between(ARTICLES_DIFFER, file.id, sides, settled_by=ended, file=file.id)


def _elements(state: CaseState, file: PoliceFile) -> Iterator[Discrepancy]:
    for element in sorted({element for element, _ in file.elements}):
        views = [file.elements[element, side] for side in SIDES if (element, side) in file.elements]
        if len({view.holds for view in views}) > 1:
            sides = tuple(side_at(state, view.position, str(element), str(view.holds)) for view in views)
            yield between(ELEMENTS_DIFFER, f"{file.id}/{element}", sides, file=file.id)
