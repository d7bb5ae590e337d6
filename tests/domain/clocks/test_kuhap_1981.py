"""The clocks of KUHAP 1981, each by its article; scenario Sc-3."""

from datetime import datetime

from domain.clocks.clock import status
from tests.domain.clocks.telling import (
    OF_FILE,
    WITA,
    WITH_HASH,
    clock,
    day,
    investigated,
    resubmitted,
    returned,
    rules,
)
from tests.domain.given import Stream

ZERO = datetime(2025, 3, 3, 10, 0, tzinfo=WITA)


def at(number: float) -> datetime:
    return day(number, ZERO)


def night(year: int, month: int, number: int) -> datetime:
    """The last second of a day."""
    return datetime(year, month, number, 23, 59, 59, tzinfo=WITA)


def submitted() -> Stream:
    stream = investigated(ZERO)
    stream.records("FileSubmitted", "polres", at=at(40), **WITH_HASH)  # 12 April
    return stream


def test_art_109_1_as_read_by_mk_130_an_spdp_on_day_nine_is_late() -> None:
    stream = investigated(ZERO)
    assert clock(stream, "KUHAP1981.spdp").due_at == night(2025, 3, 10)
    stream.records("SpdpSent", "polres", at=at(9), prosecutor="kejari", **OF_FILE)
    assert status(clock(stream, "KUHAP1981.spdp"), at(10)) == "met_late"


def test_art_361_of_2025_a_file_begun_before_2026_keeps_the_old_code_after_it() -> None:
    stream = investigated(ZERO)
    stream.records("FileReceived", "kejari", at=datetime(2026, 2, 2, 9, 0, tzinfo=WITA), **WITH_HASH)
    assert "KUHAP1981.p19_return" in rules(stream)
    assert not [rule for rule in rules(stream) if rule.startswith(("KUHAP2025", "B310"))]


def test_art_361_of_2025_the_order_of_2_january_2026_has_the_new_code() -> None:
    assert "KUHAP2025.spdp" in rules(investigated(datetime(2026, 1, 2, 0, 0, tzinfo=WITA)))
    assert "KUHAP1981.spdp" in rules(investigated(datetime(2026, 1, 1, 23, 59, 59, tzinfo=WITA)))


def test_art_138_1_the_prosecutor_says_within_seven_days_whether_the_file_is_complete() -> None:
    stream = submitted()
    assert clock(stream, "KUHAP1981.p18_notify").due_at == night(2025, 4, 19)
    stream.records("FileFoundIncomplete", "kejari", at=at(47), **OF_FILE)
    assert status(clock(stream, "KUHAP1981.p18_notify"), at(60)) == "met"


def test_art_110_4_silence_for_fourteen_days_lapses_with_the_end_of_day_fourteen() -> None:
    found = clock(submitted(), "KUHAP1981.p19_return")
    assert found.due_at == night(2025, 4, 26)
    assert status(found, night(2025, 4, 26)) == "due_soon"
    assert status(found, datetime(2025, 4, 27, tzinfo=WITA)) == "lapsed"


def test_art_110_4_a_return_in_time_meets_it() -> None:
    stream = submitted()
    stream.records("FileReturned", "kejari", at=at(53), **returned(1))
    assert status(clock(stream, "KUHAP1981.p19_return"), at(90)) == "met"


def test_art_138_2_resubmission_after_seventeen_days_is_late_without_sanction() -> None:
    stream = submitted()
    stream.records("FileReturned", "kejari", at=at(53), **returned(1))
    stream.records("FileResubmitted", "polres", at=at(70), **resubmitted(1))
    assert status(clock(stream, "KUHAP1981.resubmit"), at(90)) == "met_late"
    assert rules(stream)["KUHAP1981.p19_return"] == 2


def test_art_8_3_the_handover_has_no_time_so_it_never_lapses() -> None:
    stream = submitted()
    stream.records("FileComplete", "kejari", at=at(50), **OF_FILE)
    found = clock(stream, "KUHAP1981.tahap2")
    assert found.due_at is None
    assert status(found, at(5000)) == "running"
