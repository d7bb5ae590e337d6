"""Whether an instruction is missing no more: by what a side says of the file, not by what a rule proposes."""

from tests.domain.disagreeing import (
    COMPLETE,
    POLICE,
    PROSECUTOR,
    given_file,
    received,
    records,
    resubmitted,
    returned,
    submitted,
    the_one,
)
from tests.domain.given import FILE, Stream

CONTESTED = {"file": FILE, "return_number": 1, "number": 1, "answer": "contested", "reason": "in_the_file"}


def contested() -> Stream:
    """Instruction 1 of the first return contested; the file is with the prosecutor again: positions to 11."""
    answer = ("InstructionAnswered", POLICE, CONTESTED)
    return given_file(submitted(), received(), returned(1), answer, resubmitted(1), received())


def test_a_deemed_completion_that_nobody_confirmed_settles_no_instruction() -> None:
    """KUHAP 1981 art 110(4): from the deployment it is a proposal."""
    begun = {"file": FILE, "ordered_on": "2025-12-01", "articles": ["UU-21-2007:2"]}
    stream = records(contested(), ("InvestigationOrdered", POLICE, begun))
    records(stream, ("FileDeemedComplete", "deployment", {"file": FILE}))
    assert not the_one(stream, "item_contested").settled
    records(stream, ("FileDeemedComplete", POLICE, {"file": FILE}))
    assert the_one(stream, "item_contested").settled_by == 14


def test_a_file_that_was_complete_and_came_back_unhanded_has_no_instruction_open_again() -> None:
    """B-310, SOP FORM-7: it came back for want of the handover, not of anything in it."""
    stream = records(contested(), COMPLETE)
    assert the_one(stream, "item_contested").settled_by == 12
    records(stream, ("FileReturnedNoHandover", PROSECUTOR, {"file": FILE}))
    assert the_one(stream, "item_contested").settled_by == 12
