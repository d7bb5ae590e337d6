"""The limits of both codes: read from their table, each with its law, and the same as the clocks."""

import tomllib
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from domain.catalogue.agencies import AgencyKind
from domain.catalogue.investigation_codes import DetentionStage
from domain.limits import Limits, Procedure, Span
from domain.regimes import REGIMES
from tests.domain.deciding import LIMITS
from tests.domain.given import RULES, WIB

CLOCKS = RULES.parent / "clocks"
WITA = timezone(timedelta(hours=8))
TEXT = (RULES / "limits.toml").read_text()


def row(table: str, rule: str) -> dict[str, Any]:
    rows = tomllib.loads((CLOCKS / table).read_text())["rows"]
    (found,) = (each for each in rows if each["id"] == rule)
    return dict(found)


@pytest.mark.parametrize(
    ("code", "limit", "table", "rule"),
    [
        ("KUHAP1981", "deemed_complete", "kuhap_1981.toml", "p19_return"),
        ("KUHAP1981", "supplementary", "kuhap_1981.toml", "resubmit"),
        ("KUHAP2025", "supplementary", "kuhap_2025.toml", "supplementary"),
        ("KUHAP2025", "supplementary", "b310_2026.toml", "p20"),
        ("KUHAP2025", "handover", "b310_2026.toml", "tahap2"),
    ],
)
def test_what_is_refused_before_its_time_and_the_clock_of_it_have_the_same_days(
    code: str, limit: str, table: str, rule: str
) -> None:
    span: Span = getattr(LIMITS.of(code), limit)
    assert span.days == row(table, rule)["days"]
    assert span.day == tomllib.loads((CLOCKS / table).read_text())["day"]


def test_every_limit_says_by_what_law_and_how_sure_that_is() -> None:
    table = tomllib.loads(TEXT)
    rows = [each for code in table["procedure"].values() for each in code.values()]
    for each in (*rows, *table["detention"].values()):
        assert each["basis"]
        assert each["confidence"] in ("V", "V2", "MEM", "D")


def test_limits_are_of_the_codes_and_stages_that_there_are() -> None:
    assert set(LIMITS.procedure) == {each.name for each in REGIMES}
    assert set(LIMITS.detention) == {stage.value for stage in DetentionStage}
    kinds = {kind.value for kind in AgencyKind}
    for stage in LIMITS.detention.values():
        assert {*stage.started_by, *stage.extended_by} <= kinds


def test_a_file_that_follows_no_known_code_is_limited_by_none() -> None:
    assert LIMITS.of(None) == LIMITS.of("HIR") == Procedure()


def test_a_limit_that_is_not_understood_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="most_often"):
        Limits.parse(TEXT.replace("most = 1", "most_often = 1"))
    with pytest.raises(msgspec.ValidationError, match="day"):
        Limits.parse(TEXT.replace('day = "24h"', 'day = "working"', 1))


HOURS, CALENDAR = (Span(14, day, "law", "V") for day in ("24h", "calendar"))


@pytest.mark.parametrize(
    ("span", "since", "last", "past"),
    [
        (
            HOURS,
            datetime(2028, 2, 20, 10, 0, tzinfo=WIB),
            datetime(2028, 3, 5, 10, 0, tzinfo=WIB),
            datetime(2028, 3, 5, 10, 0, 1, tzinfo=WIB),
        ),
        (
            CALENDAR,
            datetime(2028, 2, 20, 23, 59, tzinfo=WIB),
            datetime(2028, 3, 5, 23, 59, tzinfo=WIB),
            datetime(2028, 3, 6, 0, 0, tzinfo=WIB),
        ),
        (
            CALENDAR,
            datetime(2026, 2, 20, 0, 30, tzinfo=WITA),
            datetime(2026, 3, 6, 22, 59, tzinfo=WIB),
            datetime(2026, 3, 6, 23, 0, tzinfo=WIB),
        ),
    ],
)
def test_days_are_24_hours_under_kuhap_2025_art_1_no_56_and_days_of_the_place_before(
    span: Span, since: datetime, last: datetime, past: datetime
) -> None:
    """Over a leap day, over midnight, and from one zone to another."""
    assert not span.has_passed(since, last)
    assert span.has_passed(since, past)
