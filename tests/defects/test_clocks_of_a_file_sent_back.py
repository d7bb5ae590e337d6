"""What follows from an SPDP or a return begins again with the next one; nothing that ended runs on."""

from typing import Any

import pytest

from domain.clocks.clock import Clock, status
from domain.discrepancies.silence import of_case
from tests.domain.clocks.telling import OF_FILE, WITH_HASH, clocks, day, investigated, resubmitted, returned
from tests.domain.clocks.test_explain import lapsed
from tests.domain.given import Stream

SENT = {**OF_FILE, "prosecutor": "kejari"}
BACK = {**OF_FILE, "reason": "stale"}


def runs(stream: Stream, rule: str) -> list[Clock]:
    """The clocks of a rule, oldest first."""
    return [each for each in clocks(stream) if each.rule == rule]


def sent_back(*before: tuple[float, str, str, dict[str, Any]], days: float = 0) -> Stream:
    """An SPDP of day 1 sent back on day 100 after what happened in between, and sent again on day 110."""
    stream = investigated(day(days))
    told = (
        (1, "SpdpSent", "polres", SENT),
        (2, "SpdpReceived", "kejari", OF_FILE),
        *before,
        (100, "SpdpReturned", "kejari", BACK),
        (110, "SpdpSent", "polres", SENT),
        (111, "SpdpReceived", "kejari", OF_FILE),
    )
    for at, type_name, by, data in told:
        stream.records(type_name, by, at=day(days + at), **data)
    return stream


@pytest.mark.parametrize(
    ("rule", "days"), [("KUHAP2025.first_coordination", 3), ("B310.p17_first", 30)], ids=str
)
def test_an_spdp_sent_anew_has_its_times_anew(rule: str, days: int) -> None:
    coordinated = (3, "CoordinationHeld", "polres", {**OF_FILE, "with_agencies": ["kejari"]})
    found = runs(sent_back(coordinated), rule)
    assert [each.due_at for each in found] == [day(2 + days), day(111 + days)]
    assert [each.stopped_at is None for each in found] == [False, True]


def test_under_the_code_of_1981_too() -> None:
    found = runs(sent_back(days=-400), "KUHAP1981.p17")
    assert [each.started_at for each in found] == [day(-398), day(-289)]


def test_a_prosecutor_who_sent_the_spdp_back_studies_the_file_no_more() -> None:
    submitted = (97, "FileSubmitted", "polres", WITH_HASH)
    (found,) = runs(sent_back(submitted), "KUHAP2025.review")
    assert (found.due_at, status(found, day(200))) == (day(104), "met")


def test_a_first_return_after_the_spdp_came_back_has_its_fourteen_days() -> None:
    told = ((20, "FileSubmitted", "polres", WITH_HASH), (25, "FileReturned", "kejari", returned(1)))
    stream = sent_back(*told)
    stream.records("FileSubmitted", "polres", at=day(120), **WITH_HASH)
    stream.records("FileReturned", "kejari", at=day(125), **returned(1))
    for rule in ("KUHAP2025.supplementary", "B310.p20"):
        assert [each.due_at for each in runs(stream, rule)] == [day(39), day(139)]


def test_a_second_return_has_its_own_time_though_the_resubmission_is_not_on_record() -> None:
    stream = investigated(day(-400))
    stream.records("FileSubmitted", "polres", at=day(-390), **WITH_HASH)
    stream.records("FileReturned", "kejari", at=day(-380), **returned(1))
    stream.records("FileReturned", "kejari", at=day(-350), **returned(2))
    found = runs(stream, "KUHAP1981.resubmit")
    assert [each.started_at for each in found] == [day(-380), day(-350)]
    stream.records("FileResubmitted", "polres", at=day(-370), **resubmitted(1))
    assert [status(each, day(-340)) for each in runs(stream, "KUHAP1981.resubmit")] == ["met", "running"]


def test_nothing_is_owed_on_a_return_once_the_file_is_complete() -> None:
    stream = investigated()
    stream.records("FileSubmitted", "polres", at=day(1), **WITH_HASH)
    stream.records("FileReturned", "kejari", at=day(5), **returned(1))
    stream.records("FileComplete", "kejari", at=day(12), **OF_FILE)
    (found,) = runs(stream, "KUHAP2025.supplementary")
    assert status(found, day(90)) == "met"


def test_a_file_returned_without_handover_has_its_fourteen_days_again() -> None:
    stream = investigated()
    stream.records("FileComplete", "kejari", at=day(5), **OF_FILE)
    stream.records("FileReturnedNoHandover", "kejari", at=day(25), **OF_FILE)
    stream.records("FileComplete", "kejari", at=day(40), **OF_FILE)
    assert [each.due_at for each in runs(stream, "B310.tahap2")] == [day(19), day(54)]


def test_an_spdp_sent_back_ends_the_silence_on_what_followed_from_it() -> None:
    stream = investigated()
    stream.records("SpdpSent", "polres", at=day(1), **SENT)
    stream.records("FileSubmitted", "polres", at=day(20), **WITH_HASH)
    lapsed(stream, "KUHAP2025.review")
    assert [each.settled_by for each in of_case(stream.now)] == [0]
    back = stream.records("SpdpReturned", "kejari", at=day(40), **BACK)
    assert [each.settled_by for each in of_case(stream.now)] == [back.position]
