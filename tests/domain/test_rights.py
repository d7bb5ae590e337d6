"""The rights of a victim: what is given, what is missing, and what an agency cannot know to be missing."""

from datetime import timedelta
from typing import Any

from domain.catalogue.codes import Service
from domain.rights import PersonRights, Sight, rights_of
from domain.rights.items import SERVICES
from projections.case_file.case_view import fold_visible
from tests.domain.given import CASE, FILE, REFERRAL, START, VICTIM, Stream, named
from tests.domain.seeing import AT, MATRIX

REQUEST, OTHER = named("restitution"), named("other victim")
KINDS = {"lpsk": "lpsk", "rsud": "rsud"}
LEG: dict[str, Any] = {"person": VICTIM, "leg": 1}
STATEMENT: dict[str, Any] = {"person": VICTIM, "means": "video_link"}


def told(stream: Stream, agency: str = "uptdppa", person: Any = VICTIM) -> PersonRights:
    sight = Sight(stream.now, agency, agency.partition("-")[0], MATRIX, AT)
    seen, _ = fold_visible(CASE, sight.bodies())
    assert seen is not None
    return rights_of(seen, sight.bare(), person, sight, KINDS)


def statuses(found: PersonRights) -> dict[str, str]:
    return {each.right.code: each.status for each in found.rights}


def progress(found: PersonRights) -> list[tuple[str, str]]:
    return [(each.stage.code, each.status) for each in found.progress]


def alerts(found: PersonRights) -> dict[str, int | None]:
    return {each.code: each.settled_by for each in found.alerts}


def given_report() -> Stream:
    stream = Stream()
    routed = ("uptdppa", "polres", "dinsos")
    stream.records("ReportReceived", "uptdppa", channel="phone", person=VICTIM, routed_to=routed)
    return stream


def given_file() -> Stream:
    stream = given_report()
    stream.records("PoliceReportFiled", "polres", file=FILE, person=VICTIM)
    return stream


def test_every_right_names_its_law_and_its_two_labels() -> None:
    for standing in told(given_report()).rights:
        right = standing.right
        assert right.basis
        assert right.label_id
        assert right.label_en
    assert set(SERVICES) == {service.value for service in Service}


def test_a_service_stands_as_said_of_it_last() -> None:
    stream = given_report()
    about = {"service": "social_rehabilitation", "person": VICTIM}
    assert statuses(told(stream))["service_social_rehabilitation"] == "missing"
    stream.records("ServiceOpened", "dinsos", **about)
    assert statuses(told(stream))["service_social_rehabilitation"] == "opened"
    done = stream.records("ServiceCompleted", "dinsos", **about, outcome="goals_reached")
    found = told(stream)
    assert statuses(found)["service_social_rehabilitation"] == "completed"
    assert done.position in found.positions()


def test_what_an_agency_would_not_see_is_not_called_missing() -> None:
    stream = given_report()
    found = statuses(told(stream, "polres"))
    assert found["service_social_rehabilitation"] == "not_open", "police see of services the bare row"
    assert found["companion"] == "missing"
    assert statuses(told(stream))["restitution_awarded"] == "not_open", "the verdict is a bare row to them"


def test_who_reads_the_case_from_a_later_event_on_is_told_of_nothing_that_it_is_missing() -> None:
    stream = given_report()
    stream.records("CompanionAssigned", "uptdppa", person=VICTIM, companion="paralegal")
    stream.records("AccessGranted", "uptdppa", agency="lpsk", reason="task", history="from_now")
    stream.records("RightsExplained", "uptdppa", person=VICTIM, rights=["restitution"])
    found = statuses(told(stream, "lpsk"))
    assert (found["companion"], found["rights_explained"]) == ("not_open", "given")


def test_companion_and_explanation_are_given_and_can_be_taken_back() -> None:
    stream = given_report()
    assigned = stream.records("CompanionAssigned", "uptdppa", person=VICTIM, companion="paralegal")
    stream.records("RightsExplained", "uptdppa", person=VICTIM, rights=["restitution"])
    found = statuses(told(stream))
    assert (found["companion"], found["rights_explained"]) == ("given", "given")
    source = f"/agencies/{assigned.agency}"
    stream.records(
        "EntryWithdrawn", "uptdppa", event_source=source, event_id=assigned.id, reason="wrong_person"
    )
    assert statuses(told(stream))["companion"] == "missing"


def test_protection_by_lpsk_stands_as_its_referral_does() -> None:
    stream = given_report()
    assert statuses(told(stream))["lpsk"] == "missing"
    offer = {"referral": REFERRAL, "to": "lpsk", "service": "legal_aid", "person": VICTIM, "history": "all"}
    stream.records("ReferralOffered", "uptdppa", **offer)
    assert statuses(told(stream))["lpsk"] == "offered"
    stream.records("ReferralAccepted", "lpsk", referral=REFERRAL)
    assert statuses(told(stream))["lpsk"] == "accepted"


def test_restitution_is_followed_from_the_notice_to_the_payment() -> None:
    stream = given_report()
    assert statuses(told(stream, "polres"))["restitution_notified"] == "not_yet", "no proceedings yet"
    stream.records("PoliceReportFiled", "polres", file=FILE, person=VICTIM)
    assert statuses(told(stream, "polres"))["restitution_notified"] == "missing"
    stream.records("RestitutionRightsNotified", "polres", person=VICTIM, told=["victim", "lpsk"])
    about = {"restitution": REQUEST, "person": VICTIM}
    found = statuses(told(stream, "polres"))
    assert (found["restitution_notified"], found["restitution_assessed"]) == ("given", "not_yet")
    stream.records("RestitutionRequested", "uptdppa", **about, claimant="victim")
    assert statuses(told(stream, "polres"))["restitution_assessed"] == "missing"
    stream.records("RestitutionAssessed", "lpsk", **about, amount=86_400_000)
    awards = [{"person": VICTIM, "amount": 60_000_000}]
    stream.records(
        "VerdictGiven", "pn", file=FILE, outcome="convicted", restitution_awarded=60_000_000, awards=awards
    )
    assert statuses(told(stream, "polres"))["restitution_paid"] == "missing"
    stream.records(
        "RestitutionPaid", "kejari", file=FILE, restitution=REQUEST, victim=VICTIM, amount=10_000_000
    )
    paid = {each.right.code: each for each in told(stream, "polres").rights}
    assert (paid["restitution_awarded"].amount, paid["restitution_assessed"].amount) == (
        60_000_000,
        86_400_000,
    )
    assert (paid["restitution_paid"].status, paid["restitution_paid"].amount) == ("partly", 10_000_000)


def test_what_sales_brought_counts_as_paid_and_the_rest_as_owed_to_those_who_do_not_see_the_verdict() -> None:
    stream = given_file()
    asked = {"restitution": REQUEST, "person": VICTIM, "claimant": "victim"}
    stream.records("RestitutionRequested", "uptdppa", **asked)
    of_it = {"file": FILE, "restitution": REQUEST}
    stream.records("RestitutionPaid", "kejari", victim=VICTIM, amount=10_000_000, balance=50_000_000, **of_it)
    stream.records("AssetAuctioned", "kejari", proceeds=31_000_000, balance=19_000_000, **of_it)
    paid = {each.right.code: each for each in told(stream).rights}["restitution_paid"]
    assert (paid.status, paid.amount) == ("partly", 41_000_000)


def test_each_stage_reached_asks_for_a_notice_of_its_own_by_article_36() -> None:
    stream = given_file()
    assert progress(told(stream)) == [("investigation", "missing")]
    stream.records("SubjectNotified", "uptdppa", person=VICTIM, subject="case_progress")
    assert progress(told(stream)) == [("investigation", "given")]
    stream.records("HandedOver", "polres", file=FILE, with_agencies=["kejari"])
    assert progress(told(stream)) == [("investigation", "given"), ("prosecution", "missing")]


def test_a_notice_that_reached_nobody_or_was_of_something_else_is_none() -> None:
    stream = given_file()
    stream.records(
        "SubjectNotified", "uptdppa", person=VICTIM, subject="case_progress", receiver="not_reached"
    )
    stream.records("SubjectNotified", "uptdppa", person=VICTIM, subject="data_corrected")
    assert progress(told(stream)) == [("investigation", "missing")]


def test_a_stage_is_known_by_its_bare_row_to_those_who_see_no_more() -> None:
    stream = given_file()
    stream.records("HandedOver", "polres", file=FILE, with_agencies=["kejari"])
    assert ("prosecution", "missing") in progress(told(stream, "dinsos"))


def test_a_file_that_names_other_victims_reaches_no_stage_for_this_one() -> None:
    stream = given_report()
    stream.records("PoliceReportFiled", "polres", file=FILE, person=OTHER)
    assert progress(told(stream, "polres")) == []
    assert progress(told(stream, "polres", OTHER)) == [("investigation", "missing")]


def test_a_departure_before_any_testimony_is_an_alert_until_the_victim_is_heard() -> None:
    stream = given_file()
    departed = stream.records("RepatriationLegDeparted", "dinsos", **LEG)
    found = told(stream)
    assert alerts(found) == {"departed_before_testimony": None}
    assert found.alerts[0].positions == (departed.position,)
    late = stream.records("RemoteStatementTaken", "polres", **STATEMENT)
    assert alerts(told(stream)) == {"departed_before_testimony": late.position}


def test_a_departure_after_testimony_is_no_alert_whenever_either_was_recorded() -> None:
    stream = given_file()
    stream.records("RepatriationLegDeparted", "dinsos", **LEG)
    stream.records("RemoteStatementTaken", "polres", at=START + timedelta(minutes=5), **STATEMENT)
    assert alerts(told(stream)) == {}


def test_who_knows_of_a_hearing_by_its_bare_row_alone_is_not_alarmed() -> None:
    stream = given_file()
    stream.records("HearingHeld", "pn", file=FILE)
    stream.records("RepatriationLegDeparted", "dinsos", **LEG)
    assert alerts(told(stream)) == {}
    assert alerts(told(stream, "polres")) == {"departed_before_testimony": None}


def test_a_file_sent_before_restitution_was_explained_is_an_alert() -> None:
    stream = given_file()
    sent = stream.records("FileSubmitted", "polres", file=FILE, sha256="ab" * 32)
    assert alerts(told(stream)) == {"restitution_not_notified": None}
    assert told(stream).alerts[0].positions == (sent.position,)
    notice = stream.records("RestitutionRightsNotified", "polres", person=VICTIM, told=["victim"])
    assert alerts(told(stream)) == {"restitution_not_notified": notice.position}


def test_a_closed_case_says_until_when_its_data_are_kept() -> None:
    stream = given_report()
    assert told(stream).retention is None
    closed = stream.records("CaseClosed", "uptdppa", reason="services_completed", retained_until="2031-12-31")
    retention = told(stream).retention
    assert retention is not None
    assert (retention.position, str(retention.until)) == (closed.position, "2031-12-31")
