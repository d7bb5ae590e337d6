"""Instructions of a returned file: contested, raised late, and what ends either."""

import pytest

from tests.domain.disagreeing import (
    COMPLETE,
    POLICE,
    Said,
    found,
    given_file,
    instruction,
    received,
    records,
    resubmitted,
    returned,
    submitted,
    the_one,
)
from tests.domain.given import FILE, Stream


def answered(answer: str, number: int = 1, round_: int = 1, reason: str = "different_view") -> Said:
    data = {"file": FILE, "return_number": round_, "number": number, "answer": answer, "reason": reason}
    return ("InstructionAnswered", POLICE, data)


def satisfied(number: int = 1, round_: int = 1) -> Said:
    return ("InstructionSatisfied", "kejari", {"file": FILE, "return_number": round_, "number": number})


def given_return(*events: Said) -> Stream:
    """A file returned for one reason at position 8."""
    return given_file(submitted(), received(), returned(1), *events)


def test_an_instruction_that_police_contest_is_open() -> None:
    contested = the_one(given_return(answered("contested", reason="in_the_file")), "item_contested")
    assert (contested.positions, contested.since_position, contested.settled) == ((8, 9), 9, False)
    asked, answer = contested.sides
    assert (asked.says, answer.says) == (("M1", "purpose"), ("contested", "in_the_file"))
    assert contested.ref == f"{FILE}/1/1"


@pytest.mark.parametrize("answer", ["met", "partly"])
def test_an_instruction_answered_otherwise_is_none(answer: str) -> None:
    assert found(given_return(answered(answer)), "item_contested") == []


@pytest.mark.parametrize(
    "end", [answered("met"), satisfied(), COMPLETE], ids=["met after all", "held satisfied", "file complete"]
)
def test_it_ends_when_police_give_way_or_the_prosecutor_does(end: Said) -> None:
    stream = given_return(answered("contested"), end)
    assert the_one(stream, "item_contested").settled_by == 10


def test_it_ends_when_a_later_return_does_not_repeat_it() -> None:
    stream = given_return(answered("contested"), resubmitted(1), returned(2, instruction(1, "M5")))
    assert the_one(stream, "item_contested").settled_by == 11


def test_repeated_in_the_next_round_it_goes_on_as_the_same() -> None:
    again = returned(2, instruction(4, "M1", continues=(1, 1)))
    stream = given_return(answered("contested"), resubmitted(1), again)
    assert not the_one(stream, "item_contested").settled
    records(stream, answered("contested", number=4, round_=2))
    contested = the_one(stream, "item_contested")
    assert (contested.positions, contested.ref) == ((11, 12), f"{FILE}/1/1")
    records(stream, satisfied(number=4, round_=2))
    assert the_one(stream, "item_contested").settled_by == 13


def test_contested_anew_after_it_was_met_it_is_open_again() -> None:
    stream = given_return(answered("contested"), answered("met"), answered("contested"))
    contested = the_one(stream, "item_contested")
    assert (contested.since_position, contested.settled) == (11, False)


def test_an_instruction_first_raised_in_a_later_round_rests_on_the_return_before_it() -> None:
    """B-3326/E/EJP/11/2011: a later return says what is still missing."""
    second = returned(2, instruction(1, "M1", continues=(1, 1)), instruction(2, "M4"))
    stream = given_return(resubmitted(1), second)
    late = the_one(stream, "item_raised_late")
    assert (late.positions, late.since_position, late.ref) == ((8, 10), 10, f"{FILE}/2/2")
    assert [side.says for side in late.sides] == [(), ("M4", "purpose")]
    records(stream, satisfied(number=2, round_=2))
    assert the_one(stream, "item_raised_late").settled_by == 11


def test_what_the_first_return_asks_is_not_late() -> None:
    assert found(given_return(), "item_raised_late") == []
