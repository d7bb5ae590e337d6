"""Limitation is told from the entries that count: what was taken back dates and interrupts nothing."""

from datetime import datetime

from domain.clocks.clock import status
from tests.domain.clocks.telling import DAY_0, OF_FILE, WITA, clock, day
from tests.domain.given import Stream

RULE = "KUHP.limitation"


def reported() -> Stream:
    """A report that dates the act."""
    stream = Stream()
    told = {"acted_until": "2026-02-10", "articles": ["UU-21-2007:4"]}
    stream.records("PoliceReportFiled", "polres", at=DAY_0, **told, **OF_FILE)
    return stream


def test_an_indictment_that_was_taken_back_interrupts_no_limitation() -> None:
    stream = reported()
    stream.records("IndictmentFiled", "kejari", at=day(90), articles=["UU-21-2007:4"], **OF_FILE)
    stream.records("EntryWithdrawn", "kejari", at=day(91), event_id="e2", reason="wrong_case")
    assert status(clock(stream, RULE), day(9000)) == "lapsed"


def test_a_second_report_that_was_taken_back_dates_no_act() -> None:
    stream = reported()
    later = {"acted_until": "2026-02-20", "articles": ["UU-21-2007:4"]}
    stream.records("PoliceReportFiled", "polres", at=day(1), **later, **OF_FILE)
    stream.records("EntryWithdrawn", "polres", at=day(2), event_id="e2", reason="wrong_case")
    assert clock(stream, RULE).due_at == datetime(2044, 2, 10, 23, 59, 59, tzinfo=WITA)
