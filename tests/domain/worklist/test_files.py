"""Police files: the notice, the transfer, silence, and the instructions of a return."""

from tests.domain.disagreeing import (
    POLICE,
    PROSECUTOR,
    Said,
    given_file,
    instruction,
    received,
    records,
    returned,
    submitted,
)
from tests.domain.given import FILE, Stream
from tests.domain.owing import given, owed, owes, when

FILED: Said = ("PoliceReportFiled", POLICE, {"file": FILE})
ORDERED: Said = (
    "InvestigationOrdered",
    POLICE,
    {"file": FILE, "ordered_on": "2026-03-02", "articles": ["KUHP:455"]},
)
SPDP: Said = ("SpdpSent", POLICE, {"file": FILE, "prosecutor": PROSECUTOR})


def test_an_investigation_ordered_calls_for_an_spdp() -> None:
    """KUHAP 2025 art 60(1)."""
    stream = given(FILED, ORDERED)
    assert ("send_spdp", 3) in owed(stream)[POLICE]
    assert not owes(when(stream, SPDP), POLICE, "send_spdp")


def test_an_spdp_that_came_back_is_sent_again() -> None:
    back: Said = ("SpdpReturned", PROSECUTOR, {"file": FILE, "reason": "late"})
    stream = given(FILED, ORDERED, SPDP, ("SpdpReceived", PROSECUTOR, {"file": FILE}), back)
    assert ("send_spdp", 6) in owed(stream)[POLICE]


def answers(number: int) -> Said:
    return (
        "InstructionAnswered",
        POLICE,
        {"file": FILE, "return_number": 1, "number": number, "answer": "met"},
    )


def test_the_instructions_of_a_return_are_answered_until_each_has_an_answer() -> None:
    stream = given_file(submitted(), received(), returned(1, instruction(1), instruction(2, "M6")))
    assert owes(records(stream, answers(1)), POLICE, "answer_instructions")
    assert not owes(records(stream, answers(2)), POLICE, "answer_instructions")


def test_an_instruction_that_the_prosecutor_holds_satisfied_needs_no_answer() -> None:
    satisfied: Said = ("InstructionSatisfied", PROSECUTOR, {"file": FILE, "return_number": 1, "number": 1})
    stream = given_file(submitted(), received(), returned(1), satisfied)
    assert not owes(stream, POLICE, "answer_instructions")


def test_silence_that_counts_as_complete_is_for_both_sides_to_confirm() -> None:
    """KUHAP 1981 art 110(4): the clockwork proposes it, police or prosecutor say so."""
    deemed: Said = ("FileDeemedComplete", "deployment", {"file": FILE})
    begun = ("InvestigationOrdered", POLICE, {**ORDERED[2], "ordered_on": "2025-12-01"})
    stream = given_file(begun, submitted(), received(), deemed)
    for side in (POLICE, PROSECUTOR):
        assert ("confirm_deemed_complete", 9) in owed(stream)[side]
    when(stream, ("FileDeemedComplete", PROSECUTOR, {"file": FILE}))
    for side in (POLICE, PROSECUTOR):
        assert not owes(stream, side, "confirm_deemed_complete")


def test_a_file_that_passes_on_is_acknowledged_by_the_other_office() -> None:
    passed_on = {"file": FILE, "from_agency": POLICE, "to_agency": "polda", "reason": "network"}
    stream = given(FILED, ORDERED, ("JurisdictionTransferred", POLICE, passed_on))
    assert ("acknowledge_transfer", 4) in owed(stream)["polda"]
    when(stream, ("TransferAcknowledged", "polda", {"file": FILE}))
    assert "acknowledge_transfer" not in [kind for kind, _ in owed(stream).get("polda", [])]


def test_a_terminated_investigation_asks_nothing_of_either_side() -> None:
    ended: Said = ("InvestigationTerminated", POLICE, {"file": FILE, "ground": "not_a_crime"})
    stream = given_file(submitted(), received(), ended)
    assert isinstance(stream, Stream)
    for side in (POLICE, PROSECUTOR):
        assert not {"decide_file", "send_spdp", "hand_over"} & {
            kind for kind, _ in owed(stream).get(side, [])
        }
