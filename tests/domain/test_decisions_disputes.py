"""Who may open, argue, settle, escalate and withdraw a dispute, and who may engage an expert."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.decisions import decide
from domain.events import Marks
from tests.domain.deciding import LIMITS, MATRIX, NOW, deciding, marks, refused
from tests.domain.disputing import (
    CONFERENCE,
    DISPUTE,
    ENGAGED,
    POSITION,
    PROPOSAL,
    UNTIL,
    accepting,
    accepts,
    given_dispute,
    given_file,
    given_proposal,
    proposes,
)
from tests.domain.given import FILE, Stream, directory_of, named, proposed


def opening(by: str, **data: Any) -> Any:
    return proposed("DisputeOpened", by, **{"dispute": DISPUTE, "sides": ["polres", "kejari"], **data})


@pytest.mark.parametrize("by", ["polres", "kejari", "coordinator"])
def test_a_side_or_the_secretariat_opens_a_dispute(by: str) -> None:
    assert marks(deciding(opening(by), given_file())) == Marks(0)


def test_an_office_opens_no_dispute_between_others() -> None:
    stream = given_file()
    verdict = deciding(opening("polres", sides=["kejari", "kejari-ttu"]), stream)
    assert refused(verdict) == ("authority_missing", "data.sides")
    assert refused(deciding(opening("uptdppa"), stream)) == ("authority_missing", "type")


@pytest.mark.parametrize("sides", [["polres", "polres"], ["polres", "uptdppa"], ["polres", "nobody"]])
def test_the_sides_of_a_dispute_are_two_offices_of_police_or_prosecutor(sides: list[str]) -> None:
    assert refused(deciding(opening("polres", sides=sides), given_file())) == ("invalid_field", "data.sides")


def test_a_dispute_id_names_one_dispute() -> None:
    assert refused(deciding(opening("kejari"), given_dispute())) == ("precondition", "data.dispute")


@pytest.mark.parametrize(
    ("on", "lacking"),
    [("file", "file"), ("element", "element"), ("article", "articles"), ("discrepancy", "discrepancy")],
)
def test_a_position_names_what_it_is_about(on: str, lacking: str) -> None:
    event = proposed("PositionRecorded", "kejari", on=on, holds="not_met")
    assert refused(deciding(event, given_file())) == ("missing_field", f"data.{lacking}")


@pytest.mark.parametrize(("on", "holds"), [("element", "conceded"), ("discrepancy", "met")])
def test_a_record_is_maintained_or_conceded_and_an_element_is_met_or_not(on: str, holds: str) -> None:
    about: dict[str, Any] = {"element": "purpose", "discrepancy": {"kind": "dates_differ", "ref": str(FILE)}}
    event = proposed("PositionRecorded", "kejari", on=on, holds=holds, **{on: about[on]})
    assert refused(deciding(event, given_file())) == ("invalid_field", "data.holds")


def test_a_position_is_recorded_also_where_its_dispute_is_not_on_record() -> None:
    event = proposed("PositionRecorded", "kejari", dispute=named("another"), **POSITION)
    assert marks(deciding(event, given_file())) == Marks(0)


def test_an_expert_gives_an_opinion_once_engaged_without_a_conflict_of_interest() -> None:
    opinion = proposed("PositionRecorded", "expert", **POSITION)
    for conflict in (True, False):
        stream = given_dispute()
        stream.records("AccessGranted", "polres", agency="expert", reason="expert_opinion")
        assert refused(deciding(opinion, stream)) == ("authority_missing", "type")
        stream.records("ExpertEngaged", "polres", **{**ENGAGED, "conflict_of_interest": conflict})
        verdict = deciding(opinion, stream)
        if conflict:
            assert refused(verdict) == ("authority_missing", "type")
        else:
            assert marks(verdict) == Marks(0)


def proposal(by: str, stream: Stream, proposal: Any = PROPOSAL, **data: Any) -> Any:
    fields = {"dispute": DISPUTE, "proposal": proposal, "outcome": "articles_agreed"}
    return proposed("DisputeOutcomeProposed", by, **{**fields, "basedon": stream.now.version, **data})


@pytest.mark.parametrize("by", ["polres", "kejari", "coordinator"])
def test_an_outcome_is_proposed_by_a_side_or_the_secretariat(by: str) -> None:
    stream = given_dispute()
    assert marks(deciding(proposal(by, stream), stream)) == Marks(0)


def test_an_outcome_is_proposed_by_the_expert_engaged_for_the_dispute_and_by_no_other() -> None:
    stream = given_dispute()
    stream.records("ExpertEngaged", "polres", dispute=DISPUTE, **ENGAGED)
    assert marks(deciding(proposal("expert", stream), stream)) == Marks(0)
    elsewhere = given_dispute()
    elsewhere.records("ExpertEngaged", "polres", **ENGAGED)
    assert refused(deciding(proposal("expert", elsewhere), elsewhere)) == (
        "authority_missing",
        "data.dispute",
    )


def test_an_outcome_proposed_twice_under_one_id_is_refused() -> None:
    stream = given_proposal()
    assert refused(deciding(proposal("polres", stream), stream)) == ("precondition", "data.proposal")
    other = proposal("polres", stream, named("second proposal"))
    assert marks(deciding(other, stream)) == Marks(0)


def test_an_outcome_proposed_while_the_other_side_proposed_one_is_stale() -> None:
    stream = given_proposal("kejari")
    late = proposal("polres", stream, named("second proposal"), basedon=stream.now.version - 1)
    assert refused(deciding(late, stream))[0] == "stale"


@pytest.mark.parametrize("by", ["polres", "kejari"])
def test_a_side_accepts_the_outcome_that_stands_once(by: str) -> None:
    stream = given_proposal()
    assert marks(deciding(accepting(by, stream), stream)) == Marks(0)
    accepts(stream, by)
    assert refused(deciding(accepting(by, stream), stream)) == ("precondition", "data.proposal")


def test_an_outcome_is_accepted_by_no_stranger_to_the_dispute() -> None:
    stream = given_proposal()
    off_the_case = deciding(accepting("kejari-ttu", stream), stream)
    assert refused(off_the_case) == ("case_unknown", None)
    stream.records("SpdpSent", "polres", file=named("their file"), prosecutor="kejari-ttu")
    verdict = deciding(accepting("kejari-ttu", stream), stream)
    assert refused(verdict) == ("authority_missing", "data.dispute")
    unknown = accepting("kejari-ttu", stream, dispute=named("no such dispute"))
    assert deciding(unknown, stream) == verdict
    done: dict[str, Any] = {"effectedon": date(2026, 3, 20), "effecteddoc": "B-9", "basedon": None}
    on_paper = proposed("DisputeOutcomeAccepted", "kejari-ttu", dispute=DISPUTE, proposal=PROPOSAL, **done)
    assert refused(deciding(on_paper, stream)) == ("authority_missing", "data.dispute")


def test_neither_the_secretariat_nor_the_expert_accepts_for_a_side() -> None:
    stream = given_proposal()
    stream.records("ExpertEngaged", "polres", dispute=DISPUTE, **ENGAGED)
    for by in ("coordinator", "expert"):
        assert refused(deciding(accepting(by, stream), stream)) == ("authority_missing", "type")


def test_an_outcome_that_another_took_the_place_of_is_not_accepted() -> None:
    stream = given_proposal()
    proposes(stream, "polres", named("second proposal"))
    assert refused(deciding(accepting("kejari", stream), stream)) == ("precondition", "data.proposal")


def test_nothing_proposed_is_nothing_to_accept() -> None:
    stream = given_dispute()
    assert refused(deciding(accepting("kejari", stream), stream)) == ("precondition", "data.proposal")


def agreed() -> Stream:
    stream = given_proposal()
    accepts(stream, "kejari")
    accepts(stream, "polres")
    return stream


def escalated() -> Stream:
    stream = given_proposal()
    stream.records("DisputeEscalated", "kejari", dispute=DISPUTE, to="both_superiors", reason="no_answer")
    return stream


def withdrawn() -> Stream:
    stream = given_proposal()
    stream.records("DisputeWithdrawn", "polres", dispute=DISPUTE, reason="settled")
    return stream


ENDED = pytest.mark.parametrize("given", [agreed, escalated, withdrawn])


@ENDED
def test_a_dispute_that_has_ended_takes_no_proposal_and_no_end_any_more(given: Any) -> None:
    stream = given()
    rested = {"dispute": DISPUTE, "basedon": stream.now.version}
    events = [
        proposal("kejari", stream, named("second proposal")),
        proposed("DisputeEscalated", "kejari", to="both_superiors", reason="deadline", **rested),
        proposed("DisputeWithdrawn", "polres", reason="settled", **rested),
        accepting("kejari", stream),
    ]
    for event in events:
        assert refused(deciding(event, stream)) == ("precondition", "data.dispute")


@pytest.mark.parametrize("by", ["polres", "kejari", "coordinator"])
def test_a_dispute_is_escalated_by_a_side_or_the_secretariat(by: str) -> None:
    stream = given_proposal()
    fields: dict[str, Any] = {"dispute": DISPUTE, "to": "both_superiors", "reason": "no_agreement"}
    event = proposed("DisputeEscalated", by, basedon=stream.now.version, **fields)
    assert marks(deciding(event, stream)) == Marks(0)


def test_a_dispute_is_withdrawn_by_the_office_that_opened_it_and_no_other() -> None:
    stream = given_dispute()
    withdrawal: dict[str, Any] = {"dispute": DISPUTE, "reason": "settled", "basedon": stream.now.version}
    assert marks(deciding(proposed("DisputeWithdrawn", "polres", **withdrawal), stream)) == Marks(0)
    for by in ("kejari", "coordinator"):
        verdict = deciding(proposed("DisputeWithdrawn", by, **withdrawal), stream)
        assert refused(verdict) == ("authority_missing", "data.dispute")


def test_a_withdrawal_is_stale_where_the_other_side_proposed_an_outcome_meanwhile() -> None:
    stream = given_dispute()
    rested = stream.now.version
    proposes(stream, "kejari")
    event = proposed("DisputeWithdrawn", "polres", dispute=DISPUTE, reason="settled", basedon=rested)
    assert refused(deciding(event, stream))[0] == "stale"


def test_what_happens_in_another_dispute_makes_no_decision_stale() -> None:
    stream = given_dispute()
    rested = stream.now.version
    other = named("other dispute")
    stream.records("DisputeOpened", "kejari", dispute=other, sides=["polres", "kejari"])
    stream.records(
        "DisputeOutcomeProposed", "kejari", dispute=other, proposal=named("p"), outcome="termination"
    )
    event = proposed("DisputeWithdrawn", "polres", dispute=DISPUTE, reason="settled", basedon=rested)
    assert marks(deciding(event, stream)) == Marks(0)


# Experts


def engaging(by: str, **data: Any) -> Any:
    return proposed("ExpertEngaged", by, **{**ENGAGED, **data})


@pytest.mark.parametrize("by", ["polres", "kejari", "coordinator"])
def test_an_expert_is_engaged_by_police_prosecutor_or_secretariat_kuhap_2025_art_62_2(by: str) -> None:
    assert marks(deciding(engaging(by), given_dispute())) == Marks(0)


def test_an_expert_is_engaged_by_an_office_whose_case_it_is() -> None:
    stream = given_dispute()
    stream.records("AccessGranted", "polres", agency="kejari-ttu", reason="task")
    assert refused(deciding(engaging("kejari-ttu"), stream)) == ("authority_missing", "type")


def test_an_expert_is_registered_as_one() -> None:
    for name in ("uptdppa", "nobody"):
        verdict = deciding(engaging("polres", expert=name), given_dispute())
        assert refused(verdict) == ("invalid_field", "data.expert")


def given_invitation(**data: Any) -> Stream:
    stream = given_file()
    fields = {
        "conference": CONFERENCE,
        "file": FILE,
        "form": "voluntary",
        "invited": ["polres", "kejari"],
        "scheduled_for": UNTIL,
        "expert": "expert",
        "expert_until": (NOW + timedelta(days=10)).isoformat(),
        "excerpt": [2],
    }
    stream.records("CaseConferenceInvited", "coordinator", **{**fields, **data})
    return stream


def test_an_expert_engages_itself_in_answer_to_an_invitation_alone_sc_3() -> None:
    assert refused(deciding(engaging("expert"), given_dispute())) == ("case_unknown", None)
    assert marks(deciding(engaging("expert"), given_invitation())) == Marks(0)
    over = given_invitation(expert_until=(NOW - timedelta(days=1)).isoformat())
    assert refused(deciding(engaging("expert"), over)) == ("case_unknown", None)


def test_an_invited_expert_records_nothing_before_it_is_engaged() -> None:
    event = proposed("PositionRecorded", "expert", **POSITION)
    assert refused(deciding(event, given_invitation())) == ("authority_missing", "type")


def test_an_expert_engages_nobody_but_itself() -> None:
    stream = given_invitation()
    event = engaging("expert", expert="expert-ttu")
    verdict = decide(stream.state, directory_of("expert-ttu"), event, NOW, {}, LIMITS, MATRIX)
    assert refused(verdict) == ("authority_missing", "data.expert")


def test_a_closed_case_takes_no_expert() -> None:
    stream = given_dispute()
    stream.records("CaseClosed", "uptdppa", reason="contact_lost")
    assert refused(deciding(engaging("polres"), stream)) == ("case_closed", None)
