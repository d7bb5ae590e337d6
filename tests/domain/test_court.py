"""A file before the courts, and a prosecution that ends and is taken up again."""

from datetime import date
from typing import Any

import pytest

from domain.access import STAGE
from domain.events import Marks
from tests.domain.deciding import deciding, given_file, marks, refused
from tests.domain.given import FILE, VICTIM, Stream, named, proposed
from tests.domain.seeing import BODY, seen_by

ON_PAPER: dict[str, Any] = {"effectedon": date(2026, 3, 20), "effecteddoc": "B-9"}
NO_PROOF: dict[str, Any] = {"file": FILE, "reason": "insufficient_evidence"}
LAPSED: dict[str, Any] = {"file": FILE, "reason": "time_barred"}


def given_regime(ordered_at: str) -> Stream:
    """A file with an order to investigate, handed to the prosecutor: version 5."""
    stream = given_file()
    stream.records(
        "InvestigationOrdered",
        "polres",
        file=FILE,
        ordered_on=ordered_at,
        articles=["UU-21-2007:4"],
    )
    return stream


def given_verdict() -> Stream:
    stream = given_file()
    stream.records("SentToCourt", "kejari", file=FILE, court="pn")
    stream.records(
        "VerdictGiven",
        "pn",
        file=FILE,
        outcome="convicted",
        restitution_awarded=60_000_000,
        awards=[{"person": VICTIM, "amount": 60_000_000}],
    )
    return stream


# Termination and resumption (KUHAP 1981 art 140; KUHAP 2025 art 71)


def test_under_kuhap_2025_art_71_a_prosecution_ends_on_grounds_of_lapse_alone() -> None:
    stream = given_regime("2026-03-02")
    assert stream.now.files[FILE].regime == "KUHAP2025"
    verdict = deciding(proposed("ProsecutionTerminated", "kejari", basedon=5, **NO_PROOF), stream)
    assert refused(verdict) == ("precondition", "data.reason")
    on_paper = deciding(proposed("ProsecutionTerminated", "kejari", **ON_PAPER, **NO_PROOF), stream)
    assert refused(on_paper) == ("precondition", "data.reason")
    assert marks(deciding(proposed("ProsecutionTerminated", "kejari", basedon=5, **LAPSED), stream)) == Marks(
        0
    )


def test_under_kuhap_1981_art_140_it_ends_for_want_of_proof_too() -> None:
    stream = given_regime("2025-03-02")
    assert stream.now.files[FILE].regime == "KUHAP1981"
    verdict = deciding(proposed("ProsecutionTerminated", "kejari", basedon=5, **NO_PROOF), stream)
    assert marks(verdict) == Marks(0)


def test_a_prosecution_is_not_ended_once_the_file_is_before_the_court() -> None:
    stream = given_verdict()
    verdict = deciding(proposed("ProsecutionTerminated", "kejari", basedon=6, **LAPSED), stream)
    assert refused(verdict) == ("precondition", "data.file")
    on_paper = deciding(proposed("ProsecutionTerminated", "kejari", **ON_PAPER, **LAPSED), stream)
    assert marks(on_paper) & Marks.CONFLICTING


def test_a_prosecution_ends_once_and_only_one_that_ended_is_resumed() -> None:
    stream = given_file()
    resume: dict[str, Any] = {"file": FILE, "reason": "new_grounds"}
    early = deciding(proposed("ProsecutionResumed", "kejari", basedon=4, **resume), stream)
    assert refused(early) == ("precondition", "data.file")
    stream.records("ProsecutionTerminated", "kejari", **LAPSED)
    assert stream.now.legal_stage == "P-26"
    again = deciding(proposed("ProsecutionTerminated", "kejari", basedon=5, **LAPSED), stream)
    assert refused(again) == ("precondition", "data.file")
    assert marks(deciding(proposed("ProsecutionResumed", "kejari", basedon=5, **resume), stream)) == Marks(0)
    stream.records("ProsecutionResumed", "kejari", **resume)
    proceedings = stream.now.proceedings[FILE]
    assert (proceedings.terminated, proceedings.resumed, stream.now.legal_stage) == (0, 6, "P-27")


@pytest.mark.parametrize("type_name", ["ProsecutionTerminated", "ProsecutionResumed"])
def test_the_office_that_has_the_file_decides_on_its_prosecution(type_name: str) -> None:
    stream = given_file()
    stream.records("SpdpSent", "polres", file=named("their file"), prosecutor="kejari-ttu")
    data: dict[str, Any] = {
        "file": FILE,
        "reason": "time_barred" if type_name == "ProsecutionTerminated" else "new_grounds",
    }
    event = proposed(type_name, "kejari-ttu", basedon=5, **data)
    assert refused(deciding(event, stream)) == ("authority_missing", "data.file")


def test_a_change_of_articles_meanwhile_makes_a_termination_stale() -> None:
    stream = given_file()
    stream.records("ArticleChanged", "polres", file=FILE, articles=["KUHP:455"], reason="new_evidence")
    verdict = deciding(proposed("ProsecutionTerminated", "kejari", basedon=4, **LAPSED), stream)
    assert refused(verdict)[0] == "stale"


# Verdict, appeals, final judgment


def test_a_verdict_appealed_is_kept_beside_the_one_that_became_final() -> None:
    stream = given_verdict()
    stream.records("AppealLodged", "kejari", file=FILE, instance="appeal", lodged_by="prosecutor")
    stream.records("AppealLodged", "pn", file=FILE, instance="cassation", lodged_by="defendant")
    stream.records("JudgmentFinal", "pn", file=FILE, instance="cassation", final_on="2026-09-01")
    known = stream.now.proceedings[FILE]
    assert [(each.instance, each.lodged_by) for each in known.appeals] == [
        ("appeal", "prosecutor"),
        ("cassation", "defendant"),
    ]
    assert (known.verdicts[0].restitution_awarded, known.restitution_awarded) == (60_000_000, 60_000_000)
    assert (known.final_instance, known.final_on) == ("cassation", date(2026, 9, 1))
    assert stream.now.legal_stage == "Inkracht"


def test_a_copy_of_the_judgment_says_since_when_the_convict_has_it() -> None:
    stream = given_verdict()
    stream.records(
        "JudgmentCopySent", "kejari", file=FILE, to=["convict", "victim", "lpsk"], received_on="2026-09-08"
    )
    (copy,) = stream.now.proceedings[FILE].copies
    assert (copy.to, copy.received_on) == (("convict", "victim", "lpsk"), date(2026, 9, 8))


@pytest.mark.parametrize("by", ["polres", "lpsk", "uptdppa"])
def test_a_judgment_becomes_final_by_court_and_prosecutor_alone(by: str) -> None:
    stream = given_verdict()
    stream.records("AccessGranted", "uptdppa", agency=by, reason="task")
    verdict = deciding(proposed("JudgmentFinal", by, file=FILE), stream)
    assert refused(verdict) == ("authority_missing", "type")


def test_those_who_stand_by_the_victim_see_that_a_judgment_is_final() -> None:
    stream = given_verdict()
    event = stream.records("JudgmentFinal", "pn", file=FILE)
    assert seen_by(stream, "kejari", event) == BODY
    assert seen_by(stream, "uptdppa", event) == STAGE
