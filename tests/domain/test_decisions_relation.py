"""Who may record an event at all: relation to the case, stream, authority, agencies named."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.catalogue import REGISTRY
from domain.decisions import Accepted, decide
from domain.directory import EMPTY
from domain.events import Marks
from domain.ids import agency_stream, rules_stream, task_force_stream
from tests.domain.deciding import (
    LIMITS,
    MATRIX,
    NOW,
    PAIRS,
    deciding,
    given_case,
    given_file,
    given_offer,
    marks,
    refused,
)
from tests.domain.given import (
    FILE,
    HASH,
    KINDS,
    ORIGIN,
    REFERRAL,
    VICTIM,
    Stream,
    named,
    proposed,
)

# Relation to the case


def test_an_opening_event_may_have_a_free_subject() -> None:
    assert marks(deciding(proposed("ReportReceived", "ngo", channel="phone"))) == Marks(0)
    assert marks(deciding(proposed("PoliceReportFiled", "polres"))) == Marks(0)


@pytest.mark.parametrize("type_name", ["ReportTriaged", "FileComplete", "CaseClosed", "AccessGranted"])
def test_a_case_that_is_absent_and_one_the_agency_is_not_on_answer_alike(type_name: str) -> None:
    data: dict[str, dict[str, Any]] = {
        "ReportTriaged": {"person": VICTIM, "urgency": "urgent"},
        "FileComplete": {"file": FILE},
        "CaseClosed": {"reason": "died"},
        "AccessGranted": {"agency": "ngo", "reason": "task"},
    }
    event = proposed(type_name, "lpsk", **data[type_name])
    absent, forbidden = deciding(event), deciding(event, given_file())
    assert absent == forbidden
    assert refused(absent) == ("case_unknown", None)


def test_an_opening_event_on_a_case_of_others_is_answered_as_if_it_were_not_there() -> None:
    assert refused(deciding(proposed("ReportReceived", "ngo", channel="phone"), given_case())) == (
        "case_unknown",
        None,
    )


@pytest.mark.parametrize("by", ["ReferralDeclined", "ReferralWithdrawn", "ReferralCompleted"])
def test_an_agency_whose_relation_has_ended_is_off_the_case(by: str) -> None:
    stream = given_offer()
    if by == "ReferralDeclined":
        stream.records(by, "rsud", referral=REFERRAL, reason="no_capacity")
    else:
        stream.records(by, "uptdppa", referral=REFERRAL)
    event = proposed("VisumIssued", "rsud", person=VICTIM)
    assert refused(deciding(event, stream))[0] == "case_unknown"


def test_a_grant_that_has_run_out_is_no_relation() -> None:
    stream = given_case()
    stream.records("AccessGranted", "uptdppa", agency="lpsk", until=NOW, reason="lpsk_request")
    event = proposed("ConsentWithdrawn", "lpsk", person=VICTIM)
    assert refused(deciding(event, stream))[0] == "case_unknown"
    assert marks(deciding(event, stream, now=NOW - timedelta(seconds=1))) == Marks(0)


def test_an_agency_with_an_offer_answers_it_before_anything_else() -> None:
    stream = given_offer()
    assert refused(deciding(proposed("VisumIssued", "rsud", person=VICTIM), stream)) == (
        "authority_missing",
        "type",
    )
    assert marks(
        deciding(proposed("ReferralAccepted", "rsud", referral=REFERRAL, basedon=2), stream)
    ) == Marks(0)
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    assert marks(deciding(proposed("VisumIssued", "rsud", person=VICTIM), stream)) == Marks(0)


# Streams


def test_an_event_of_a_case_does_not_belong_in_a_registry_stream() -> None:
    stream = Stream(agency_stream(ORIGIN, "rsud"))
    stream.records("AgencyRegistered", "host", agency="rsud", kind="rsud", name="RSUD")
    event = proposed("ReportReceived", "rsud", case=stream.case, channel="phone")
    assert refused(deciding(event, stream)) == ("stream_kind", "subject")


def test_a_registry_event_does_not_belong_in_a_case() -> None:
    event = proposed("RulesAdopted", "coordinator", kind="limits", version=1, sha256=HASH)
    assert refused(deciding(event, given_case())) == ("stream_kind", "subject")


def test_a_duplicate_link_does_not_belong_in_a_case() -> None:
    event = proposed("DuplicateLinked", "uptdppa", pairs=PAIRS, reason="same_contact")
    assert refused(deciding(event, given_case())) == ("stream_kind", "subject")


@pytest.mark.parametrize(
    ("type_name", "stream", "data"),
    [
        ("RulesAdopted", rules_stream(ORIGIN), {"kind": "limits", "version": 1, "sha256": HASH}),
        (
            "TaskForceConfigured",
            task_force_stream(ORIGIN, "ttu"),
            {"task_force": "ttu", "lead": "disnaker", "members": ["disnaker"], "zone": "Asia/Makassar"},
        ),
    ],
)
def test_rules_and_task_forces_have_streams_of_their_own(
    type_name: str, stream: UUID, data: dict[str, Any]
) -> None:
    assert marks(deciding(proposed(type_name, "deployment", case=stream, **data))) == Marks(0)
    elsewhere = proposed(type_name, "deployment", case=named("elsewhere"), **data)
    assert refused(deciding(elsewhere)) == ("stream_kind", "subject")


def test_the_deployment_registers_itself_when_nobody_is_registered() -> None:
    data = {"agency": "host", "kind": "deployment", "name": "Host"}
    event = proposed("AgencyRegistered", "host", case=agency_stream(ORIGIN, "host"), **data)
    assert isinstance(decide(None, EMPTY, event, NOW, {}, LIMITS, MATRIX), Accepted)
    other = proposed("AgencyRegistered", "host", case=event.case, **{**data, "agency": "other"})
    assert refused(decide(None, EMPTY, other, NOW, {}, LIMITS, MATRIX)) == ("authority_missing", "type")


# Authority


@pytest.mark.parametrize("kind", KINDS)
def test_an_agency_records_what_its_kind_has_authority_for_and_nothing_else(kind: str) -> None:
    for type_name in ("ReportReceived", "PoliceReportFiled"):
        data = {"channel": "phone"} if type_name == "ReportReceived" else {}
        verdict = deciding(proposed(type_name, kind, **data))
        assert isinstance(verdict, Accepted) == (kind in REGISTRY[type_name].agencies)


def test_an_agency_that_is_not_registered_has_no_authority() -> None:
    event = proposed("ReportReceived", "nobody", channel="phone")
    assert refused(deciding(event)) == ("authority_missing", "type")


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        ("CaseClosed", {"reason": "contact_lost"}),
        ("AccessGranted", {"agency": "lpsk", "reason": "task"}),
        ("AccessRevoked", {"agency": "polres", "reason": "task_ended"}),
    ],
)
def test_a_reporter_neither_closes_a_case_nor_opens_it_to_others(
    type_name: str, data: dict[str, Any]
) -> None:
    stream = Stream()
    stream.records("ReportReceived", "ngo", channel="phone", routed_to=["uptdppa"])
    event = proposed(type_name, "ngo", basedon=1, **data)
    assert refused(deciding(event, stream)) == ("authority_missing", "type")
    assert isinstance(deciding(proposed(type_name, "uptdppa", basedon=1, **data), stream), Accepted)


def test_a_report_on_an_open_case_routes_only_by_those_whose_case_it_is() -> None:
    stream = given_case()
    again = {"channel": "phone", "routed_to": ["lpsk"]}
    assert refused(deciding(proposed("ReportReceived", "disdik", **again), stream))[0] == "authority_missing"
    assert marks(deciding(proposed("ReportReceived", "uptdppa", **again), stream)) == Marks(0)
    assert marks(deciding(proposed("ReportReceived", "disdik", channel="phone"), stream)) == Marks(0)


def test_oversight_acts_on_a_case_it_is_not_on_within_its_authority() -> None:
    grant = {"agency": "lpsk", "reason": "lpsk_request"}
    assert marks(deciding(proposed("AccessGranted", "dpo", **grant), given_case())) == Marks(0)
    assert refused(deciding(proposed("AccessGranted", "dpo", **grant)))[0] == "case_unknown"
    assert refused(deciding(proposed("ReportReceived", "auditor", channel="phone"))) == (
        "authority_missing",
        "type",
    )


def test_an_agency_that_may_read_for_a_task_neither_refers_on_nor_grants_on() -> None:
    stream = given_case()
    stream.records("AccessGranted", "uptdppa", agency="lpsk", reason="lpsk_request")
    offer = {"referral": REFERRAL, "to": "dinsos", "service": "legal_aid"}
    assert refused(deciding(proposed("ReferralOffered", "lpsk", **offer), stream))[0] == "authority_missing"
    assert marks(deciding(proposed("ReferralOffered", "disdik", **offer), stream)) == Marks(0)
    grant = {"agency": "ngo", "reason": "task"}
    assert refused(deciding(proposed("AccessGranted", "lpsk", **grant), stream))[0] == "authority_missing"


def test_an_agency_on_referral_refers_on_and_names_no_case_manager() -> None:
    stream = given_case()
    stream.records("ReferralOffered", "uptdppa", referral=REFERRAL, to="dinsos", service="legal_aid")
    stream.records("ReferralAccepted", "dinsos", referral=REFERRAL)
    offer = {"referral": named("next"), "to": "rsud", "service": "legal_aid"}
    assert marks(deciding(proposed("ReferralOffered", "dinsos", **offer), stream)) == Marks(0)
    event = proposed("CaseManagerAssigned", "dinsos", agency="dinsos")
    assert refused(deciding(event, stream)) == ("authority_missing", "type")


# Agencies named


def test_a_file_is_sent_to_a_court() -> None:
    stream = given_case()
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    event = proposed("SentToCourt", "kejari", file=FILE, court="polres")
    assert refused(deciding(event, stream)) == ("invalid_field", "data.court")
    assert marks(deciding(proposed("SentToCourt", "kejari", file=FILE, court="pn"), stream)) == Marks(0)


@pytest.mark.parametrize(
    ("type_name", "by", "data", "field"),
    [
        ("PoliceNotified", "uptdppa", {"police": "dinsos"}, "data.police"),
        ("PoliceNotified", "uptdppa", {"police": "polres-elsewhere"}, "data.police"),
        ("SpdpSent", "polres", {"file": FILE, "prosecutor": "pn"}, "data.prosecutor"),
        ("ReportReceived", "uptdppa", {"channel": "phone", "routed_to": ["nobody"]}, "data.routed_to"),
        ("CaseManagerAssigned", "uptdppa", {"agency": "nobody"}, "data.agency"),
        ("AccessGranted", "uptdppa", {"agency": "uptdppa", "reason": "task"}, "data.agency"),
        ("AccessRevoked", "uptdppa", {"agency": "nobody", "reason": "task_ended"}, "data.agency"),
        ("CoordinationHeld", "polres", {"file": FILE, "with_agencies": ["nobody"]}, "data.with_agencies"),
        ("HandedOver", "polres", {"file": FILE, "with_agencies": ["nobody"]}, "data.with_agencies"),
        (
            "ReferralOffered",
            "uptdppa",
            {"referral": REFERRAL, "to": "uptdppa", "service": "legal_aid"},
            "data.to",
        ),
    ],
)
def test_an_agency_brought_into_a_case_is_registered_of_the_right_kind_and_another(
    type_name: str, by: str, data: dict[str, Any], field: str
) -> None:
    assert refused(deciding(proposed(type_name, by, **data), given_case())) == ("invalid_field", field)
