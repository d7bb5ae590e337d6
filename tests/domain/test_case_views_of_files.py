"""What each side holds of a file: articles and elements; which code it follows; who has it."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.regimes import REGIMES, parse_regimes, regime_of
from domain.shapes.files import PoliceFile
from tests.domain.filing import (
    OTHER_POLICE,
    OTHER_PROSECUTOR,
    POLICE,
    PROSECUTOR,
    given_complete,
    given_investigation,
    given_terminated,
    moment,
)
from tests.domain.given import FILE, HASH, SUSPECT, VICTIM, Stream, named

WITA = timezone(timedelta(hours=8))
TRAFFICKING, ATTEMPT, PLACEMENT = "UU-21-2007:2", "UU-21-2007:10", "UU-18-2017:81"


def file_of(stream: Stream) -> PoliceFile:
    return stream.now.files[FILE]


def change(stream: Stream, by: str, *articles: str, at: datetime | None = None) -> None:
    stream.records("ArticleChanged", by, at=at, file=FILE, articles=list(articles), reason="coordination")


# Articles (reference/domain.md 2.5 no. 36, 2.7)


def test_each_side_holds_its_own_articles_and_police_theirs_are_in_force_before_the_handover() -> None:
    stream = given_investigation()
    change(stream, PROSECUTOR, PLACEMENT)
    file = file_of(stream)
    assert {side: held.articles for side, held in file.articles_held.items()} == {
        "police": (TRAFFICKING,),
        "prosecutor": (PLACEMENT,),
    }
    assert file.articles == (TRAFFICKING,)


def test_articles_changed_back_and_forth_are_all_kept_sc_9() -> None:
    stream = given_investigation()
    for articles in ((PLACEMENT,), (TRAFFICKING,), (TRAFFICKING, PLACEMENT)):
        change(stream, POLICE, *articles)
    file = file_of(stream)
    assert [held.articles for held in file.article_history] == [
        (TRAFFICKING,),
        (PLACEMENT,),
        (TRAFFICKING,),
        (TRAFFICKING, PLACEMENT),
    ]
    assert file.articles == file.articles_held["police"].articles == (TRAFFICKING, PLACEMENT)
    assert file.article_history[-1].reason == "coordination"


def test_a_change_that_arrives_late_takes_its_place_among_the_others() -> None:
    stream = given_investigation()
    change(stream, POLICE, PLACEMENT, at=moment(9))
    change(stream, POLICE, ATTEMPT, at=moment(5))
    file = file_of(stream)
    assert file.articles == (PLACEMENT,)
    assert [held.articles for held in file.article_history] == [(TRAFFICKING,), (ATTEMPT,), (PLACEMENT,)]


def test_after_the_handover_the_prosecutors_articles_are_in_force_and_after_the_verdict_the_courts() -> None:
    stream = given_complete()
    change(stream, PROSECUTOR, PLACEMENT)
    stream.records("HandedOver", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    assert file_of(stream).articles == (PLACEMENT,)
    stream.records("IndictmentFiled", PROSECUTOR, file=FILE, articles=[TRAFFICKING, PLACEMENT])
    assert file_of(stream).articles == (TRAFFICKING, PLACEMENT)
    stream.records("SentToCourt", PROSECUTOR, file=FILE, court="pn")
    stream.records("VerdictGiven", "pn", file=FILE, outcome="convicted", articles=[ATTEMPT])
    file = file_of(stream)
    assert (file.articles, file.articles_held["court"].agency) == ((ATTEMPT,), "pn")


def test_what_a_court_of_appeal_finds_proven_is_held_by_the_courts_and_not_by_the_police() -> None:
    stream = given_complete()
    stream.records("HandedOver", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    stream.records("SentToCourt", PROSECUTOR, file=FILE, court="pn")
    stream.records("VerdictGiven", "pn", file=FILE, outcome="convicted", articles=[ATTEMPT])
    police = file_of(stream).articles_held["police"]
    stream.records(
        "VerdictGiven", "pn-kupang", file=FILE, outcome="convicted", instance="appeal", articles=[PLACEMENT]
    )
    file = file_of(stream)
    assert (file.articles, file.articles_held["court"].agency) == ((PLACEMENT,), "pn-kupang")
    assert file.articles_held["police"] == police


def test_a_complete_file_with_no_articles_of_the_prosecutor_keeps_those_of_police() -> None:
    stream = given_complete()
    stream.records("HandedOver", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    assert file_of(stream).articles == (TRAFFICKING,)


def test_an_office_that_shows_to_be_the_prosecutors_only_later_held_its_articles_on_that_side() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE, articles=[TRAFFICKING])
    change(stream, PROSECUTOR, PLACEMENT)
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    held = file_of(stream).articles_held
    assert (held["police"].articles, held["prosecutor"].articles) == ((TRAFFICKING,), (PLACEMENT,))


# Elements (SOP FORM-5)


def assess(stream: Stream, by: str, element: str, holds: str, **more: Any) -> None:
    stated = {"element": element, "holds": holds, "cites": more.pop("cites", [])}
    stream.records("ElementsAssessed", by, file=FILE, elements=[stated], **more)


def test_each_side_holds_its_own_view_of_each_element_with_what_it_cites_sop_form_5() -> None:
    stream = given_investigation()
    assess(stream, POLICE, "purpose", "met", cites=[2, 3])
    assess(stream, PROSECUTOR, "purpose", "not_met")
    assess(stream, PROSECUTOR, "process", "met")
    elements = file_of(stream).elements
    assert {key: view.holds for key, view in elements.items()} == {
        ("purpose", "police"): "met",
        ("purpose", "prosecutor"): "not_met",
        ("process", "prosecutor"): "met",
    }
    assert elements["purpose", "police"].cites == (2, 3)


def test_a_view_of_an_element_that_arrives_late_does_not_undo_a_later_one() -> None:
    stream = given_investigation()
    assess(stream, PROSECUTOR, "means", "met", at=moment(9))
    assess(stream, PROSECUTOR, "means", "not_met", at=moment(5))
    assert file_of(stream).elements["means", "prosecutor"].holds == "met"


# The code that a file follows (KUHAP 2025 arts 361, 369)


@pytest.mark.parametrize(
    ("day", "regime"),
    [("2025-12-31", "KUHAP1981"), ("2026-01-01", "KUHAP1981"), ("2026-01-02", "KUHAP2025")],
)
def test_the_date_of_the_order_decides_which_code_a_file_follows_kuhap_2025_art_361(
    day: str, regime: str
) -> None:
    assert regime_of(date.fromisoformat(day)) == regime
    assert file_of(given_investigation(date.fromisoformat(day))).regime == regime


def test_the_day_counts_where_the_order_was_given_also_in_wita() -> None:
    stream = Stream()
    ordered = {"file": FILE, "ordered_on": "2026-01-02", "articles": [TRAFFICKING]}
    stream.records("InvestigationOrdered", POLICE, at=datetime(2026, 1, 2, 0, 10, tzinfo=WITA), **ordered)
    assert file_of(stream).regime == "KUHAP2025"
    assert file_of(stream).ordered_at == datetime(2026, 1, 2, 0, 10, tzinfo=WITA)


def test_an_order_recorded_on_another_day_counts_from_the_first_moment_of_its_own() -> None:
    stream = Stream()
    ordered = {"file": FILE, "ordered_on": "2026-03-01", "articles": [TRAFFICKING]}
    stream.records("InvestigationOrdered", POLICE, at=moment(4), **ordered)
    assert file_of(stream).ordered_at == moment(1, 0)


def test_a_second_order_changes_neither_code_nor_date_and_an_earlier_one_does() -> None:
    stream = given_investigation(date(2026, 1, 5))
    ordered = {"file": FILE, "articles": [TRAFFICKING]}
    stream.records("InvestigationOrdered", POLICE, ordered_on="2026-02-01", **ordered)
    assert (file_of(stream).ordered_on, file_of(stream).regime) == (date(2026, 1, 5), "KUHAP2025")
    stream.records("InvestigationOrdered", POLICE, ordered_on="2025-12-30", **ordered)
    assert (file_of(stream).ordered_on, file_of(stream).regime) == (date(2025, 12, 30), "KUHAP1981")


def test_a_file_without_an_order_follows_no_code_yet() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    assert file_of(stream).regime is None


def test_every_code_says_by_what_law_and_the_last_one_has_no_end() -> None:
    assert [row.name for row in REGIMES] == ["KUHAP1981", "KUHAP2025"]
    assert all(row.basis and row.confidence for row in REGIMES)
    assert REGIMES[-1].ordered_before is None
    with pytest.raises(ValueError, match="name"):
        parse_regimes('[[regimes]]\nname = "HIR"\nbasis = "x"\nconfidence = "V"')


# Victims, suspects, and who has the file


def test_a_file_collects_the_victims_and_suspects_of_all_its_steps_many_to_many() -> None:
    stream = given_investigation()
    second = named("second victim")
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH, victims=[VICTIM, second])
    stream.records("FileSubmitted", POLICE, file=named("second file"), sha256=HASH, victims=[VICTIM])
    stream.records("SuspectDesignated", POLICE, suspect=SUSPECT, file=FILE)
    stream.records("EvidenceReceived", "ngo", kind="accounts", file=FILE, victims=[named("third victim")])
    assert file_of(stream).victims == {VICTIM, second, named("third victim")}
    assert stream.now.files[named("second file")].victims == {VICTIM}
    assert file_of(stream).suspects == {SUSPECT}


PASSED_ON = {"file": FILE, "from_agency": POLICE, "to_agency": OTHER_POLICE, "reason": "network"}


def test_a_transfer_takes_effect_with_its_acknowledgement_sc_9() -> None:
    stream = given_investigation()
    stream.records("JurisdictionTransferred", POLICE, **PASSED_ON)
    assert file_of(stream).investigated_by == POLICE
    assert stream.now.parties[OTHER_POLICE].relation == "assigned"
    assert not stream.now.parties[POLICE].ended
    epoch = stream.now.access_epoch
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    assert file_of(stream).investigated_by == OTHER_POLICE
    assert stream.now.parties[POLICE].ended
    assert stream.now.parties[OTHER_POLICE].relation == "owner"
    assert stream.now.access_epoch > epoch


def test_a_unit_that_keeps_another_file_keeps_its_place_in_the_case_sc_9() -> None:
    stream = given_investigation()
    stream.records("PoliceReportFiled", POLICE, file=named("second file"))
    stream.records("JurisdictionTransferred", POLICE, **PASSED_ON)
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    assert not stream.now.parties[POLICE].ended
    assert stream.now.parties[OTHER_POLICE].relation == "assigned"


def test_what_was_granted_for_a_task_outlives_a_transfer() -> None:
    stream = given_investigation()
    stream.records("AccessGranted", PROSECUTOR, agency=POLICE, classes=[], history="all", reason="task")
    stream.records("JurisdictionTransferred", POLICE, **PASSED_ON)
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    assert stream.now.parties[POLICE].relation == "granted"


def test_a_prosecutors_file_passes_to_another_prosecutors_office_with_its_statutory_place() -> None:
    stream = given_investigation()
    data = {**PASSED_ON, "from_agency": PROSECUTOR, "to_agency": OTHER_PROSECUTOR}
    stream.records("JurisdictionTransferred", PROSECUTOR, **data)
    stream.records("TransferAcknowledged", OTHER_PROSECUTOR, file=FILE)
    assert file_of(stream).prosecutor == OTHER_PROSECUTOR
    assert stream.now.parties[OTHER_PROSECUTOR].relation == "statutory"
    assert stream.now.parties[PROSECUTOR].ended
    change(stream, OTHER_PROSECUTOR, PLACEMENT)
    assert file_of(stream).articles_held["prosecutor"].agency == OTHER_PROSECUTOR
    assert file_of(stream).articles == (TRAFFICKING,)


def test_an_acknowledgement_by_anyone_else_changes_nothing() -> None:
    stream = given_investigation()
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    stream.records("JurisdictionTransferred", POLICE, **PASSED_ON)
    for by in (POLICE, PROSECUTOR):
        stream.records("TransferAcknowledged", by, file=FILE)
    assert file_of(stream).investigated_by == POLICE
    assert file_of(stream).pending_transfer is not None


def test_an_office_that_sent_the_spdp_back_for_another_has_no_place_in_the_case_any_more() -> None:
    stream = given_investigation()
    stream.records("SpdpReturned", PROSECUTOR, file=FILE, reason="wrong_level")
    assert not stream.now.parties[PROSECUTOR].ended
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=OTHER_PROSECUTOR)
    assert stream.now.parties[PROSECUTOR].ended
    assert stream.now.parties[OTHER_PROSECUTOR].relation == "statutory"


def test_it_keeps_its_place_where_another_file_of_the_case_is_its_own() -> None:
    stream = given_investigation()
    stream.records("SpdpSent", POLICE, file=named("second file"), prosecutor=PROSECUTOR)
    stream.records("SpdpReturned", PROSECUTOR, file=FILE, reason="wrong_level")
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=OTHER_PROSECUTOR)
    assert not stream.now.parties[PROSECUTOR].ended


# The court asked for a pretrial ruling (KUHAP 2025 art 158)


def test_the_court_of_a_pretrial_ruling_reads_from_there_on_and_all_once_it_has_the_file() -> None:
    stream = given_terminated()
    asks = {"court": "pn", "filed_by": "victim", "ground": "termination", "file": FILE}
    stream.records("PretrialFiled", POLICE, **asks)
    (relation,) = stream.now.parties["pn"].relations
    assert (relation.kind, relation.reads_from, relation.history) == (
        "statutory",
        stream.position,
        "from_now",
    )
    stream.records("SentToCourt", PROSECUTOR, file=FILE, court="pn")
    assert [each.reads_from for each in stream.now.parties["pn"].relations] == [relation.reads_from, 0]


def test_a_termination_voided_leaves_it_on_record_and_the_file_open_kuhap_2025_art_27() -> None:
    stream = given_terminated()
    assert file_of(stream).stands_terminated
    assert file_of(stream).stage == "SP3"
    stream.records("TerminationVoided", "pn", file=FILE)
    terminated = file_of(stream).terminated
    assert terminated is not None
    assert (terminated.voided, file_of(stream).stands_terminated) == (stream.position, False)
    assert file_of(stream).prosecution_mandatory == 0
