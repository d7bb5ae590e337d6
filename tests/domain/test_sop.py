"""The SOP as data: one national list, and regencies that each adapt it."""

import pytest

from domain.catalogue import REGISTRY
from domain.sop import NationalSteps
from ops.roster import demo_roster
from tests.domain.given import RULES

TEXT = (RULES / "sop_steps.toml").read_text()
NATIONAL = NationalSteps.parse(TEXT)


def test_the_national_list_has_steps_for_each_of_the_six_services_in_order() -> None:
    services = dict.fromkeys(each.service for each in NATIONAL.steps)
    assert len(services) == 6
    for service in services:
        numbers = [each.number for each in NATIONAL.steps if each.service == service]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_step_that_stands_twice_or_is_recorded_as_no_type_is_refused() -> None:
    twice = TEXT + TEXT[TEXT.index("[[steps]]") :].partition("\n\n")[0] + "\n"
    with pytest.raises(ValueError, match="twice"):
        NationalSteps.parse(twice)
    with pytest.raises(ValueError, match="does not have"):
        NationalSteps.parse(TEXT.replace('"ReportReceived"', '"ReportHeard"'))


def test_two_regencies_run_steps_and_times_of_their_own_on_one_code_base() -> None:
    """reference/domain.md section 6 no. 10."""
    sukabumi, ttu = demo_roster().task_forces
    assert (sukabumi.lead, ttu.lead) == ("dp3a-sukabumi", "disnaker-ttu")
    assert {each.step for each in sukabumi.sop_steps} != {each.step for each in ttu.sop_steps}
    times = [{each.rule: (each.count, each.unit) for each in force.sop_clocks} for force in (sukabumi, ttu)]
    assert times[0] != times[1]


def test_the_steps_of_a_regency_are_recorded_as_known_types_and_stand_for_national_ones() -> None:
    known = {each.step for each in NATIONAL.steps}
    for force in demo_roster().task_forces:
        for step in force.sop_steps:
            assert step.records in REGISTRY
            assert step.national is None or step.national in known


def test_the_gap_of_a_regency_is_what_it_does_not_do_of_the_national_list() -> None:
    sukabumi, _ = demo_roster().task_forces
    missing = {each.step for each in NATIONAL.missing(sukabumi.sop_steps)}
    assert "repatriation.documents" in missing
    assert "complaint.screening" not in missing
    assert len(NATIONAL.missing(())) == len(NATIONAL.steps)
