"""The events of criminal procedure (reference/domain.md 2.5): each is there, by those who may take it."""

import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.registry import decode_full
from tests.domain.catalogue.examples import ID

POL, JPU, PN = "polres", "kejari", "pn"
BOTH, ALL = {POL, JPU}, {POL, JPU, PN}
ROWS: dict[str, set[str]] = {
    "PoliceReportFiled": {POL},
    "InquiryOrdered": {POL},
    "InquiryConferenceDecided": {POL},
    "InvestigationOrdered": {POL},
    "SpdpSent": {POL},
    "SpdpReceived": {JPU},
    "SpdpReturned": {JPU},
    "ProsecutorAppointed": {JPU},
    "CoordinationHeld": BOTH,
    "CoordinationOverdueReported": {JPU},
    "SuspectDesignated": {POL},
    "DetentionStarted": ALL,
    "DetentionExtended": {JPU, PN},
    "DetentionEnded": ALL,
    "ProgressRequested": {JPU},
    "FileSubmitted": {POL},
    "FileReceived": {JPU},
    "FileFoundIncomplete": {JPU},
    "FileReturned": {JPU},
    "InstructionAnswered": {POL},
    "InstructionSatisfied": {JPU},
    "FileResubmitted": {POL},
    "SupplementaryOverdue": {JPU},
    "FileComplete": {JPU},
    "FileDeemedComplete": {*BOTH, "deployment"},
    "CompletenessReminder": {JPU},
    "HandedOver": BOTH,
    "FileReturnedNoHandover": {JPU},
    "ArticleChanged": BOTH,
    "ElementsAssessed": BOTH,
    "InvestigationTerminated": {POL},
    "TerminationVoided": {PN},
    "SuspectAtLarge": {POL},
    "SuspectApprehended": {POL},
    "JurisdictionTransferred": BOTH,
    "TransferAcknowledged": BOTH,
    "CustodyTransferred": ALL,
}


@pytest.mark.parametrize(("type_name", "by"), ROWS.items())
def test_a_step_of_procedure_is_taken_by_the_office_that_the_law_names(type_name: str, by: set[str]) -> None:
    assert REGISTRY[type_name].agencies == by


@pytest.mark.parametrize(
    ("alias", "type_name"),
    [
        ("SpdpReturnedDefective", "SpdpReturned"),
        ("SpdpReturnedStale", "SpdpReturned"),
        ("SupplementaryDone", "FileResubmitted"),
    ],
)
def test_a_step_that_stands_under_another_name_is_listed_as_its_alias(alias: str, type_name: str) -> None:
    assert alias in REGISTRY[type_name].aliases


@pytest.mark.parametrize("type_name", [name for name in ROWS if REGISTRY[name].kind == "decision"])
def test_a_decision_on_a_file_rests_on_steps_of_the_other_offices(type_name: str) -> None:
    by = ROWS[type_name]
    others = {name for name in REGISTRY[type_name].stale_on if REGISTRY[name].agencies - by or len(by) > 1}
    assert others, type_name


def test_the_instructions_of_a_return_are_coded_in_the_clear_and_worded_in_the_file() -> None:
    fields = REGISTRY["FileReturned"].fields
    assert fields["instructions"].data_class.names() == ("case",)
    assert fields["texts"].data_class.names() == ("legal_file",)


def test_two_instructions_of_one_number_are_refused() -> None:
    data = {
        "file": ID,
        "return_number": 1,
        "instructions": [{"number": 1, "reason": "M1"}, {"number": 1, "reason": "F2"}],
    }
    with pytest.raises(ValueError, match="same number"):
        decode_full(REGISTRY["FileReturned"], data)


def test_a_suspect_is_designated_on_two_kinds_of_proof_or_more_kuhap_2025_art_90() -> None:
    with pytest.raises(ValueError, match="proof"):
        decode_full(REGISTRY["SuspectDesignated"], {"suspect": ID, "file": ID, "proof": ["witness"]})
    two = {"suspect": ID, "file": ID, "proof": ["witness", "document"]}
    assert decode_full(REGISTRY["SuspectDesignated"], two)


def test_an_instruction_is_contested_with_a_reason() -> None:
    answer = {"file": ID, "return_number": 1, "number": 1}
    with pytest.raises(ValueError, match="reason"):
        decode_full(REGISTRY["InstructionAnswered"], {**answer, "answer": "contested"})
    assert decode_full(REGISTRY["InstructionAnswered"], {**answer, "answer": "met"})
