"""A person's own data for the person: who hands them out, to whom never, what is in the copy (UU 27/2022)."""

from typing import Any

import pytest

from domain.access import NOTHING
from domain.case_state import SubjectAccess
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.catalogue.privacy_codes import WithheldFor
from domain.events import Marks, RecordedEvent
from domain.matrix import BODY_LEVEL
from domain.subject_access import (
    FOR_THE_PERSON_ALONE,
    OF_OTHERS,
    OWN,
    Copy,
    copy_of,
    kept_back,
    last_access,
    members_told,
    refused_to,
)
from domain.worklist import any_of
from tests.domain.catalogue.examples import least_data
from tests.domain.deciding import deciding, given_case, marks, refused
from tests.domain.given import FILE, HASH, SUSPECT, VICTIM, Stream, named, proposed
from tests.domain.owing import owed
from tests.domain.seeing import seen_by

ACCESS, OTHER = named("request for access"), named("another victim")
IDENTITY, HEALTH, LOCATION = DataClass.VICTIM_IDENTITY, DataClass.HEALTH, DataClass.LOCATION
ALL = DataClass(511)


def asking(asked_by: str = "person", **data: Any) -> dict[str, Any]:
    return {"access": ACCESS, "person": VICTIM, "asked_by": asked_by, **data}


def given_request(child: bool | None = False, asked_by: str = "person", **data: Any) -> Stream:
    """The person, or who acts for it, has asked; the UPTD PPA has the case."""
    stream = given_case()
    stream.records("CaseManagerAssigned", "disdik", agency="uptdppa")
    if child is not None:
        stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="urgent", child=child)
    stream.records("SubjectAccessRequested", "uptdppa", **asking(asked_by, **data))
    return stream


def by_mother(**check: Any) -> Stream:
    stream = given_request(child=True, asked_by="guardian", guardian_relation="mother")
    if check:
        stream.records("GuardianConflictChecked", "uptdppa", person=VICTIM, **check)
    return stream


def answer(name: str = "SubjectAccessGiven", *, stream: Stream, by: str = "uptdppa", **data: Any) -> Any:
    basedon = len(stream.events)
    event = proposed(name, by, basedon=basedon, **{"access": ACCESS, "person": VICTIM, **data})
    return deciding(event, stream)


def given_copy(stream: Stream, **data: Any) -> SubjectAccess:
    stream.records("SubjectAccessGiven", "uptdppa", access=ACCESS, person=VICTIM, **data)
    access = last_access(stream.now, VICTIM)
    assert access is not None
    return access


def registered(stream: Stream, person: Any) -> RecordedEvent:
    data = {**least_data(REGISTRY["VictimRegistered"]), "person": person}
    return stream.records("VictimRegistered", "uptdppa", disclosing=ALL, **data)


def told_of(copy: Copy, event: RecordedEvent) -> DataClass:
    return DataClass(next(each.classes for each in copy.told if each.entry.position == event.position))


# Who answers, and by when


def test_a_request_is_answered_by_the_case_managers_agency_or_the_officer() -> None:
    stream = given_request()
    for agency in ("uptdppa", "dpo"):
        assert marks(answer(by=agency, stream=stream)) == Marks(0)
    assert refused(answer(by="polres", stream=stream)) == ("authority_missing", "type")
    assert refused(answer(by="uptdppa", stream=stream, access=named("x"))) == ("precondition", "data.access")
    assert refused(answer(by="uptdppa", stream=stream, person=OTHER)) == ("precondition", "data.access")


def test_the_agency_that_opened_the_case_and_does_not_manage_it_answers_nothing() -> None:
    stream = Stream()
    stream.records("ReportReceived", "polres", channel="walk_in", person=VICTIM)
    stream.records("SubjectAccessRequested", "polres", **asking())
    assert refused(answer(by="polres", stream=stream)) == ("authority_missing", "type")
    assert [each for each in owed(stream) if ("answer_subject_access", 2) in owed(stream)[each]] == [
        any_of("dpo")
    ]


def test_a_request_waits_for_an_answer_by_them_until_it_is_given_or_refused() -> None:
    stream = given_request()
    waiting = ("answer_subject_access", 4)
    assert waiting in owed(stream)["uptdppa"]
    assert waiting in owed(stream)[any_of("dpo")]
    given_copy(stream)
    assert any_of("dpo") not in owed(stream)


def test_a_request_is_about_a_person_of_the_case_and_a_guardian_says_in_what_relation() -> None:
    stream = given_case()
    event = proposed("SubjectAccessRequested", "uptdppa", **asking())
    assert marks(deciding(event, stream)) == Marks(0)
    for data, field in (
        ({"person": OTHER}, "data.person"),
        ({"asked_by": "guardian"}, "data.guardian_relation"),
        ({"guardian_relation": "mother"}, "data.guardian_relation"),
    ):
        event = proposed("SubjectAccessRequested", "uptdppa", **{**asking(), **data})
        assert refused(deciding(event, stream)) == ("precondition", field)
    again = proposed("SubjectAccessRequested", "uptdppa", **asking())
    assert refused(deciding(again, given_request())) == ("precondition", "data.access")


def test_a_request_is_answered_once_and_what_was_given_may_still_be_refused() -> None:
    stream = given_request()
    given_copy(stream)
    assert refused(answer(stream=stream)) == ("precondition", "data.access")
    assert marks(answer("SubjectAccessRefused", stream=stream, ground="endangers_person")) == Marks(0)
    stream.records("SubjectAccessRefused", "dpo", access=ACCESS, person=VICTIM, ground="endangers_person")
    last = last_access(stream.now, VICTIM)
    assert last is not None
    assert last.refused_because == "endangers_person"
    assert refused(answer("SubjectAccessRefused", stream=stream, ground="not_entitled")) == (
        "precondition",
        "data.access",
    )


def test_it_is_answered_in_a_closed_case_too() -> None:
    stream = given_request()
    stream.records("CaseClosed", "uptdppa", reason="services_completed")
    assert marks(answer(stream=stream)) == Marks(0)


def test_the_parties_learn_of_a_request_and_of_its_answer() -> None:
    stream = given_request()
    given_copy(stream)
    assert seen_by(stream, "polres", stream.events[-1]).level == BODY_LEVEL
    assert seen_by(stream, "ngo", stream.events[-1]) == NOTHING


# To whom it is refused (UU 27/2022 arts 25, 33)


@pytest.mark.parametrize(
    ("check", "ground"),
    [
        ({}, "guardian_unchecked"),
        ({"conflict": False, "checked": ["father"]}, "guardian_unchecked"),
        ({"conflict": True, "checked": ["mother"], "blocked": ["mother"]}, "guardian_conflict"),
        ({"conflict": True}, "guardian_conflict"),
    ],
)
def test_a_guardian_who_is_in_conflict_or_unchecked_gets_nothing(check: dict[str, Any], ground: str) -> None:
    stream = by_mother(**check)
    assert refused_to(stream.now, stream.now.subject_accesses[ACCESS]) == ground
    assert refused(answer(stream=stream)) == ("precondition", "data.access")
    assert marks(answer("SubjectAccessRefused", stream=stream, ground=ground)) == Marks(0)


def test_a_guardian_whom_a_check_found_free_of_conflict_gets_it_for_a_child() -> None:
    stream = by_mother(conflict=False, checked=["mother"])
    assert marks(answer(stream=stream)) == Marks(0)


def test_who_acts_by_order_of_the_court_needs_no_check() -> None:
    stream = given_request(child=True, asked_by="guardian", guardian_relation="court_order")
    assert marks(answer(stream=stream)) == Marks(0)


@pytest.mark.parametrize(
    ("child", "asked_by"), [(False, "guardian"), (True, "representative"), (None, "representative")]
)
def test_an_adult_has_no_guardian_and_a_child_no_representative(child: bool | None, asked_by: str) -> None:
    relation = {"guardian_relation": "mother"} if asked_by == "guardian" else {}
    stream = given_request(child, asked_by, **relation)
    assert refused_to(stream.now, stream.now.subject_accesses[ACCESS]) == "not_entitled"


def test_a_copy_handed_out_on_paper_to_a_danger_is_recorded_and_marked_but_opens_nothing() -> None:
    stream = by_mother(conflict=True)
    event = proposed(
        "SubjectAccessGiven",
        "uptdppa",
        basedon=len(stream.events),
        effectedon=stream.events[-1].occurred.date(),
        effecteddoc="B/1/2026",
        access=ACCESS,
        person=VICTIM,
    )
    assert marks(deciding(event, stream)) == Marks.CONFLICTING
    access = given_copy(stream)
    assert refused_to(stream.now, access) == "guardian_conflict"


# What is in the copy


def test_a_copy_holds_the_persons_own_classes_and_no_others() -> None:
    stream = given_request()
    about = registered(stream, VICTIM)
    other = registered(stream, OTHER)
    copy = copy_of(stream.now, given_copy(stream))
    positions = {each.entry.position for each in copy.told}
    assert told_of(copy, about) == DataClass(OWN) | DataClass.LEGAL_FILE
    assert other.position not in positions
    others = ("SUSPECT_IDENTITY", "REPORTER_IDENTITY", "EVIDENCE", "NARRATIVE")
    assert set(copy.left_out) == {(DataClass[each], WithheldFor.DATA_OF_OTHERS) for each in others}


def test_while_a_file_is_open_the_legal_file_is_left_out_and_named() -> None:
    stream = given_request()
    filed = stream.records("PoliceReportFiled", "polres", file=FILE, person=VICTIM, disclosing=ALL)
    designated = {**least_data(REGISTRY["SuspectDesignated"]), "suspect": SUSPECT, "file": FILE}
    suspect = stream.records("SuspectDesignated", "polres", disclosing=ALL, **designated)
    copy = copy_of(stream.now, given_copy(stream))
    assert told_of(copy, filed) == DataClass(OWN)
    assert suspect.position not in {each.entry.position for each in copy.told}
    assert copy.left_out[DataClass.LEGAL_FILE, WithheldFor.LAW_ENFORCEMENT] == 1
    assert copy.left_out[DataClass.EVIDENCE, WithheldFor.LAW_ENFORCEMENT] == 1


def test_once_the_file_is_over_the_persons_legal_file_is_the_persons_to_have() -> None:
    stream = given_request()
    filed = stream.records("PoliceReportFiled", "polres", file=FILE, person=VICTIM, disclosing=ALL)
    ended = {**least_data(REGISTRY["InvestigationTerminated"]), "file": FILE}
    stream.records("InvestigationTerminated", "polres", **ended)
    copy = copy_of(stream.now, given_copy(stream))
    assert told_of(copy, filed) == DataClass(OWN) | DataClass.LEGAL_FILE
    assert copy.left_out[DataClass.EVIDENCE, WithheldFor.DATA_OF_OTHERS] == 1


def test_the_stages_of_the_persons_file_stand_in_it_as_bare_rows() -> None:
    stream = given_request()
    stream.records("FileSubmitted", "polres", file=FILE, victims=[VICTIM], sha256=HASH)
    stream.records("FileSubmitted", "polres", file=named("file of others"), victims=[OTHER], sha256=HASH)
    copy = copy_of(stream.now, given_copy(stream))
    assert [(row.code, row.position) for _, row in copy.stages] == [("Tahap I", 5)]


def test_what_is_handed_to_a_guardian_says_nowhere_where_the_child_is() -> None:
    stream = by_mother(conflict=False, checked=["mother"])
    placed = stream.records("ShelterPlaced", "dinsos", person=VICTIM, disclosing=LOCATION)
    located = {**least_data(REGISTRY["LocationConfirmed"]), "person": VICTIM}
    found = stream.records("LocationConfirmed", "mission", disclosing=ALL, **located)
    copy = copy_of(stream.now, given_copy(stream))
    assert placed.position not in {each.entry.position for each in copy.told}
    assert not told_of(copy, found) & LOCATION
    assert copy.left_out[LOCATION, WithheldFor.ENDANGERS] == 2
    assert not {each.entry.type for each in copy.told} & FOR_THE_PERSON_ALONE
    mine = given_request()
    placed = mine.records("ShelterPlaced", "dinsos", person=VICTIM, disclosing=LOCATION)
    assert told_of(copy_of(mine.now, given_copy(mine)), placed) == LOCATION


def test_who_answers_may_withhold_what_endangers_and_erased_classes_are_named() -> None:
    stream = given_request()
    seen = stream.records("VisumIssued", "rsud", person=VICTIM, disclosing=HEALTH)
    erasure = {"erasure": named("erasure"), "person": VICTIM, "classes": ["psychosocial"], "keys": 1}
    stream.records("KeyShredded", "deployment", **erasure)
    copy = copy_of(stream.now, given_copy(stream, withheld=[{"data_class": "health", "ground": "endangers"}]))
    assert told_of(copy, seen) == DataClass(0)
    assert copy.left_out == {
        (HEALTH, WithheldFor.ENDANGERS): 1,
        (DataClass.PSYCHOSOCIAL, WithheldFor.ERASED): 1,
    }


def test_a_copy_tells_what_was_on_record_when_it_was_given() -> None:
    stream = given_request()
    access = given_copy(stream)
    later = registered(stream, VICTIM)
    assert later.position not in {each.entry.position for each in copy_of(stream.now, access).told}


def test_no_id_of_anybody_and_no_field_of_others_stands_in_the_copy() -> None:
    stream = given_request()
    worker = named("worker")
    consent = {"purposes": ["legal"], "recipients": ["polres"], "classes": ["case"], "explained_by": worker}
    entry = stream.records("ConsentGranted", "uptdppa", person=VICTIM, **consent)
    opened = {"guardian_name": "Kanari Satu", "proof": {"holder": "uptdppa"}}
    told = members_told(entry, given_copy(stream), opened, frozenset())
    assert not told.keys() & {"person", "explained_by", "guardian_name", "consent_id"}
    assert (told["purposes"], told["proof"]) == (["legal"], {"holder": "uptdppa"})
    filed = stream.records("PoliceReportFiled", "polres", file=FILE, person=VICTIM, victims=[VICTIM, OTHER])
    assert not members_told(filed, given_copy(stream), {}, frozenset()).keys() & {"file", "victims"}


def test_that_the_family_is_a_danger_is_told_to_the_person_alone() -> None:
    for stream, told in ((given_request(), True), (by_mother(conflict=False, checked=["mother"]), False)):
        triage = {"person": VICTIM, "urgency": "urgent", "risk_from_family": True}
        entry = stream.records("ReportTriaged", "uptdppa", **triage)
        assert ("risk_from_family" in members_told(entry, given_copy(stream), {}, frozenset())) is told


def test_the_agency_that_keeps_the_child_is_named_nowhere_in_a_guardians_copy() -> None:
    stream = by_mother(conflict=False, checked=["mother"])
    stream.records("ShelterPlaced", "dinsos", person=VICTIM, disclosing=LOCATION)
    offer = {"referral": named("referral"), "to": "dinsos", "service": "health_rehabilitation"}
    entry = stream.records("ReferralOffered", "uptdppa", person=VICTIM, **offer)
    access = given_copy(stream)
    unnamed = kept_back(stream.now, access)
    assert unnamed == {"dinsos"}
    letter = {"letter": {"holder": "dinsos", "bytes": 1}, "source": "/agencies/dinsos"}
    told = members_told(entry, access, letter, unnamed)
    assert "dinsos" not in str(told)
    assert told["letter"] == {"bytes": 1}
    mine = given_request()
    mine.records("ShelterPlaced", "dinsos", person=VICTIM, disclosing=LOCATION)
    assert kept_back(mine.now, given_copy(mine)) == frozenset()


def test_every_name_that_a_persons_own_classes_may_hold_is_known_to_be_the_persons_or_another_ones() -> None:
    """A field added to the catalogue must be looked at here before a copy may hold it."""
    of_the_person = {"name", "preferred_name", "victim_name", "parents_names", "house_name", "shelter_name"}
    for entry in REGISTRY.values():
        for name, info in entry.fields.items():
            if entry.person_field == "person" and info.data_class & OWN and "name" in name:
                assert name in of_the_person or (entry.name, name) in OF_OTHERS, (entry.name, name)
    for type_name, name in OF_OTHERS:
        assert name in REGISTRY[type_name].fields
