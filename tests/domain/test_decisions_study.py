"""Refusals around the study of a file: by whom, in what order, how often, under which code."""

from typing import Any

import pytest

from domain.catalogue import REGISTRY
from domain.events import Marks
from tests.domain.deciding import deciding, marks, refused
from tests.domain.filing import (
    LATE,
    NOT_NOW,
    ON_PAPER,
    ORDERED_1981,
    ORDERED_2025,
    OTHER_PROSECUTOR,
    POLICE,
    PROSECUTOR,
    WRONG_OFFICE,
    asked,
    given_complete,
    given_investigation,
    given_returned,
    given_submitted,
    given_terminated,
    moment,
    returning,
    when,
)
from tests.domain.given import FILE, HASH, Stream, named, proposed

BOTH_CODES = pytest.mark.parametrize("ordered_on", [ORDERED_1981, ORDERED_2025])
STUDIES: list[tuple[str, dict[str, Any]]] = [
    ("FileFoundIncomplete", {"file": FILE}),
    ("FileReturned", returning(1)),
    ("FileComplete", {"file": FILE}),
]


@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_p_18_p_19_and_p_21_are_the_prosecutors_and_refused_from_police_kuhap_2025_art_59_7(
    type_name: str, data: dict[str, Any]
) -> None:
    assert refused(when(given_submitted(), type_name, POLICE, **data)) == ("authority_missing", "type")
    assert refused(when(given_submitted(), type_name, POLICE, **data, **ON_PAPER))[0] == "authority_missing"


@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_the_office_that_the_spdp_went_to_studies_the_file_kuhap_2025_art_61(
    type_name: str, data: dict[str, Any]
) -> None:
    stream = given_submitted()
    stream.records("SpdpSent", POLICE, file=named("their file"), prosecutor=OTHER_PROSECUTOR)
    assert refused(when(stream, type_name, OTHER_PROSECUTOR, **data)) == WRONG_OFFICE
    assert refused(when(stream, type_name, OTHER_PROSECUTOR, **data, **ON_PAPER)) == WRONG_OFFICE
    assert marks(when(stream, type_name, PROSECUTOR, **data)) == Marks(0)


@BOTH_CODES
@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_a_file_is_studied_after_it_was_sent_kuhap_1981_art_110(
    type_name: str, data: dict[str, Any], ordered_on: Any
) -> None:
    assert refused(when(given_investigation(ordered_on), type_name, PROSECUTOR, **data)) == NOT_NOW
    assert marks(when(given_submitted(ordered_on), type_name, PROSECUTOR, **data)) == Marks(0)


@pytest.mark.parametrize(("type_name", "data"), [STUDIES[0], ("FileReturned", returning(2)), STUDIES[2]])
def test_a_file_that_was_returned_is_decided_on_again_once_it_is_back_kuhap_2025_art_61_3(
    type_name: str, data: dict[str, Any]
) -> None:
    stream = given_returned()
    assert refused(when(stream, type_name, PROSECUTOR, **data)) == NOT_NOW
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    assert marks(when(stream, type_name, PROSECUTOR, **data)) == Marks(0)


def test_a_file_back_at_the_prosecutors_that_police_did_not_record_is_decided_on() -> None:
    stream = given_returned()
    stream.records("FileReceived", PROSECUTOR, file=FILE, sha256=HASH)
    assert marks(when(stream, "FileComplete", PROSECUTOR, file=FILE)) == Marks(0)


@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_a_complete_file_is_not_decided_on_twice_kuhap_1981_art_139(
    type_name: str, data: dict[str, Any]
) -> None:
    assert refused(when(given_complete(), type_name, PROSECUTOR, **data)) == NOT_NOW


def test_a_file_is_found_incomplete_once_each_time_it_is_sent_kuhap_1981_art_138_1() -> None:
    stream = given_submitted(ORDERED_1981)
    stream.records("FileFoundIncomplete", PROSECUTOR, file=FILE)
    assert refused(when(stream, "FileFoundIncomplete", PROSECUTOR, file=FILE)) == NOT_NOW
    assert marks(when(stream, "FileReturned", PROSECUTOR, **returning(1))) == Marks(0)


@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_a_file_whose_investigation_is_terminated_is_not_decided_on_kuhap_2025_art_24(
    type_name: str, data: dict[str, Any]
) -> None:
    stream = given_terminated()
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    assert refused(when(stream, type_name, PROSECUTOR, **data)) == NOT_NOW


@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_a_study_already_on_paper_is_recorded_and_marked(type_name: str, data: dict[str, Any]) -> None:
    """DESIGN section 3: acts already done."""
    verdict = when(given_complete(), type_name, PROSECUTOR, **data, **ON_PAPER)
    assert Marks.CONFLICTING in marks(verdict)


@pytest.mark.parametrize(("type_name", "data"), STUDIES)
def test_a_study_is_refused_in_a_closed_case(type_name: str, data: dict[str, Any]) -> None:
    stream = given_submitted()
    stream.records("CaseClosed", POLICE, reason="services_completed")
    assert refused(when(stream, type_name, PROSECUTOR, **data))[0] == "case_closed"


@pytest.mark.parametrize("meanwhile", ["InstructionAnswered", "ArticleChanged", "FileResubmitted"])
def test_a_return_is_stale_once_police_recorded_what_matters_to_it(meanwhile: str) -> None:
    stream = given_returned()
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    known = stream.now.version
    data: dict[str, dict[str, Any]] = {
        "InstructionAnswered": {"return_number": 1, "number": 1, "answer": "met"},
        "ArticleChanged": {"articles": ["UU-21-2007:10"], "reason": "new_evidence"},
        "FileResubmitted": {"return_number": 1, "sha256": HASH},
    }
    stream.records(meanwhile, POLICE, file=FILE, **data[meanwhile])
    event = proposed("FileReturned", PROSECUTOR, at=LATE, basedon=known, **returning(2))
    assert refused(deciding(event, stream))[0] == "stale"


# Returns and their numbers


@BOTH_CODES
@pytest.mark.parametrize("number", [1, 3])
def test_returns_are_numbered_one_after_the_other(number: int, ordered_on: Any) -> None:
    stream = given_returned(1, ordered_on)
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    verdict = when(stream, "FileReturned", PROSECUTOR, **returning(number))
    assert refused(verdict) == ("precondition", "data.return_number")
    assert marks(when(stream, "FileReturned", PROSECUTOR, **returning(2))) == Marks(0)


def test_the_second_return_leads_to_the_conference_and_there_is_no_third_kuhap_2025_art_62_2() -> None:
    stream = given_returned(2)
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=2, sha256=HASH)
    assert refused(when(stream, "FileReturned", PROSECUTOR, **returning(3))) == NOT_NOW
    on_paper = when(stream, "FileReturned", PROSECUTOR, **returning(3), **ON_PAPER)
    assert Marks.CONFLICTING in marks(on_paper)
    assert marks(when(stream, "FileComplete", PROSECUTOR, file=FILE)) == Marks(0)


def test_kuhap_1981_counts_no_returns_art_138_2() -> None:
    stream = given_returned(3, ORDERED_1981)
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=3, sha256=HASH)
    assert marks(when(stream, "FileReturned", PROSECUTOR, **returning(4))) == Marks(0)


def test_an_instruction_continues_one_that_was_given_before_kuhap_2025_art_61_2() -> None:
    stream = given_returned()
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    for unknown in ((1, 9), (2, 1), (7, 1)):
        data = returning(2, asked(1, continues=unknown))
        verdict = when(stream, "FileReturned", PROSECUTOR, **data)
        assert refused(verdict) == ("precondition", "data.instructions")
    data = returning(2, asked(1, continues=(1, 1)), asked(2, "F2"))
    assert marks(when(stream, "FileReturned", PROSECUTOR, **data)) == Marks(0)


# Instructions


def satisfying(number: int = 1, return_number: int = 1) -> dict[str, Any]:
    return {"file": FILE, "return_number": return_number, "number": number}


def test_an_instruction_is_held_satisfied_once_and_after_it_was_given_kuhap_2025_art_59_6() -> None:
    stream = given_returned()
    for unknown in (satisfying(9), satisfying(1, 2)):
        verdict = when(stream, "InstructionSatisfied", PROSECUTOR, **unknown)
        assert refused(verdict) == ("precondition", "data.number")
    assert marks(when(stream, "InstructionSatisfied", PROSECUTOR, **satisfying())) == Marks(0)
    stream.records("InstructionSatisfied", PROSECUTOR, **satisfying())
    twice = when(stream, "InstructionSatisfied", PROSECUTOR, **satisfying())
    assert refused(twice) == ("precondition", "data.number")


def test_an_instruction_is_answered_by_the_unit_that_investigates_however_late_kuhap_2025_art_61_3() -> None:
    stream = given_returned()
    answer = {**satisfying(), "answer": "contested", "reason": "in_the_file"}
    assert marks(when(stream, "InstructionAnswered", POLICE, **answer)) == Marks(0)
    assert refused(when(stream, "InstructionAnswered", PROSECUTOR, **answer))[0] == "authority_missing"
    stream.records("AccessGranted", POLICE, agency="polres-ttu", classes=[], history="all", reason="task")
    assert refused(when(stream, "InstructionAnswered", "polres-ttu", **answer)) == WRONG_OFFICE
    unseen = {**answer, "return_number": 5}
    assert Marks.CONFLICTING not in marks(when(stream, "InstructionAnswered", POLICE, **unseen))


# P-20


def overdue(stream: Stream, number: int = 1, **when_and: Any) -> Any:
    return when(stream, "SupplementaryOverdue", PROSECUTOR, file=FILE, return_number=number, **when_and)


@BOTH_CODES
def test_p_20_comes_after_14_days_without_the_file_kuhap_1981_art_138_2_kuhap_2025_art_61_3(
    ordered_on: Any,
) -> None:
    stream = given_submitted(ordered_on)
    assert refused(overdue(stream)) == NOT_NOW
    stream.records("FileReturned", PROSECUTOR, at=moment(3, 10), **returning(1))
    assert refused(overdue(stream, at=moment(17, 10))) == NOT_NOW
    assert marks(overdue(stream, at=moment(18, 10))) == Marks(0)
    assert refused(overdue(stream, 2)) == ("precondition", "data.return_number")
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    assert refused(overdue(stream)) == NOT_NOW


def test_the_days_of_p_20_are_24_hours_each_under_kuhap_2025_art_1_no_56_and_calendar_days_before() -> None:
    for ordered_on, due in ((ORDERED_2025, moment(17, 11)), (ORDERED_1981, moment(18, 0))):
        stream = given_submitted(ordered_on)
        stream.records("FileReturned", PROSECUTOR, at=moment(3, 10), **returning(1))
        assert marks(overdue(stream, at=due)) == Marks(0)
        assert refused(overdue(stream, at=moment(17, 10))) == NOT_NOW


def test_no_type_of_the_catalogue_offers_restorative_justice_kuhap_2025_art_82() -> None:
    for entry in REGISTRY.values():
        codes = [code for field in entry.fields.values() for code in field.codes or ()]
        words = [entry.name, entry.label_id, entry.label_en]
        words += [word for code in codes for word in (code.value, code.label_id, code.label_en)]
        assert not any("restorat" in word.lower() or "diversi" in word.lower() for word in words), entry.name
