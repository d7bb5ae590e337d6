"""A regency may set a time of the SOP in hours, whatever days the row counts in by itself."""

from tests.domain.clocks.telling import clock, day, force, investigated
from tests.domain.given import VICTIM


def test_forty_eight_hours_set_for_a_time_in_calendar_days_are_hours_and_no_months() -> None:
    stream = investigated()
    stream.records("ReintegrationPlanned", "dinsos", at=day(1), person=VICTIM, placement="family")
    hours = force("Asia/Makassar", monitoring_1=(48, "hours"))
    assert clock(stream, "SOP.monitoring_1", hours).due_at == day(3)


def test_a_pause_moves_them_by_its_exact_length() -> None:
    stream = investigated()
    stream.records("ReintegrationPlanned", "dinsos", at=day(1), person=VICTIM, placement="family")
    stream.records("CaseClosed", "uptdppa", at=day(1.5), reason="contact_lost")
    stream.records("CaseReopened", "uptdppa", at=day(2), reason="new_evidence")
    hours = force("Asia/Makassar", monitoring_1=(48, "hours"))
    assert clock(stream, "SOP.monitoring_1", hours).due_at == day(3.5)
