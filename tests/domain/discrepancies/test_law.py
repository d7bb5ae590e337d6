"""Articles and elements: what police hold and what the prosecutor holds."""

from typing import Any

from tests.domain.disagreeing import POLICE, PROSECUTOR, found, given_file, records, the_one
from tests.domain.given import FILE


def holds(agency: str, *articles: str) -> tuple[str, str, dict[str, Any]]:
    return ("ArticleChanged", agency, {"file": FILE, "articles": articles, "reason": "coordination"})


TRAFFICKING, PLACEMENT = "UU-21-2007:2", "UU-18-2017:81"


def test_one_side_alone_differs_from_nobody() -> None:
    assert found(given_file(holds(POLICE, PLACEMENT)), "articles_differ") == []


def test_the_articles_differ_from_the_moment_the_other_side_says_otherwise() -> None:
    differing = the_one(given_file(holds(PROSECUTOR, PLACEMENT)), "articles_differ")
    assert (differing.positions, differing.since_position, differing.settled) == ((3, 6), 6, False)
    assert [(side.agency, side.says) for side in differing.sides] == [
        (POLICE, (TRAFFICKING,)),
        (PROSECUTOR, (PLACEMENT,)),
    ]


def test_they_agree_again_by_the_event_that_made_them_the_same_whatever_the_order() -> None:
    stream = given_file(holds(PROSECUTOR, PLACEMENT, TRAFFICKING), holds(POLICE, TRAFFICKING, PLACEMENT))
    assert the_one(stream, "articles_differ").settled_by == 7


def test_an_article_changed_back_is_a_difference_again() -> None:
    stream = given_file(holds(PROSECUTOR, PLACEMENT), holds(POLICE, PLACEMENT), holds(POLICE, TRAFFICKING))
    differing = the_one(stream, "articles_differ")
    assert (differing.since_position, differing.settled) == (8, False)
    records(stream, holds(PROSECUTOR, TRAFFICKING))
    assert the_one(stream, "articles_differ").settled_by == 9


def assesses(agency: str, holds_: str) -> tuple[str, str, dict[str, Any]]:
    elements = [{"element": "purpose", "holds": holds_}, {"element": "process", "holds": "met"}]
    return ("ElementsAssessed", agency, {"file": FILE, "elements": elements})


def test_an_element_that_one_side_holds_met_and_the_other_does_not() -> None:
    stream = given_file(assesses(POLICE, "met"), assesses(PROSECUTOR, "not_met"))
    differing = the_one(stream, "elements_differ")
    assert (differing.positions, differing.ref) == ((6, 7), f"{FILE}/purpose")
    assert [side.says for side in differing.sides] == [("purpose", "met"), ("purpose", "not_met")]
    records(stream, assesses(PROSECUTOR, "met"))
    assert the_one(stream, "elements_differ").settled_by == 8


def test_a_position_on_an_element_is_a_view_of_it_too() -> None:
    """Scenario Sc-12: after the positions process is agreed and purpose is open."""
    position = {"file": FILE, "on": "element", "element": "purpose", "holds": "not_met"}
    stream = given_file(assesses(POLICE, "met"), ("PositionRecorded", PROSECUTOR, position))
    assert the_one(stream, "elements_differ").positions == (6, 7)
