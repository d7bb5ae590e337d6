"""Whose zone, times and holidays hold for a case: those of its task force when a clock started."""

from domain.clocks.days import is_working
from domain.clocks.place import DEFAULT_ZONE, Place, Places
from domain.directory import Directory, TaskForce
from tests.domain.clocks.telling import DAY_0, TABLES, day
from tests.domain.given import Stream

SUKABUMI = TaskForce("sukabumi", "dp3a-sukabumi", ("uptdppa-sukabumi", "bp3mi", "polda"), "Asia/Jakarta")
TTU = TaskForce("ttu", "disnaker-ttu", ("uptdppa-ttu", "bp3mi"), "Asia/Makassar")


def opened(by: str) -> Stream:
    stream = Stream()
    stream.records("ReportReceived", by, at=DAY_0, channel="phone")
    return stream


def place(stream: Stream, *forces: TaskForce) -> Place:
    return Places(TABLES).of(Directory(configured=forces), stream.now)


def test_the_zone_is_that_of_the_task_force_of_the_agency_that_opened_the_case() -> None:
    assert place(opened("uptdppa-ttu"), SUKABUMI, TTU).zone_at(1) == "Asia/Makassar"
    assert place(opened("uptdppa-sukabumi"), SUKABUMI, TTU).zone_at(1) == "Asia/Jakarta"
    assert place(opened("disnaker-ttu"), SUKABUMI, TTU).zone_at(1) == "Asia/Makassar"


def test_who_serves_several_regencies_opens_for_the_first_agency_of_the_case_that_serves_one() -> None:
    stream = opened("bp3mi")
    assert place(stream, SUKABUMI, TTU).zone_at(1) == "Asia/Jakarta"
    stream.records("CaseManagerAssigned", "uptdppa-ttu", at=day(1), agency="uptdppa-ttu")
    later = place(stream, SUKABUMI, TTU)
    assert (later.zone_at(1), later.zone_at(2)) == ("Asia/Jakarta", "Asia/Makassar")


def test_an_agency_on_no_task_force_has_western_time_and_no_times_of_its_own() -> None:
    found = place(opened("ngo"), SUKABUMI, TTU)
    assert (found.zone_at(1), found.setting_at(1).lengths) == (DEFAULT_ZONE, {})


def test_a_task_force_configured_later_holds_from_there_on() -> None:
    stream = opened("uptdppa-ttu")
    from_5 = TaskForce("ttu", "disnaker-ttu", ("uptdppa-ttu",), "Asia/Jayapura", position=5)
    found = place(stream, TTU, from_5)
    assert [found.zone_at(position) for position in (1, 4, 5, 9)] == [
        "Asia/Makassar",
        "Asia/Makassar",
        "Asia/Jayapura",
        "Asia/Jayapura",
    ]


def test_holidays_of_the_regency_stand_beside_the_national_ones() -> None:
    own = TaskForce(
        "ttu", "disnaker-ttu", ("uptdppa-ttu",), "Asia/Makassar", holidays=frozenset({day(1).date()})
    )
    calendar = place(opened("uptdppa-ttu"), own).calendar_at(1)
    assert not is_working(day(1).date(), calendar)
    assert is_working(day(2).date(), calendar)
    assert not is_working(day(17).date(), calendar)  # Nyepi


def test_places_are_made_anew_when_the_directory_changes() -> None:
    places, stream = Places(TABLES), opened("uptdppa-ttu")
    assert places.of(Directory(), stream.now).zone_at(1) == DEFAULT_ZONE
    assert places.of(Directory(configured=(TTU,)), stream.now).zone_at(1) == "Asia/Makassar"
    assert places.of(Directory(configured=(TTU,)), stream.now).kind_of("rsud-ttu") is None
