"""What each agency has to do next."""

from typing import Any

import pytest

from domain.catalogue import REGISTRY
from domain.worklist import ITEM_KINDS, open_items, open_items_by_agency
from tests.domain.given import FILE, HASH, REFERRAL, VICTIM, Stream, named

RETURN = {"file": FILE, "return_number": 1, "instructions": [{"number": 1, "reason": "M1"}]}
RESUBMIT = {"file": FILE, "return_number": 1, "sha256": HASH}
SUBMIT = {"file": FILE, "sha256": HASH}


def given(*events: tuple[str, str, dict[str, Any]], routed_to: tuple[str, ...] = ("uptdppa",)) -> Stream:
    stream = Stream()
    stream.records("ReportReceived", "disdik", channel="school", routed_to=routed_to, person=VICTIM)
    for type_name, by, data in events:
        stream.records(type_name, by, **data)
    return stream


def owed(stream: Stream) -> dict[str, list[tuple[str, int]]]:
    items = open_items_by_agency(stream.now)
    return {agency: [(each.kind, each.since_position) for each in of] for agency, of in items.items()}


def test_a_report_routed_to_an_agency_is_to_be_taken_up() -> None:
    stream = given()
    assert owed(stream) == {"uptdppa": [("take_up_report", 1)]}
    stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent")
    assert owed(stream) == {}


def test_each_agency_that_a_report_was_routed_to_takes_it_up_for_itself() -> None:
    stream = given(routed_to=("uptdppa", "polres"))
    stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent")
    assert owed(stream) == {"polres": [("take_up_report", 1)]}
    stream.records("PoliceReportFiled", "polres")
    assert owed(stream) == {}


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        ("ServiceOpened", {"service": "legal_aid", "person": VICTIM}),
        ("ReferralOffered", {"referral": REFERRAL, "to": "rsud", "service": "legal_aid"}),
    ],
)
def test_who_opens_a_service_or_passes_the_report_on_has_taken_it_up(
    type_name: str, data: dict[str, Any]
) -> None:
    assert "uptdppa" not in owed(given((type_name, "uptdppa", data)))


def test_police_notified_have_the_report_to_take_up_once() -> None:
    notified = ("PoliceNotified", "uptdppa", {"police": "polres"})
    assert owed(given(notified, notified))["polres"] == [("take_up_report", 2)]
    assert owed(given(notified, routed_to=("polres",))) == {"polres": [("take_up_report", 1)]}


OFFER = ("ReferralOffered", "uptdppa", {"referral": REFERRAL, "to": "rsud", "service": "legal_aid"})


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("ReferralAccepted", "rsud", {}),
        ("ReferralDeclined", "rsud", {"reason": "no_capacity"}),
        ("ReferralWithdrawn", "uptdppa", {}),
    ],
)
def test_a_referral_is_to_be_answered_until_it_is_or_is_withdrawn(
    type_name: str, by: str, data: dict[str, str]
) -> None:
    assert owed(given(OFFER)) == {"rsud": [("answer_referral", 2)]}
    assert owed(given(OFFER, (type_name, by, {"referral": REFERRAL, **data}))) == {}


FILED = ("PoliceReportFiled", "polres", {"file": FILE})
SPDP = ("SpdpSent", "polres", {"file": FILE, "prosecutor": "kejari"})
SPDP_IN = ("SpdpReceived", "kejari", {"file": FILE})
APPOINTED = ("ProsecutorAppointed", "kejari", {"file": FILE})
SUBMITTED = ("FileSubmitted", "polres", SUBMIT)
RECEIVED = ("FileReceived", "kejari", SUBMIT)
RETURNED = ("FileReturned", "kejari", RETURN)
ANSWERED = ("InstructionAnswered", "polres", {"file": FILE, "return_number": 1, "number": 1, "answer": "met"})
RESUBMITTED = ("FileResubmitted", "polres", RESUBMIT)
COMPLETE = ("FileComplete", "kejari", {"file": FILE})
HANDED = ("HandedOver", "polres", {"file": FILE, "with_agencies": ["kejari"]})
START = (("ReportTriaged", "uptdppa", {"person": VICTIM, "urgency": "urgent"}), FILED, SPDP)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), {"kejari": [("receive_spdp", 4)]}),
        ((SPDP_IN,), {"kejari": [("appoint_prosecutor", 5)]}),
        ((SPDP_IN, SUBMITTED), {"kejari": [("receive_file", 6)]}),
        ((SPDP_IN, SUBMITTED, RECEIVED), {"kejari": [("decide_file", 7)]}),
        ((SPDP_IN, RECEIVED), {"kejari": [("decide_file", 6)]}),
        ((SPDP_IN, SUBMITTED, RETURNED), {"polres": [("answer_instructions", 7), ("resubmit_file", 7)]}),
        ((SPDP_IN, SUBMITTED, RECEIVED, RETURNED, ANSWERED), {"polres": [("resubmit_file", 8)]}),
        ((SPDP_IN, SUBMITTED, RECEIVED, RETURNED, RESUBMITTED), {"kejari": [("receive_file", 9)]}),
        ((SPDP_IN, SUBMITTED, RECEIVED, COMPLETE), {"polres": [("hand_over", 8)]}),
        ((SPDP_IN, SUBMITTED, RECEIVED, COMPLETE, HANDED), {"kejari": [("confirm_joint_act", 9)]}),
    ],
)
def test_a_file_has_one_next_step_and_one_who_owes_it(events: Any, expected: Any) -> None:
    assert owed(given(*START, *events)) == expected


def test_a_joint_act_waits_for_each_party_it_names() -> None:
    held = ("CoordinationHeld", "polres", {"file": FILE, "with_agencies": ["kejari", "uptdppa"]})
    stream = given(*START, SPDP_IN, APPOINTED, held)
    assert owed(stream) == {"kejari": [("confirm_joint_act", 7)], "uptdppa": [("confirm_joint_act", 7)]}
    act = {"event_id": "e7", "event_source": "/agencies/polres"}
    stream.records("RecordConfirmed", "uptdppa", **act)
    stream.records("RecordContested", "kejari", reason="not_held", **act)
    assert owed(stream) == {"polres": [("settle_contested_act", 7)]}
    stream.records("RecordConfirmed", "kejari", **act)
    assert owed(stream) == {}


def test_two_files_are_two_things_to_do_oldest_first() -> None:
    other = named("other file")
    second = ("SpdpSent", "polres", {"file": other, "prosecutor": "kejari"})
    items = open_items(given(*START, second).now, "kejari", "kejari")
    assert [(each.kind, each.ref, each.since_position) for each in items] == [
        ("receive_spdp", str(FILE), 4),
        ("receive_spdp", str(other), 5),
    ]


def test_a_closed_case_asks_nothing_of_anyone() -> None:
    stream = given(OFFER)
    stream.records("CaseClosed", "uptdppa", reason="died")
    assert owed(stream) == {}


def test_an_item_names_the_answers_that_this_kind_of_agency_may_record() -> None:
    (item,) = open_items(given(routed_to=("disnaker",)).now, "disnaker", "disnaker")
    assert item.answers == ("ReferralOffered", "ServiceOpened")
    assert open_items(given().now, "polres", "polres") == ()


def test_every_kind_of_item_has_its_labels_its_basis_and_answers_of_the_catalogue() -> None:
    for kind in ITEM_KINDS:
        assert kind.label_id
        assert kind.label_en
        assert kind.basis
        assert set(kind.answers) <= REGISTRY.keys()
    assert len({kind.code for kind in ITEM_KINDS}) == len(ITEM_KINDS)
