"""Access that was given because a person agreed reads what consents cover, while they stand."""

from datetime import timedelta
from typing import Any

from domain.access import NOTHING, visible
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from tests.domain.emergencies import AT as NIGHT
from tests.domain.emergencies import breaks_glass
from tests.domain.given import REFERRAL, START, VICTIM, Stream, named
from tests.domain.seeing import AT, BODY, IDENTITY, MATRIX, consents, event_about, given_victim, seen_by

PSYCHOSOCIAL, TEXT = DataClass.PSYCHOSOCIAL, DataClass.NARRATIVE
CONSENT = named("consent")


def granted(stream: Stream, agency: str, *classes: str, **data: Any) -> None:
    data = {"history": "all", "reason": "consent", **data}
    stream.records("AccessGranted", "uptdppa", agency=agency, classes=classes, **data)


def referred(stream: Stream, to: str, **data: Any) -> None:
    offer = {"referral": REFERRAL, "to": to, "service": "social_rehabilitation", "history": "all", **data}
    stream.records("ReferralOffered", "uptdppa", **offer)
    stream.records("ReferralAccepted", to, referral=REFERRAL)


def withdrawn(stream: Stream, **data: Any) -> None:
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM, **data)


def test_a_grant_by_consent_reads_of_each_person_what_that_person_agreed_to() -> None:
    stream, event = given_victim(child=False)
    consents(stream, "dinsos", classes=["psychosocial"])
    granted(stream, "dinsos", "victim_identity", "psychosocial")
    of_both = event_about(event, IDENTITY | PSYCHOSOCIAL, VICTIM)
    assert seen_by(stream, "dinsos", of_both).classes == PSYCHOSOCIAL, "though its cells say F"
    assert seen_by(stream, "dinsos", event_about(event, IDENTITY, named("other"))) == NOTHING
    assert seen_by(stream, "dinsos", event_about(event, IDENTITY, None)) == BODY


def test_a_place_by_another_ground_does_not_lend_a_grant_by_consent_what_nobody_agreed_to() -> None:
    stream, event = given_victim(child=False, routed_to=("uptdppa", "bp3mi"))
    consents(stream, "bp3mi", classes=["health"])
    granted(stream, "bp3mi", "victim_identity")
    assert seen_by(stream, "bp3mi", event) == BODY


def test_what_is_opened_for_a_time_by_consent_needs_both_to_stand() -> None:
    stream, _ = given_victim(child=False)
    consents(stream, "imigrasi")
    granted(stream, "imigrasi", "victim_identity", until=AT + timedelta(days=1))
    told = stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent")
    later = event_about(told, IDENTITY, VICTIM)
    head = later.head._replace(type="VictimRegistered")
    assert visible(stream.now, "imigrasi", "imigrasi", head, MATRIX, AT).classes == IDENTITY
    assert visible(stream.now, "imigrasi", "imigrasi", head, MATRIX, AT + timedelta(days=1)) == NOTHING
    withdrawn(stream)
    assert visible(stream.now, "imigrasi", "imigrasi", head, MATRIX, AT) == NOTHING


def test_nobody_breaks_glass_where_only_a_consent_that_is_over_had_brought_it() -> None:
    stream, event = given_victim(child=False)
    consents(stream, "dp3a")
    granted(stream, "dp3a")
    breaks_glass(stream, "dp3a", classes=["victim_identity"])
    moment = NIGHT + timedelta(hours=1)
    assert seen_by(stream, "dp3a", event, moment).classes == IDENTITY
    withdrawn(stream)
    assert seen_by(stream, "dp3a", event, moment) == NOTHING


def given_referral(to: str, **consent: Any) -> tuple[Stream, RecordedEvent]:
    stream, event = given_victim(child=False)
    consents(stream, to, consent_id=CONSENT, classes=["victim_identity", "psychosocial"], **consent)
    referred(stream, to, consent_id=CONSENT)
    return stream, event_about(event, IDENTITY | PSYCHOSOCIAL | TEXT, VICTIM)


def test_a_referral_keeps_its_place_and_loses_what_its_consent_took_back() -> None:
    stream, event = given_referral("dinsos")
    assert seen_by(stream, "dinsos", event).classes == IDENTITY | PSYCHOSOCIAL
    withdrawn(stream, classes=["psychosocial"])
    assert seen_by(stream, "dinsos", event).classes == IDENTITY
    withdrawn(stream)
    assert seen_by(stream, "dinsos", event) == BODY


def test_a_referral_loses_with_the_last_day_of_its_consent_what_that_covered() -> None:
    stream, event = given_referral("dinsos", expires=START.date() + timedelta(days=61))
    assert seen_by(stream, "dinsos", event).classes == IDENTITY | PSYCHOSOCIAL
    assert seen_by(stream, "dinsos", event, AT + timedelta(days=2)) == BODY


def test_a_new_consent_opens_again_what_it_covers() -> None:
    stream, event = given_referral("dinsos")
    withdrawn(stream)
    consents(stream, "dinsos", consent_id=named("anew"))
    assert seen_by(stream, "dinsos", event).classes == IDENTITY


def test_a_referral_to_those_who_enforce_the_law_goes_on_uu_27_2022_arts_15_50() -> None:
    stream, event = given_referral("polres")
    withdrawn(stream)
    assert seen_by(stream, "polres", event).classes & IDENTITY


def test_a_consent_of_another_person_or_number_takes_nothing_from_a_referral() -> None:
    stream, event = given_referral("dinsos")
    withdrawn(stream, consent_id=named("other"))
    stream.records("ConsentWithdrawn", "uptdppa", person=named("other"))
    assert seen_by(stream, "dinsos", event).classes == IDENTITY | PSYCHOSOCIAL
