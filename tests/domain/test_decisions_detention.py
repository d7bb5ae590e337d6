"""Refusals around detention: which office at which stage, and what an extension rests on."""

from typing import Any

import pytest

from domain.events import Marks
from tests.domain.deciding import deciding, marks, refused
from tests.domain.filing import (
    LATE,
    ON_PAPER,
    POLICE,
    PROSECUTOR,
    given_detention,
    given_investigation,
    when,
)
from tests.domain.given import FILE, START, SUSPECT, Stream, named, proposed

DETAINED: dict[str, Any] = {"suspect": SUSPECT, "file": FILE, "stage": "investigation", "days": 20}
EXTENDED: dict[str, Any] = {"suspect": SUSPECT, "file": FILE, "stage": "investigation", "days": 40}
STAGES = ("investigation", "prosecution", "trial", "appeal", "cassation")
COURT = "pn"


def with_court(stream: Stream) -> Stream:
    stream.records("SentToCourt", PROSECUTOR, file=FILE, court=COURT)
    return stream


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("by", [POLICE, PROSECUTOR, COURT])
def test_each_stage_has_its_office_that_detains_kuhap_1981_arts_24_to_28(stage: str, by: str) -> None:
    its_own = {"investigation": POLICE, "prosecution": PROSECUTOR}.get(stage, COURT)
    verdict = when(with_court(given_investigation()), "DetentionStarted", by, **{**DETAINED, "stage": stage})
    if by == its_own:
        assert Marks.CONFLICTING not in marks(verdict)
    else:
        assert refused(verdict) == ("authority_missing", "data.stage")


def test_police_extend_no_detention_kuhap_2025_art_102() -> None:
    assert refused(when(given_detention(), "DetentionExtended", POLICE, **EXTENDED)) == (
        "authority_missing",
        "type",
    )


@pytest.mark.parametrize("by", [PROSECUTOR, COURT])
def test_prosecutor_and_court_extend_at_the_investigation_kuhap_1981_arts_24_29(by: str) -> None:
    assert marks(when(with_court(given_detention()), "DetentionExtended", by, **EXTENDED)) == Marks(0)


def test_the_prosecutor_does_not_extend_its_own_detention_kuhap_1981_art_25() -> None:
    stream = with_court(given_detention("prosecution"))
    data = {**EXTENDED, "stage": "prosecution", "days": 30}
    assert refused(when(stream, "DetentionExtended", PROSECUTOR, **data)) == (
        "authority_missing",
        "data.stage",
    )
    assert marks(when(stream, "DetentionExtended", COURT, **data)) == Marks(0)


def test_only_a_detention_that_stands_at_that_stage_is_extended_kuhap_2025_art_102() -> None:
    nothing = ("precondition", "data.suspect")
    assert refused(when(given_investigation(), "DetentionExtended", PROSECUTOR, **EXTENDED)) == nothing
    other = {**EXTENDED, "suspect": named("another suspect")}
    assert refused(when(given_detention(), "DetentionExtended", PROSECUTOR, **other)) == nothing
    ended = given_detention()
    ended.records("DetentionEnded", POLICE, suspect=SUSPECT, file=FILE, reason="suspended")
    assert refused(when(ended, "DetentionExtended", PROSECUTOR, **EXTENDED)) == nothing
    assert Marks.CONFLICTING in marks(when(ended, "DetentionExtended", PROSECUTOR, **EXTENDED, **ON_PAPER))


def test_an_extension_is_stale_once_police_changed_the_articles_sc_9() -> None:
    stream = given_detention()
    known = stream.now.version
    stream.records("ArticleChanged", POLICE, file=FILE, articles=["UU-18-2017:86"], reason="coordination")
    event = proposed("DetentionExtended", PROSECUTOR, at=LATE, basedon=known, **EXTENDED)
    assert refused(deciding(event, stream))[0] == "stale"


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("SuspectDesignated", POLICE, {"file": FILE}),
        ("SuspectAtLarge", POLICE, {}),
        ("SuspectApprehended", POLICE, {}),
        ("DetentionStarted", POLICE, {"file": FILE, "stage": "investigation", "days": 20}),
        ("DetentionEnded", POLICE, {"file": FILE, "reason": "released"}),
        ("CustodyTransferred", POLICE, {"with_agencies": [], "to_kind": "rutan"}),
    ],
)
def test_what_happened_to_a_suspect_is_recorded_however_late(
    type_name: str, by: str, data: dict[str, Any]
) -> None:
    """DESIGN section 3; reference/domain.md 2.5 no. 49."""
    stream = given_investigation()
    stream.records("CaseClosed", POLICE, reason="services_completed")
    assert marks(when(stream, type_name, by, at=START, suspect=SUSPECT, **data)) == Marks.LATE
