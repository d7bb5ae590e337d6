"""What each side holds of a file: the articles, and the elements of the offence. Nothing is overwritten.

Police and prosecutor hold different articles in fact (reference/domain.md 2.7). Whose are in force follows
from who has the file; detention limits follow those (2.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from domain.events import RecordedEvent
from domain.fold.steps import happened
from domain.shapes.files import ArticlesHeld, ElementView, PoliceFile, Side

# Whose articles are in force: before the handover, after it, after the verdict; and what brings it there.
IN_FORCE: tuple[tuple[Side, ...], ...] = (
    ("police", "prosecutor", "court"),
    ("prosecutor", "police", "court"),
    ("court", "prosecutor", "police"),
)
JUDGED = frozenset({"VerdictGiven"})
PHASES = {"HandedOver": 1, "IndictmentFiled": 1, "SentToCourt": 1, "VerdictGiven": 2}


def side_of(file: PoliceFile, agency: str) -> Side:
    """The side on which an office holds a view of the file: prosecutors and court are known by the steps
    that only they take or that are addressed to them; every other office is the investigator's."""
    if agency in file.prosecutors:
        return "prosecutor"
    return "court" if agency == file.court else "police"


def with_articles(file: PoliceFile, event: RecordedEvent) -> PoliceFile:
    """The file with the articles that the event states its publisher holds, if any, and those in force.

    In the order in which they came to be held, not in which they were recorded.
    """
    data = event.data
    if not data.articles:
        return with_articles_in_force(file)
    stated = ArticlesHeld(
        data.articles,
        event.position,
        event.agency,
        happened(event),
        "court" if event.type in JUDGED else side_of(file, event.agency),
        getattr(data, "role", None),
        data.reason if event.type == "ArticleChanged" else None,
    )
    return _with_history(
        file, sorted((*file.article_history, stated), key=lambda each: (each.at, each.position))
    )


def with_articles_in_force(file: PoliceFile) -> PoliceFile:
    """The file with what each side holds and what is in force, now that who has the file may have changed.

    Which side an office is on may show only after it said what it holds.
    """
    return _with_history(file, file.article_history) if file.article_history else file


def _with_history(file: PoliceFile, stated: Iterable[ArticlesHeld]) -> PoliceFile:
    history = tuple(_on_its_side(file, each) for each in stated)
    held = {each.side: each for each in history}
    found = (held[side].articles for side in IN_FORCE[_phase(file)] if side in held)
    return msgspec.structs.replace(file, article_history=history, articles_held=held, articles=next(found))


def _on_its_side(file: PoliceFile, held: ArticlesHeld) -> ArticlesHeld:
    """A court judged as a court, also one that the file was not sent to, as a court of appeal is."""
    side = "court" if held.side == "court" else side_of(file, held.agency)
    return held if side == held.side else msgspec.structs.replace(held, side=side)


def elements_assessed(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    """What the publisher holds of the elements it names, unless it said something later already."""
    side, at = side_of(file, event.agency), happened(event)
    elements = dict(file.elements)
    for each in event.data.elements:
        known = elements.get((each.element, side))
        if known is None or known.at <= at:
            view = ElementView(each.holds, event.position, event.agency, at, each.cites)
            elements[each.element, side] = view
    return {"elements": elements}


def _phase(file: PoliceFile) -> int:
    if file.verdict:
        return 2
    return 1 if file.handed_over or file.indicted or file.sent_to_court else 0
