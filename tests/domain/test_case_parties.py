"""Who is on a case: how relations arise, stand side by side and end."""

from datetime import timedelta

import pytest

from domain.case_state import STRENGTH, Party, Relation
from tests.domain.given import FILE, REFERRAL, START, VICTIM, Stream, named


def relations(stream: Stream, agency: str) -> list[tuple[str, bool]]:
    party = stream.now.parties.get(agency)
    return [(each.kind, each.ended) for each in party.relations] if party else []


def given_report(routed_to: tuple[str, ...] = ("uptdppa",), by: str = "disdik") -> Stream:
    stream = Stream()
    stream.records("ReportReceived", by, channel="school", routed_to=routed_to, person=VICTIM)
    return stream


def given_offer(history: str = "from_referral") -> Stream:
    stream = given_report()
    stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent")
    stream.records(
        "ReferralOffered",
        "uptdppa",
        referral=REFERRAL,
        to="rsud",
        service="health_rehabilitation",
        history=history,
    )
    stream.records("ConsentGranted", "uptdppa", **CONSENT)
    return stream


CONSENT = {"person": VICTIM, "purposes": ["health"], "recipients": ["rsud"], "classes": ["health"]}


def test_who_keeps_a_report_owns_the_case() -> None:
    assert relations(given_report(routed_to=()), "disdik") == [("owner", False)]


def test_who_routes_a_report_to_others_is_its_reporter_and_they_are_assigned() -> None:
    stream = given_report(("uptdppa", "polres"))
    assert relations(stream, "disdik") == [("reporter", False)]
    assert relations(stream, "uptdppa") == [("assigned", False)]
    assert relations(stream, "polres") == [("assigned", False)]


def test_who_routes_a_report_to_itself_too_keeps_the_case() -> None:
    stream = given_report(("uptdppa", "polres"), by="uptdppa")
    assert relations(stream, "uptdppa") == [("owner", False)]
    assert relations(stream, "polres") == [("assigned", False)]


def test_police_who_open_a_case_own_it() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", "polres")
    assert relations(stream, "polres") == [("owner", False)]


def test_police_notified_are_assigned_once_pp_9_2008_art_14() -> None:
    stream = given_report()
    stream.records("PoliceNotified", "uptdppa", police="polres")
    stream.records("PoliceReportFiled", "polres")
    assert relations(stream, "polres") == [("assigned", False)]


def test_the_prosecutor_has_a_statutory_place_from_the_spdp_on_kuhap_2025_art_60() -> None:
    stream = given_report(("polres",))
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    assert relations(stream, "kejari") == [("statutory", False)]
    assert stream.now.parties["kejari"].since_position == 2


def test_the_court_has_a_statutory_place_from_the_transfer_on_kuhap_2025_art_75() -> None:
    stream = given_report(("polres",))
    stream.records("SentToCourt", "kejari", file=FILE, court="pn")
    assert relations(stream, "pn") == [("statutory", False)]


def test_a_case_manager_is_assigned_and_named() -> None:
    stream = given_report()
    stream.records("CaseManagerAssigned", "uptdppa", agency="dinsos")
    assert stream.now.case_manager == "dinsos"
    assert relations(stream, "dinsos") == [("assigned", False)]


def test_an_offer_makes_a_party_of_nothing_but_the_offer() -> None:
    stream = given_offer()
    (offered,) = stream.now.parties["rsud"].relations
    assert (offered.kind, offered.offer, offered.referral) == ("offered", 3, REFERRAL)


@pytest.mark.parametrize(("history", "reads_from"), [("all", 0), ("from_referral", 3), ("from_now", 5)])
def test_an_accepted_referral_opens_what_its_history_says(history: str, reads_from: int) -> None:
    stream = given_offer(history)
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    assert relations(stream, "rsud") == [("offered", True), ("referred", False)]
    accepted = stream.now.parties["rsud"].relations[1]
    assert (accepted.reads_from, accepted.offer, accepted.history) == (reads_from, 3, history)
    assert stream.now.referrals[REFERRAL].status == "accepted"


@pytest.mark.parametrize(
    ("type_name", "by", "status", "data"),
    [
        ("ReferralDeclined", "rsud", "declined", {"reason": "no_capacity"}),
        ("ReferralWithdrawn", "uptdppa", "withdrawn", {}),
    ],
)
def test_an_offer_ends_when_declined_or_withdrawn(
    type_name: str, by: str, status: str, data: dict[str, str]
) -> None:
    stream = given_offer()
    stream.records(type_name, by, referral=REFERRAL, **data)
    assert relations(stream, "rsud") == [("offered", True)]
    assert stream.now.parties["rsud"].ended
    assert stream.now.referrals[REFERRAL].status == status


def test_the_relation_of_a_referral_ends_when_it_is_completed() -> None:
    stream = given_offer()
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    stream.records("ReferralCompleted", "rsud", referral=REFERRAL)
    assert relations(stream, "rsud") == [("offered", True), ("referred", True)]


@pytest.mark.parametrize("by", ["dinsos", "uptdppa"])
def test_an_acceptance_by_another_agency_changes_nothing(by: str) -> None:
    stream = given_offer()
    stream.records("ReferralAccepted", by, referral=REFERRAL)
    assert relations(stream, "rsud") == [("offered", False)]
    assert "dinsos" not in stream.now.parties


def test_a_withdrawn_offer_accepted_on_paper_opens_nothing() -> None:
    stream = given_offer()
    stream.records("ReferralWithdrawn", "uptdppa", referral=REFERRAL)
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    assert stream.now.parties["rsud"].ended


def test_a_referral_id_used_again_does_not_move_the_offer() -> None:
    stream = given_offer()
    stream.records("ReferralOffered", "rsud", referral=REFERRAL, to="dinsos", service="social_rehabilitation")
    assert stream.now.referrals[REFERRAL].to == "rsud"
    assert "dinsos" not in stream.now.parties


def test_a_grant_has_its_classes_its_history_and_its_end() -> None:
    stream = given_report()
    until = START + timedelta(days=10)
    stream.records(
        "AccessGranted",
        "uptdppa",
        agency="expert",
        classes=["legal_file", "evidence"],
        history="all",
        until=until,
        reason="expert_opinion",
    )
    party = stream.now.parties["expert"]
    assert (party.relation, party.classes, party.until, party.history) == ("granted", 32 | 128, until, "all")
    assert party.stands(until - timedelta(seconds=1))
    assert not party.stands(until)


def test_a_revocation_ends_grants_and_leaves_what_rests_on_law_or_report() -> None:
    stream = given_report()
    stream.records("AccessGranted", "uptdppa", agency="dinsos", reason="task")
    stream.records("CaseManagerAssigned", "uptdppa", agency="dinsos")
    stream.records("AccessRevoked", "uptdppa", agency="dinsos", reason="task_ended")
    assert relations(stream, "dinsos") == [("granted", True), ("assigned", False)]
    assert stream.now.parties["dinsos"].relation == "assigned"


def test_a_party_is_known_by_the_strongest_relation_that_stands() -> None:
    kinds = sorted(STRENGTH, key=lambda kind: -STRENGTH[kind])
    party = Party("x", tuple(Relation(kind, n, n) for n, kind in enumerate(kinds, 1)))
    assert party.relation == "owner"
    ended = tuple(Relation(kind, n, n, ended=kind == "owner") for n, kind in enumerate(kinds, 1))
    assert Party("x", ended).relation == "assigned"


def test_a_revocation_of_an_agency_not_on_the_case_changes_no_party() -> None:
    stream = given_report()
    before = stream.now.parties
    stream.records("AccessRevoked", "uptdppa", agency="ngo", reason="task_ended")
    assert stream.now.parties == before


def test_every_agency_of_the_opening_event_alone_is_on_the_case() -> None:
    assert set(given_report(("uptdppa", "polres")).now.parties) == {"disdik", "uptdppa", "polres"}
    assert named("other") not in given_report().now.persons
