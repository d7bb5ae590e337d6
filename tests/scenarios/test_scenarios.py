"""The scenarios of reference/domain.md section 7, played through HTTP by their agencies on real servers."""

from datetime import datetime, timedelta

import pytest

from ops.checks import failures
from ops.desk import Held
from ops.expectations import AnyCheck
from ops.play import Outbox, Played, play
from ops.roster import demo_roster
from ops.scenario import Scenario, Step, shipped_scenarios
from tests.scenarios.conftest import Served

SCENARIOS = {scenario.id: scenario for scenario in shipped_scenarios()}

# The rows of the tables, without those of `system` and `projection`: day, kind of agency, event type.
ROWS = {
    "sc01": [
        (0, "disdik", "ReportReceived"),
        (0, "uptdppa", "ReportTriaged"),
        (0, "uptdppa", "PoliceNotified"),  # the table names the police, who are the ones notified
        (0, "polres", "PoliceReportFiled"),
        (1, "uptdppa", "GuardianConflictChecked"),
        (1, "uptdppa", "ConsentGranted"),
        (1, "uptdppa", "AssentGranted"),
        (1, "uptdppa", "IdentificationInterviewHeld"),
        (1, "uptdppa", "TraffickingStatusAssessed"),
        (2, "rsud", "ServiceOpened"),  # HealthServiceOpened is its alias
        (2, "rsud", "VisumIssued"),
        (2, "dinsos", "ShelterPlaced"),
        (3, "polres", "InvestigationOrdered"),
        (6, "polres", "SpdpSent"),
        (7, "kejari", "SpdpReceived"),
        (7, "kejari", "ProsecutorAppointed"),
        (9, "polres", "CoordinationHeld"),
        (30, "uptdppa", "TraffickingStatusAssessed"),
        (45, "polres", "FileSubmitted"),
        (52, "kejari", "FileComplete"),
        (60, "polres", "HandedOver"),
        (80, "pn", "HearingHeld"),
        (120, "pn", "VerdictGiven"),
    ],
    "sc02": [
        (0, "ngo", "ReportReceived"),
        (0, "ngo", "ConsentGranted"),
        (1, "uptdppa", "TraffickingStatusAssessed"),
        (1, "disnaker", "RegistryChecked"),
        (2, "bp3mi", "ReferralAccepted"),
        (3, "mission", "ReferralAccepted"),
        (3, "mission", "LocationConfirmed"),
        (10, "mission", "SafeHouseAdmitted"),
        (12, "mission", "TraffickingStatusAssessed"),
        (15, "polres", "PoliceReportFiled"),
        (18, "polres", "InvestigationOrdered"),
        (20, "mission", "RemoteStatementTaken"),
        (40, "mission", "TravelDocumentIssued"),
        (45, "mission", "RepatriationLegDeparted"),
        (45, "kemensos", "RepatriationLegArrived"),
        (45, "kemensos", "RepatriationLegDeparted"),
        (45, "dinsos", "RepatriationLegArrived"),  # of the province
        (45, "dinsos", "RepatriationLegDeparted"),
        (45, "dinsos", "RepatriationLegArrived"),  # of the regency
        (45, "dinsos", "RepatriationLegDeparted"),
        (45, "ngo", "RepatriationLegArrived"),
        (47, "uptdppa", "ConsentScopeChanged"),
        (60, "ngo", "ReintegrationPlanned"),
    ],
    "sc03": [
        (0, "polres", "InvestigationOrdered"),
        (9, "polres", "SpdpSent"),
        (40, "polres", "FileSubmitted"),
        (47, "kejari", "FileFoundIncomplete"),
        (53, "kejari", "FileReturned"),
        (70, "polres", "FileResubmitted"),
        (80, "kejari", "FileReturned"),
        (94, "polres", "FileResubmitted"),
        (105, "kejari", "FileReturned"),
        (108, "coordinator", "CaseConferenceInvited"),  # the table's ATTF is its secretariat
        (112, "ahli", "ExpertEngaged"),
        (115, "coordinator", "CaseConferenceHeld"),  # `all`: it minutes, the others confirm
        (116, "polres", "ArticleChanged"),
        (120, "polres", "FileResubmitted"),
        (130, "kejari", "FileComplete"),
        (140, "polres", "HandedOver"),
    ],
    "sc04": [
        (0, "polres", "FileSubmitted"),
        (6, "kejari", "FileReturned"),
        (19, "polres", "FileResubmitted"),
        (25, "kejari", "FileReturned"),
        (33, "polres", "CaseConferenceHeld"),  # without the expert: refused
        (33, "polres", "CaseConferenceHeld"),
        (33, "polres", "ConferenceUndecided"),
        (33, "polres", "PositionRecorded"),  # the views of the table's `all`
        (33, "kejari", "PositionRecorded"),
        (36, "polres", "DisputedHandoverMade"),
        (49, "kejari", "ContinuationDecided"),
        (55, "kejari", "IndictmentFiled"),
    ],
    "sc05": [
        (0, "polres", "ReportReceived"),
        *[(0, "uptdppa", "ReportTriaged")] * 6,
        (1, "coordinator", "InterRegencyCoordinationOpened"),
        *[(2, "uptdppa", "ConsentGranted")] * 5,
        (2, "uptdppa", "AssentGranted"),
        *[(3, "dinsos", "ShelterPlaced")] * 6,
        *[(9, "polres", "RemoteStatementTaken")] * 5,  # RemoteStatementRecorded is its alias
        *[(12, "dinsos", "RepatriationLegDeparted")] * 5,
        *[(13, "dinsos", "RepatriationLegArrived")] * 5,  # of the province
        *[(14, "dinsos", "RepatriationLegArrived")] * 5,  # of TTU
        *[(14, "dinsos", "FamilyAssessmentDone")] * 5,
        (15, "coordinator", "CaseShared"),
        *[(44, "dinsos", "MonitoringVisitDone")] * 2,
    ],
    "sc06": [
        (0, "uptdppa", "ConsentGranted"),
        (20, "polres", "SpdpSent"),
        (31, "uptdppa", "ConsentWithdrawn"),  # the table names the victim, whose word it is
        (33, "dpo", "ErasureApproved"),  # BasisReviewed is its alias
        (34, "dpo", "SubjectNotified"),
    ],
    "sc07": [
        (0, "sbmi", "ReportReceived"),
        (2, "bp3mi", "ReportReceived"),
        (4, "uptdppa", "DuplicateLinked"),
        (20, "uptdppa", "DuplicateUnlinked"),
    ],
    "sc09": [
        (0, "polres", "SuspectDesignated"),
        (0, "polres", "DetentionStarted"),
        (18, "kejari", "DetentionExtended"),
        (25, "polda", "JurisdictionTransferred"),
        (25, "polres", "TransferAcknowledged"),
        (26, "polda", "CustodyTransferred"),  # a remand centre takes no part in the log
        (58, "pn", "DetentionExtended"),
        (60, "polda", "ArticleChanged"),
        (61, "polda", "ArticleChanged"),
    ],
    "sc12": [
        (2, "polres", "PoliceReportFiled"),
        (4, "polres", "InvestigationOrdered"),
        (0, "desa", "ReportReceived"),  # published on day 9
        (10, "polres", "CoordinationHeld"),
        (11, "kejari", "PositionRecorded"),
        (11, "polres", "PositionRecorded"),
        (20, "polres", "ArticleChanged"),
    ],
    "sc08": [
        (0, "polres", "VictimRegistered"),
        (6, "disdukcapil", "IdentityVerified"),
        (6, "uptdppa", "FactCorrected"),
        (7, "polres", "ArticleChanged"),
        (90, "dp3a", "RestatementIssued"),  # `report` in the table: the task force gives its figures
    ],
    "sc10": [
        (0, "polres", "InvestigationTerminated"),
        (5, "uptdppa", "ServiceReviewed"),  # ServiceContinues is its alias
        (40, "ngo", "EvidenceReceived"),
        (42, "uptdppa", "PretrialFiled"),  # for the victim
        (50, "pn", "TerminationVoided"),
        (51, "polres", "CaseReopened"),
        (300, "uptdppa", "CaseClosed"),
        (420, "uptdppa", "CaseReopened"),
    ],
    "sc11": [
        (0, "polres", "RestitutionRightsNotified"),
        (3, "uptdppa", "RestitutionRequested"),
        (8, "polres", "RestitutionRequestChecked"),
        (10, "uptdppa", "RestitutionRequestCompleted"),
        (17, "lpsk", "RestitutionAssessed"),
        (18, "polres", "AssetSeizedAsSecurity"),
        (30, "polres", "FileSubmitted"),
        (120, "kejari", "RestitutionClaimed"),
        (150, "pn", "VerdictGiven"),
        (170, "pn", "JudgmentFinal"),
        (177, "kejari", "JudgmentCopySent"),
        (200, "kejari", "RestitutionPaid"),  # the convict pays through the prosecutor
        (215, "kejari", "AssetAuctioned"),
        (220, "pn", "SubstituteImposed"),
    ],
}
STEPS = [(scenario, step) for scenario in SCENARIOS.values() for step in scenario.steps]
CHECKS = [(scenario, check) for scenario in SCENARIOS.values() for check in scenario.checks]


def name_of_check(check: AnyCheck) -> str:
    words = (check.__struct_config__.tag, getattr(check, "agency", ""), getattr(check, "event", ""))
    return "-".join(filter(None, map(str, words)))


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_scenario_has_every_row_of_its_table_in_order(scenario: Scenario) -> None:
    told = [(step.day, step.agency.split("-")[0], step.type) for step in scenario.steps if not step.support]
    assert told == ROWS[scenario.id]


@pytest.mark.parametrize(
    ("scenario", "step"), STEPS, ids=[f"{scenario.id}-{step.id}" for scenario, step in STEPS]
)
def test_the_step_is_answered_as_expected(played: dict[str, Played], scenario: Scenario, step: Step) -> None:
    outcome = next(each for each in played[scenario.id].outcomes if each.step.id == step.id)
    assert outcome.failure is None
    assert outcome.answer.recorded is (step.expect.problem is None)


@pytest.mark.parametrize(
    ("scenario", "check"), CHECKS, ids=[f"{scenario.id}-{name_of_check(check)}" for scenario, check in CHECKS]
)
def test_the_check_holds(played: dict[str, Played], scenario: Scenario, check: AnyCheck) -> None:
    seen = played[scenario.id].seen
    if check.after is not None:
        seen = seen._replace(readings=seen.earlier[check.after])
    assert failures(scenario, check, seen) == []


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_nothing_is_other_than_the_scenario_says(played: dict[str, Played], scenario: Scenario) -> None:
    assert played[scenario.id].wrong == []
    assert played[scenario.id].unchecked == 0


def test_those_with_keys_sign_themselves_and_the_host_signs_for_the_others(played: dict[str, Played]) -> None:
    signed = {
        (each.step.agency, each.answer.assurance)
        for one in played.values()
        for each in one.outcomes
        if each.answer.recorded
    }
    themselves = {agency for agency, assurance in signed if assurance == "agency"}
    with_keys = {member.id for member in demo_roster().members if member.signs}
    assert themselves == with_keys & {agency for agency, _ in signed}
    assert {"polres-sukabumi", "kejari-sukabumi", "pn-sukabumi", "bp3mi"} <= themselves
    assert not themselves & {agency for agency, assurance in signed if assurance == "escrow"}


def test_the_file_is_complete_after_exactly_seven_times_24_hours() -> None:
    scenario = SCENARIOS["sc01"]
    received, complete = (
        next(scenario.moment(step) for step in scenario.steps if step.id == name)
        for name in ("file-received", "p21")
    )
    assert (complete - received).total_seconds() == 7 * 24 * 3600


def test_a_lapse_is_put_on_record_in_the_second_after_it_was_due(played: dict[str, Played]) -> None:
    scenario = SCENARIOS["sc05"]
    rows = played["sc05"].seen.readings["polres-sukabumi"].rows
    due = scenario.at(36, "09:00")  # thirty days after the SPDP was received: the file is asked for (P-17)
    assert [
        datetime.fromisoformat(row.recordedat) - due
        for row in rows
        if row.event is not None
        and row.case == str(scenario.cases[0])
        and row.occurred is not None
        and datetime.fromisoformat(row.occurred) == due
        and row.recordedat is not None
    ] == [timedelta(seconds=1)]


def test_a_second_telling_records_nothing_and_reads_the_same(
    deployment: Served, played: dict[str, Played]
) -> None:
    deployment.clock.let_go()
    scenarios = list(SCENARIOS.values())
    told_again = play(scenarios, deployment.desks, Outbox(deployment.data), deployment.world)
    for scenario, again in zip(scenarios, told_again, strict=True):
        first = played[scenario.id]
        assert again.repeated
        assert again.wrong == []
        assert {each.answer.status for each in again.outcomes} <= {"already_recorded", "refused"}
        assert again.seen.positions == first.seen.positions
        assert held(again) == held(first)


def held(played: Played) -> dict[str, dict[int, Held]]:
    """What every agency holds of the scenario's own events."""
    own = set(played.seen.positions.values())
    return {
        agency: {position: each for position, each in reading.held.items() if position in own}
        for agency, reading in played.seen.readings.items()
    }
