"""Disputes: each side states what it holds and answers what is proposed."""

from tests.domain.disagreeing import POLICE, PROSECUTOR, Said, given_file
from tests.domain.given import FILE, Stream, named
from tests.domain.owing import owed, owes, when

DISPUTE, PROPOSAL = named("dispute"), named("proposal")
OPENED: Said = ("DisputeOpened", POLICE, {"dispute": DISPUTE, "file": FILE, "sides": [POLICE, PROSECUTOR]})
PROPOSED: Said = (
    "DisputeOutcomeProposed",
    POLICE,
    {"dispute": DISPUTE, "proposal": PROPOSAL, "outcome": "articles_agreed"},
)


def accepts(agency: str) -> Said:
    return ("DisputeOutcomeAccepted", agency, {"dispute": DISPUTE, "proposal": PROPOSAL})


def of_dispute(stream: Stream, agency: str) -> list[tuple[str, int]]:
    kinds = ("state_position", "answer_proposal")
    return [thing for thing in owed(stream).get(agency, []) if thing[0] in kinds]


def test_each_side_of_a_dispute_states_what_it_holds() -> None:
    stream = given_file(OPENED)
    assert of_dispute(stream, POLICE) == of_dispute(stream, PROSECUTOR) == [("state_position", 6)]
    held = {"dispute": DISPUTE, "file": FILE, "on": "file", "holds": "met"}
    when(stream, ("PositionRecorded", POLICE, held))
    assert of_dispute(stream, POLICE) == []
    assert of_dispute(stream, PROSECUTOR) == [("state_position", 6)]


def test_a_proposed_outcome_is_answered_by_each_side_that_has_not_accepted_it() -> None:
    stream = given_file(OPENED, PROPOSED, accepts(POLICE))
    assert not owes(stream, POLICE, "answer_proposal")
    assert ("answer_proposal", 7) in of_dispute(stream, PROSECUTOR)


def test_a_dispute_that_has_ended_asks_nothing() -> None:
    stream = given_file(OPENED, PROPOSED, accepts(POLICE), accepts(PROSECUTOR))
    assert of_dispute(stream, POLICE) == of_dispute(stream, PROSECUTOR) == []
