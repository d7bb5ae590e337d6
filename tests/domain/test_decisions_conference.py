"""What a case conference presupposes, and what may follow it (KUHAP 2025 art 62)."""

from datetime import date
from typing import Any

import pytest

from domain.catalogue.legal_codes import ReturnInstrument
from domain.events import Marks
from domain.preconditions.conference import QUORUM as ROLES
from domain.problems import Refusal
from tests.domain.deciding import deciding, marks, refused
from tests.domain.disputing import (
    CONFERENCE,
    QUORUM,
    UNTIL,
    given_conference,
    given_file,
    given_returns,
    held,
    present,
    with_expert,
)
from tests.domain.given import FILE, Stream, named, proposed

ON_PAPER: dict[str, Any] = {"effectedon": date(2026, 3, 20), "effecteddoc": "BA-62/III/2026"}
DECISIONS = [
    ("ConferenceDecidedComplete", {}),
    ("ConferenceDecidedTerminate", {"ground": "not_enough_proof"}),
    ("ConferenceUndecided", {}),
]


def conference(by: str = "polres", **data: Any) -> Any:
    return proposed("CaseConferenceHeld", by, **held(**data))


def decision(type_name: str, by: str, stream: Stream, **data: Any) -> Any:
    resting = {} if type_name == "ConferenceUndecided" else {"basedon": stream.now.version}
    return proposed(type_name, by, **{"conference": CONFERENCE, "file": FILE, **resting, **data})


def test_a_statutory_conference_with_all_five_roles_is_recorded_kuhap_2025_art_62_2() -> None:
    assert marks(deciding(conference(), with_expert(given_returns(2)))) == Marks(0)


@pytest.mark.parametrize("absent", ROLES, ids=str)
def test_a_statutory_conference_with_four_of_five_roles_is_refused_and_the_missing_named(absent: Any) -> None:
    four = present(*(role for role in QUORUM if role != absent))
    verdict = deciding(conference(present=four), given_returns(2))
    assert refused(verdict) == ("precondition", "data.present")
    assert isinstance(verdict, Refusal)
    assert verdict.rule.endswith(f"missing: {absent.label_en} ({absent.label_id}).")


def test_every_missing_role_is_named() -> None:
    verdict = deciding(conference(present=present("investigator", "prosecutor")), given_returns(2))
    assert isinstance(verdict, Refusal)
    for role in ("investigator's supervisor", "prosecutor's supervisor", "expert"):
        assert role in verdict.rule


def test_a_role_filled_by_an_office_of_another_kind_or_by_none_is_not_filled() -> None:
    for expert in ({"role": "expert", "agency": "kejari"}, {"role": "expert"}):
        attendance = [*present(*(role for role in QUORUM if role != "expert")), expert]
        verdict = deciding(conference(present=attendance), given_returns(2))
        assert refused(verdict) == ("precondition", "data.present")


def test_a_voluntary_conference_under_kuhap_1981_needs_no_quorum_sc_3() -> None:
    stream = given_returns(3, "2025-03-03")
    two: dict[str, Any] = {"form": "voluntary", "present": present("investigator", "prosecutor")}
    assert marks(deciding(conference(**two), stream)) == Marks(0)


def test_a_file_under_kuhap_1981_has_no_statutory_conference() -> None:
    verdict = deciding(conference(), with_expert(given_returns(3, "2025-03-03")))
    assert refused(verdict) == ("precondition", "data.form")


@pytest.mark.parametrize("returns", [0, 1])
def test_a_statutory_conference_before_the_second_return_is_refused_kuhap_2025_art_62_1(
    returns: int,
) -> None:
    verdict = deciding(conference(), with_expert(given_returns(returns)))
    assert refused(verdict) == ("precondition", "data.file")
    voluntary = conference(form="voluntary", present=present("investigator"))
    assert marks(deciding(voluntary, given_returns(returns))) == Marks(0)


def test_a_second_return_counts_whatever_paper_it_came_with() -> None:
    stream = with_expert(given_returns(1))
    stream.records(
        "FileReturned",
        "kejari",
        file=FILE,
        return_number=2,
        instrument=ReturnInstrument.FOLLOW_UP_LETTER,
        instructions=[{"number": 1, "reason": "M1"}],
    )
    assert marks(deciding(conference(), stream)) == Marks(0)


def test_the_investigator_calls_and_minutes_the_statutory_conference() -> None:
    parties = {"with_agencies": ["polres", "expert"]}
    assert refused(deciding(conference("kejari", **parties), given_returns(2))) == (
        "authority_missing",
        "data.form",
    )
    voluntary = conference("kejari", form="voluntary", **parties)
    assert marks(deciding(voluntary, given_returns(2))) == Marks(0)


def test_an_office_said_to_be_present_is_named_so_that_it_can_contest() -> None:
    verdict = deciding(conference(with_agencies=["kejari"]), given_returns(2))
    assert refused(verdict) == ("invalid_field", "data.with_agencies")


def invitation(by: str = "polres", **data: Any) -> Any:
    fields = {
        "conference": CONFERENCE,
        "file": FILE,
        "form": "statutory",
        "invited": ["kejari"],
        "scheduled_for": UNTIL,
        "expert": "expert",
        "expert_until": UNTIL,
    }
    return proposed("CaseConferenceInvited", by, **{**fields, **data})


def test_an_invitation_names_an_expert_for_a_time() -> None:
    stream = given_returns(2)
    assert marks(deciding(invitation(), stream)) == Marks(0)
    assert refused(deciding(invitation(expert_until=None), stream)) == (
        "missing_field",
        "data.expert_until",
    )
    assert refused(deciding(invitation(expert="uptdppa"), stream)) == ("invalid_field", "data.expert")
    assert refused(deciding(invitation("coordinator"), stream)) == ("authority_missing", "data.form")
    assert marks(deciding(invitation("coordinator", form="voluntary"), stream)) == Marks(0)


def test_an_expert_is_invited_by_an_office_whose_case_it_is() -> None:
    stream = given_returns(2)
    stream.records("AccessGranted", "polres", agency="kejari-ttu", reason="task")
    event = invitation("kejari-ttu", form="voluntary")
    assert refused(deciding(event, stream)) == ("authority_missing", "type")
    without_expert = invitation("kejari-ttu", form="voluntary", expert=None, expert_until=None)
    assert marks(deciding(without_expert, stream)) == Marks(0)


def test_a_closed_case_takes_no_invitation() -> None:
    stream = given_returns(2)
    stream.records("CaseClosed", "uptdppa", reason="contact_lost")
    assert refused(deciding(invitation(), stream)) == ("case_closed", None)


@pytest.mark.parametrize(("type_name", "data"), DECISIONS)
def test_a_decision_without_a_conference_is_refused_kuhap_2025_art_62(type_name: str, data: Any) -> None:
    stream = given_returns(2)
    event = decision(type_name, "polres", stream, **data)
    assert refused(deciding(event, stream)) == ("precondition", "data.conference")


@pytest.mark.parametrize(("type_name", "data"), DECISIONS)
def test_a_conference_that_was_held_decides_once(type_name: str, data: Any) -> None:
    stream = given_conference()
    assert marks(deciding(decision(type_name, "polres", stream, **data), stream)) == Marks(0)
    stream.records("ConferenceUndecided", "polres", conference=CONFERENCE, file=FILE)
    again = decision(type_name, "polres", stream, **data)
    assert refused(deciding(again, stream)) == ("precondition", "data.conference")


def test_a_conference_on_another_file_decides_nothing_on_this_one() -> None:
    stream = given_conference()
    other = decision("ConferenceDecidedComplete", "polres", stream, file=named("other file"))
    assert refused(deciding(other, stream)) == ("precondition", "data.conference")


def test_under_kuhap_2025_a_voluntary_conference_decides_nothing() -> None:
    stream = given_returns(2)
    stream.records("CaseConferenceHeld", "polres", **held(form="voluntary"))
    event = decision("ConferenceDecidedComplete", "polres", stream)
    assert refused(deciding(event, stream)) == ("precondition", "data.conference")


def test_under_kuhap_1981_a_voluntary_conference_may_come_to_something() -> None:
    stream = given_returns(2, "2025-03-03")
    stream.records("CaseConferenceHeld", "polres", **held(form="voluntary"))
    event = decision("ConferenceDecidedTerminate", "polres", stream, ground="not_a_crime")
    assert marks(deciding(event, stream)) == Marks(0)


def test_what_a_conference_came_to_is_recorded_by_an_office_that_was_there() -> None:
    stream = given_conference()
    stream.records("SpdpSent", "polres", file=named("their file"), prosecutor="kejari-ttu")
    event = decision("ConferenceDecidedComplete", "kejari-ttu", stream)
    assert refused(deciding(event, stream)) == ("authority_missing", "data.conference")


def test_who_minuted_a_conference_may_record_that_it_ended_without_agreement() -> None:
    stream = given_returns(2)
    stream.records("CaseConferenceHeld", "coordinator", **held(form="voluntary", with_agencies=["polres"]))
    event = proposed("ConferenceUndecided", "coordinator", conference=CONFERENCE, file=named("other"))
    assert refused(deciding(event, stream)) == ("precondition", "data.conference")
    in_1981 = given_returns(2, "2025-03-03")
    in_1981.records("CaseConferenceHeld", "coordinator", **held(form="voluntary", with_agencies=["polres"]))
    event = decision("ConferenceUndecided", "coordinator", in_1981)
    assert marks(deciding(event, in_1981)) == Marks(0)


def test_a_decision_of_a_conference_already_taken_on_paper_is_recorded_and_marked() -> None:
    stream = given_returns(2)
    event = proposed("ConferenceDecidedComplete", "polres", conference=CONFERENCE, file=FILE, **ON_PAPER)
    assert marks(deciding(event, stream)) == Marks.CONFLICTING


def test_a_decision_is_stale_where_the_other_side_returned_the_file_meanwhile() -> None:
    stream = given_conference()
    rested = stream.now.version
    stream.records(
        "FileReturned", "kejari", file=FILE, return_number=3, instructions=[{"number": 1, "reason": "M2"}]
    )
    event = decision("ConferenceDecidedComplete", "polres", stream, basedon=rested)
    assert refused(deciding(event, stream))[0] == "stale"


def handover(stream: Stream, **data: Any) -> Any:
    fields = {"file": FILE, "basedon": stream.now.version, **data}
    return proposed("DisputedHandoverMade", "polres", **fields)


def test_a_disputed_handover_follows_an_undecided_conference_kuhap_2025_art_62_5() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    assert marks(deciding(handover(stream), stream)) == Marks(0)


@pytest.mark.parametrize("outcome", [None, "ConferenceDecidedComplete", "ConferenceDecidedTerminate"])
def test_a_disputed_handover_after_any_other_conference_is_refused(outcome: str | None) -> None:
    stream = given_conference(outcome=outcome)
    assert refused(deciding(handover(stream), stream)) == ("precondition", "data.file")


def test_a_disputed_handover_without_a_conference_is_refused_but_recorded_where_done_on_paper() -> None:
    stream = given_returns(2)
    assert refused(deciding(handover(stream), stream)) == ("precondition", "data.file")
    assert marks(deciding(handover(stream, basedon=None, **ON_PAPER), stream)) == Marks.CONFLICTING


def test_kuhap_1981_knows_no_disputed_handover() -> None:
    stream = given_returns(2, "2025-03-03")
    stream.records("CaseConferenceHeld", "polres", **held(form="voluntary"))
    stream.records("ConferenceUndecided", "polres", conference=CONFERENCE, file=FILE)
    verdict = deciding(handover(stream), stream)
    assert refused(verdict) == ("precondition", "data.file")
    assert isinstance(verdict, Refusal)
    assert "1981" in verdict.rule


def test_a_complete_file_is_not_handed_over_in_dispute_nor_twice() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    stream.records("DisputedHandoverMade", "polres", file=FILE)
    assert refused(deciding(handover(stream), stream)) == ("precondition", "data.file")
    complete = given_conference(outcome="ConferenceUndecided")
    complete.records("FileComplete", "kejari", file=FILE)
    assert refused(deciding(handover(complete), complete)) == ("precondition", "data.file")


def continuation(by: str, stream: Stream) -> Any:
    return proposed("ContinuationDecided", by, file=FILE, decision="continued", basedon=stream.now.version)


def test_the_prosecutor_decides_once_on_a_disputed_handover_kuhap_2025_art_62_6() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    assert refused(deciding(continuation("kejari", stream), stream)) == ("precondition", "data.file")
    stream.records("DisputedHandoverMade", "polres", file=FILE)
    assert marks(deciding(continuation("kejari", stream), stream)) == Marks(0)
    stream.records("ContinuationDecided", "kejari", file=FILE, decision="continued")
    assert refused(deciding(continuation("kejari", stream), stream)) == ("precondition", "data.file")


def test_the_continuation_is_for_the_prosecutor_of_the_file_alone() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    stream.records("DisputedHandoverMade", "polres", file=FILE)
    stream.records("SpdpSent", "polres", file=named("their file"), prosecutor="kejari-ttu")
    assert refused(deciding(continuation("kejari-ttu", stream), stream)) == ("authority_missing", "data.file")
    assert refused(deciding(continuation("polres", stream), stream)) == ("authority_missing", "type")


def test_a_conference_on_an_unknown_file_has_no_second_return() -> None:
    event = conference(file=named("unknown file"))
    assert refused(deciding(event, with_expert(given_file()))) == ("precondition", "data.file")
