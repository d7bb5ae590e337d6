"""Who sees what of detention, transfers and pretrial rulings (scenarios Sc-9, Sc-10)."""

from domain.access import NOTHING
from domain.catalogue.fields import DataClass
from domain.matrix import BODY_LEVEL, STAGE_LEVEL
from tests.domain.filing import OTHER_POLICE, POLICE, PROSECUTOR, given_detention, given_investigation
from tests.domain.given import FILE, SUSPECT, Stream, named
from tests.domain.seeing import BODY, seen_by

LEGAL = DataClass.LEGAL_FILE
UPTD = "uptdppa"
PASSED_ON = {"file": FILE, "from_agency": POLICE, "to_agency": OTHER_POLICE, "reason": "network"}


def with_services(stream: Stream) -> Stream:
    """The service unit and an NGO are on the case by referral."""
    for agency in (UPTD, "ngo"):
        stream.records("ReferralOffered", POLICE, referral=named(agency), to=agency, service="legal_aid")
        stream.records("ReferralAccepted", agency, referral=named(agency))
    return stream


def test_those_who_guard_the_victim_see_that_a_suspect_was_moved_and_not_where_to_sc_9() -> None:
    stream = with_services(given_detention())
    moved = stream.records(
        "CustodyTransferred", POLICE, disclosing=LEGAL, suspect=SUSPECT, with_agencies=[], to_kind="rutan"
    )
    assert seen_by(stream, UPTD, moved) == BODY
    assert seen_by(stream, PROSECUTOR, moved) == (BODY_LEVEL, LEGAL)
    assert seen_by(stream, "ngo", moved).level == STAGE_LEVEL


def test_the_old_unit_reads_its_own_events_after_the_transfer_and_no_others_sc_9() -> None:
    stream = given_investigation()
    own, of_prosecutor = stream.events[1], stream.events[3]
    assert seen_by(stream, POLICE, of_prosecutor) == BODY
    stream.records("JurisdictionTransferred", POLICE, **PASSED_ON)
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    later = stream.records("SuspectAtLarge", OTHER_POLICE, suspect=SUSPECT)
    assert seen_by(stream, POLICE, own) == BODY
    assert seen_by(stream, POLICE, of_prosecutor) == NOTHING
    assert seen_by(stream, POLICE, later) == NOTHING
    assert seen_by(stream, OTHER_POLICE, of_prosecutor) == BODY


def test_the_court_of_a_pretrial_ruling_sees_what_follows_and_not_what_was_kuhap_2025_art_158() -> None:
    stream = given_investigation()
    before = stream.records("SuspectDesignated", POLICE, suspect=SUSPECT, file=FILE)
    asks = {"court": "pn", "filed_by": "suspect", "ground": "designation", "file": FILE}
    asked = stream.records("PretrialFiled", POLICE, **asks)
    assert seen_by(stream, "pn", before) == NOTHING
    assert seen_by(stream, "pn", asked) == BODY


def test_services_see_by_a_bare_row_that_the_investigation_was_terminated_sc_10() -> None:
    stream = with_services(given_investigation())
    ended = stream.records("InvestigationTerminated", POLICE, file=FILE, ground="not_a_crime")
    for agency in (UPTD, "ngo"):
        assert seen_by(stream, agency, ended).level == STAGE_LEVEL
