"""What the erasure of one person takes from a case, and what of others it leaves (UU 27/2022 arts 43, 44)."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.catalogue.fields import DataClass
from domain.erasure import reached
from domain.events import Marks
from tests.domain.deciding import deciding, given_case, marks, refused
from tests.domain.given import FILE, SUSPECT, VICTIM, Stream, named, proposed
from tests.domain.seeing import BODY, seen_by

ERASURE, OTHER, HOLD = named("erasure"), named("other victim"), named("hold")
NAME, HEALTH, TEXT, LEGAL = (
    DataClass.VICTIM_IDENTITY,
    DataClass.HEALTH,
    DataClass.NARRATIVE,
    DataClass.LEGAL_FILE,
)
ALL = 511
SHRED: dict[str, Any] = {"erasure": ERASURE, "person": VICTIM, "keys": 1}


def registered(stream: Stream, person: Any, disclosing: DataClass) -> int:
    known = {"person": person, "sex": "female", "age_band": "18-20", "child": False}
    return stream.records("VictimRegistered", "uptdppa", disclosing=disclosing, **known).position


def test_what_is_told_of_the_person_goes_and_what_is_told_of_another_stays() -> None:
    stream = given_case()
    own = registered(stream, VICTIM, NAME | TEXT)
    registered(stream, OTHER, NAME | TEXT)
    assert reached(stream.now, VICTIM, ALL, None) == {own: NAME | TEXT}
    assert reached(stream.now, VICTIM, int(TEXT), None) == {own: TEXT}


def test_a_text_that_names_several_people_goes_with_any_of_them_and_their_fields_stay() -> None:
    stream = given_case()
    registered(stream, OTHER, NAME)
    report = stream.records(
        "PoliceReportFiled",
        "polres",
        file=FILE,
        person=VICTIM,
        victims=[VICTIM, OTHER],
        disclosing=NAME | TEXT | LEGAL,
    )
    assert reached(stream.now, OTHER, int(TEXT), None) == {report.position: TEXT}
    assert reached(stream.now, VICTIM, ALL, None)[report.position] == NAME | TEXT


def test_what_belongs_to_the_case_goes_where_nobody_else_is_in_it() -> None:
    stream = given_case()
    report = stream.records("PoliceReportFiled", "polres", file=FILE, person=VICTIM, disclosing=NAME | LEGAL)
    assert reached(stream.now, VICTIM, ALL, None) == {report.position: NAME | LEGAL}
    registered(stream, OTHER, NAME)
    assert reached(stream.now, VICTIM, ALL, None) == {report.position: NAME}


def test_a_suspects_own_data_do_not_go_with_a_victim() -> None:
    stream = given_case()
    designated = stream.records(
        "SuspectDesignated",
        "polres",
        file=FILE,
        suspect=SUSPECT,
        articles=["KUHP:455"],
        disclosing=DataClass.SUSPECT_IDENTITY,
    )
    assert reached(stream.now, VICTIM, ALL, None) == {}
    mask = int(DataClass.SUSPECT_IDENTITY)
    assert reached(stream.now, SUSPECT, mask, None) == {designated.position: mask}


def test_what_was_recorded_after_the_keys_were_listed_stays() -> None:
    stream = given_case()
    before = registered(stream, VICTIM, NAME)
    registered(stream, VICTIM, NAME)
    assert reached(stream.now, VICTIM, ALL, before) == {before: NAME}


def approved(stream: Stream, *classes: str, by: str = "dpo") -> None:
    asked = stream.records(
        "ErasureRequested", "uptdppa", erasure=ERASURE, person=VICTIM, ground="requested", asked_by="person"
    )
    stream.records(
        "ErasureApproved",
        by,
        erasure=ERASURE,
        person=VICTIM,
        classes=classes,
        because_source="/agencies/uptdppa",
        because_id=asked.id,
    )


def test_no_event_discloses_what_was_erased_though_its_publisher_asks() -> None:
    stream = given_case()
    event = stream.records(
        "ServiceOpened", "rsud", person=VICTIM, service="health_rehabilitation", disclosing=HEALTH | TEXT
    )
    approved(stream, "health")
    stream.records("KeyShredded", "deployment", classes=["health"], **SHRED)
    left = next(each for each in stream.now.events if each.position == event.position)
    assert left.classes == TEXT
    again = reached(stream.now, VICTIM, ALL, None)
    assert again == {event.position: TEXT}


def test_what_was_erased_stays_so_when_the_case_is_counted_anew() -> None:
    stream = given_case()
    event = stream.records(
        "ServiceOpened", "rsud", person=VICTIM, service="health_rehabilitation", disclosing=HEALTH
    )
    taken_back = stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent")
    approved(stream, "health")
    stream.records("KeyShredded", "deployment", classes=["health"], **SHRED)
    stream.records("EntryWithdrawn", "uptdppa", event_id=taken_back.id, reason="wrong_case")
    assert [each.classes for each in stream.now.events if each.position == event.position] == [0]


def test_an_agency_approves_no_erasure_that_it_asked_for_itself() -> None:
    stream = given_case()
    asked = stream.records(
        "ErasureRequested", "dpo", erasure=ERASURE, person=VICTIM, ground="requested", asked_by="officer"
    )
    closed = stream.records("CaseClosed", "uptdppa", reason="services_completed")
    for source, because in (("dpo", asked.id), ("uptdppa", closed.id)):
        data = {"because_source": f"/agencies/{source}", "because_id": because}
        event = proposed(
            "ErasureApproved",
            "dpo",
            basedon=stream.now.version,
            erasure=ERASURE,
            person=VICTIM,
            classes=["health"],
            **data,
        )
        assert refused(deciding(event, stream)) == ("authority_missing", "data.because_source")


@pytest.mark.parametrize("data_class", ["legal_file", "evidence", "reporter_identity"])
def test_what_belongs_to_several_is_not_erased_for_one_of_them(data_class: str) -> None:
    stream = given_case()
    asked = stream.records(
        "ErasureRequested", "uptdppa", erasure=ERASURE, person=VICTIM, ground="requested", asked_by="person"
    )
    data: dict[str, Any] = {
        "erasure": ERASURE,
        "person": VICTIM,
        "classes": [data_class],
        "because_source": "/agencies/uptdppa",
        "because_id": asked.id,
    }
    event = proposed("ErasureApproved", "dpo", basedon=2, **data)
    assert marks(deciding(event, stream)) == Marks(0)
    registered(stream, OTHER, NAME)
    assert refused(deciding(event, stream)) == ("precondition", "data.classes")


def test_that_keys_are_gone_is_recorded_though_a_hold_came_after_they_were_listed() -> None:
    stream = given_case()
    approved(stream, "health")
    listed = stream.now.position
    hold = stream.records("LegalHoldPlaced", "polres", hold=HOLD, ground="pretrial", person=VICTIM)
    in_time = proposed("KeyShredded", "deployment", classes=["health"], through=listed, **SHRED)
    assert marks(deciding(in_time, stream)) == Marks(0)
    late = proposed("KeyShredded", "deployment", classes=["health"], through=hold.position, **SHRED)
    assert refused(deciding(late, stream)) == ("precondition", "data.classes")


def test_a_body_stays_with_its_parties_when_what_it_disclosed_is_erased() -> None:
    stream = given_case()
    known = {"person": VICTIM, "sex": "female", "age_band": "18-20", "child": False}
    event = stream.records("VictimRegistered", "disdik", disclosing=NAME, **known)
    assert seen_by(stream, "uptdppa", event).classes == NAME
    approved(stream, "victim_identity")
    stream.records("KeyShredded", "deployment", classes=["victim_identity"], **SHRED)
    left = next(each for each in stream.now.events if each.position == event.position)
    assert seen_by(stream, "uptdppa", replace(event, head=left)) == BODY
