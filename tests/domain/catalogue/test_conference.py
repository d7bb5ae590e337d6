"""Who sees and records what of conferences and disputes (domain.md 2.5 nos. 24-30, 3.2, section 7)."""

import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.agencies import AgencyKind
from domain.catalogue.audiences import level
from domain.catalogue.conference_codes import ConferenceRole
from domain.preconditions.conference import QUORUM

CONFERENCE = [entry for entry in REGISTRY.values() if entry.chapter == "conference"]
# What each side holds of the law, and what the conference came to: matter of the file.
OF_THE_FILE = {
    *("PositionRecorded", "CaseConferenceHeld", "ConferenceDecidedComplete", "ConferenceDecidedTerminate"),
    *("ConferenceUndecided", "DisputedHandoverMade", "ContinuationDecided"),
}


def readers(name: str) -> set[str]:
    return {kind for kind in AgencyKind if level(REGISTRY[name].audience, kind) == "body"}


def test_the_chapter_has_the_types_of_the_contract() -> None:
    assert {entry.name for entry in CONFERENCE} == OF_THE_FILE | {
        *("DisputeOpened", "ExpertEngaged", "CaseConferenceInvited", "DisputeOutcomeProposed"),
        *("DisputeOutcomeAccepted", "DisputeEscalated", "DisputeWithdrawn"),
    }


def test_what_is_held_of_the_law_is_a_body_to_law_enforcement_and_experts_alone() -> None:
    for name in OF_THE_FILE:
        assert readers(name) == {"polres", "kejari", "expert", "auditor", "dpo"}, name


def test_how_a_dispute_runs_is_a_body_to_the_secretariat_too_and_nobody_else_s() -> None:
    law = {"polres", "kejari", "expert", "coordinator", "dp3a", "auditor", "dpo"}
    for entry in CONFERENCE:
        if entry.name not in OF_THE_FILE:
            assert readers(entry.name) == law, entry.name


@pytest.mark.parametrize("kind", ["pn", "rsud", "desa", "disdik", "imigrasi", "kesra"])
def test_courts_hospitals_schools_and_villages_learn_of_no_dispute(kind: str) -> None:
    assert {level(entry.audience, kind) for entry in CONFERENCE} == {"nothing"}


# Sc-3, Sc-4 and Sc-12, rows of agencies; "all" are police and prosecutor.
ROWS = [
    ("coordinator", "CaseConferenceInvited"),
    ("expert", "ExpertEngaged"),
    ("polres", "ExpertEngaged"),
    ("polres", "CaseConferenceHeld"),
    ("kejari", "CaseConferenceHeld"),
    ("polres", "ConferenceUndecided"),
    ("kejari", "ConferenceUndecided"),
    ("polres", "DisputedHandoverMade"),
    ("kejari", "ContinuationDecided"),
    ("kejari", "PositionRecorded"),
    ("polres", "PositionRecorded"),
]


@pytest.mark.parametrize(("kind", "name"), ROWS)
def test_the_agencies_of_the_scenarios_may_record_their_events(kind: str, name: str) -> None:
    assert kind in REGISTRY[name].agencies


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("kejari", "DisputedHandoverMade"),
        ("polres", "ContinuationDecided"),
        ("kejari", "ConferenceDecidedTerminate"),
        ("expert", "DisputeOutcomeAccepted"),
        ("coordinator", "DisputeOutcomeAccepted"),
        ("coordinator", "PositionRecorded"),
        ("uptdppa", "DisputeOpened"),
    ],
)
def test_nobody_records_what_is_another_s_to_decide(kind: str, name: str) -> None:
    assert kind not in REGISTRY[name].agencies


def test_the_quorum_has_the_five_roles_of_kuhap_2025_art_62_2() -> None:
    assert list(QUORUM) == list(ConferenceRole)[:5]
    assert set(QUORUM.values()) == {"polres", "kejari", "expert"}


def test_the_conference_stops_the_clock_of_the_second_return_and_the_handover_starts_the_next() -> None:
    assert REGISTRY["CaseConferenceHeld"].stops == ("second_round",)
    assert REGISTRY["DisputedHandoverMade"].starts == ("disputed_handover_decision",)
    assert REGISTRY["ContinuationDecided"].stops == ("disputed_handover_decision",)
    assert REGISTRY["ContinuationDecided"].starts == ("indictment",)


def test_the_conference_is_a_joint_act() -> None:
    assert REGISTRY["CaseConferenceHeld"].joint_with == ("with_agencies",)
