"""Given a case, when an entry is taken back or a fact corrected: what is refused, and why."""

from typing import Any

import pytest

from domain.body import Proposed
from domain.decisions import Accepted
from domain.events import Marks
from tests.domain.deciding import RETURN as RETURNED
from tests.domain.deciding import deciding, given_case, given_file, marks, refused
from tests.domain.given import SUSPECT, VICTIM, Stream, named, proposed

AGE: dict[str, Any] = {
    "fields": ["child", "age_band"],
    "child": True,
    "age_band": "9-17",
    "reason": "register_extract",
}

RETURN: dict[str, Any] = dict(RETURNED)


def given_registered() -> Stream:
    """A victim of 19 registered by police as e2."""
    stream = given_case()
    stream.records("VictimRegistered", "polres", person=VICTIM, sex="female", age_band="18-20", child=False)
    return stream


def correction(by: str = "uptdppa", **data: Any) -> Proposed:
    told: dict[str, Any] = {"event_id": "e2", "event_source": "/agencies/polres", "person": VICTIM, **AGE}
    return proposed("FactCorrected", by, **{**told, **data})


def withdrawal(by: str, event_id: str) -> Proposed:
    return proposed("EntryWithdrawn", by, event_id=event_id, reason="wrong_case")


# FactCorrected: UU 27/2022 arts 6, 30


def test_another_agency_on_the_case_corrects_a_fact_sc_8() -> None:
    assert marks(deciding(correction(), given_registered())) == Marks(0)


def test_a_closed_case_still_takes_corrections_uu_27_2022_art_30() -> None:
    stream = given_registered()
    stream.records("CaseClosed", "uptdppa", reason="services_completed")
    assert isinstance(deciding(correction(), stream), Accepted)
    assert isinstance(deciding(withdrawal("polres", "e2"), stream), Accepted)


def test_a_correction_points_at_an_entry_of_the_case() -> None:
    event = correction(event_id="e9")
    assert refused(deciding(event, given_registered())) == ("precondition", "data.event_id")


def test_an_entry_that_the_agency_may_not_see_answers_as_one_that_is_not_there() -> None:
    stream = given_registered()
    stream.records("AccessGranted", "uptdppa", agency="rsud", reason="task")
    told: dict[str, Any] = {"registry": "passports", "result": "found", "destination_country": "MY"}
    stream.records("RegistryChecked", "imigrasi", person=VICTIM, **told)
    facts: dict[str, Any] = {
        "event_source": "/agencies/imigrasi",
        "fields": ["destination_country"],
        "destination_country": "SA",
        "child": None,
        "age_band": None,
    }
    hidden = deciding(correction("rsud", event_id="e4", **facts), stream)
    assert hidden == deciding(correction("rsud", event_id="e99", **facts), stream)
    assert refused(hidden) == ("precondition", "data.event_id")
    assert isinstance(deciding(correction("polres", event_id="e4", **facts), stream), Accepted)


@pytest.mark.parametrize("field", ["time", "ordered_on"])
def test_when_an_act_took_place_is_corrected_by_its_publisher_alone(field: str) -> None:
    stream = given_case()
    stream.records(
        "InvestigationOrdered", "polres", file=RETURN["file"], ordered_on="2026-03-03", articles=["KUHP:455"]
    )
    facts: dict[str, Any] = {
        "person": None,
        "fields": [field],
        "child": None,
        "age_band": None,
        "time": "2026-01-01T08:00:00+07:00" if field == "time" else None,
        "date": "2026-01-01" if field != "time" else None,
        "reason": "clock_wrong",
    }
    stream.records("SpdpSent", "polres", file=RETURN["file"], prosecutor="kejari")
    assert refused(deciding(correction("kejari", **facts), stream)) == ("authority_missing", "data.fields")
    assert isinstance(deciding(correction("polres", **facts), stream), Accepted)


@pytest.mark.parametrize(
    ("type_name", "field", "said"),
    [
        ("VerdictGiven", "given_on", {"outcome": "convicted"}),
        ("SuspectDesignated", "told_on", {"suspect": SUSPECT}),
        ("DetentionStarted", "started_at", {"suspect": SUSPECT, "stage": "investigation", "days": 20}),
        ("PoliceReportFiled", "acted_until", {}),
    ],
)
def test_a_date_and_a_moment_of_an_act_are_corrected_by_its_publisher_alone(
    type_name: str, field: str, said: dict[str, Any]
) -> None:
    stream = given_file()
    by, other = ("pn", "kejari") if type_name == "VerdictGiven" else ("polres", "kejari")
    stream.records("SentToCourt", "kejari", file=RETURN["file"], court="pn")
    event = stream.records(type_name, by, file=RETURN["file"], **said)
    moment = field == "started_at"
    facts: dict[str, Any] = {
        "event_id": event.id,
        "event_source": f"/agencies/{by}",
        "person": None,
        "fields": [field],
        "child": None,
        "age_band": None,
        "reason": "typing_error",
        "time": "2026-03-01T08:00:00+07:00" if moment else None,
        "date": None if moment else "2026-03-01",
    }
    assert isinstance(deciding(correction(by, **facts), stream), Accepted)
    assert refused(deciding(correction(other, **facts), stream)) == ("authority_missing", "data.fields")
    unnamed = {**facts, "time": "2026-03-01T08:00:00+07:00", "date": "2026-03-01"}
    assert refused(deciding(correction(by, **unnamed), stream)) == ("precondition", "data.fields")


def test_until_when_a_case_is_shared_is_not_corrected() -> None:
    stream = given_registered()
    said: dict[str, Any] = {"task_force": "ttu", "agencies": ["dinsos"], "reason": "repatriation"}
    event = stream.records("CaseShared", "uptdppa", **said, until="2026-06-01T00:00:00+07:00")
    facts: dict[str, Any] = {"fields": ["until"], "date": "2027-01-01", "child": None, "age_band": None}
    asked = correction(event_id=event.id, event_source="/agencies/uptdppa", person=None, **facts)
    assert refused(deciding(asked, stream)) == ("precondition", "data.fields")


def test_a_correction_is_about_the_person_of_the_entry() -> None:
    event = correction(person=named("another"))
    assert refused(deciding(event, given_registered())) == ("precondition", "data.person")


@pytest.mark.parametrize(
    "data",
    [
        {"fields": ["passport", "examined_on"]},
        {"fields": ["child"]},
        {"fields": ["child", "age_band"], "date": "2026-03-01"},
        {"fields": ["child", "age_band"], "time": "2026-03-01T08:00:00+07:00"},
    ],
)
def test_the_fields_corrected_are_those_of_the_entry_and_of_the_values_given(data: Any) -> None:
    assert refused(deciding(correction(**data), given_registered())) == ("precondition", "data.fields")


def test_a_correction_is_corrected_by_correcting_its_entry_anew() -> None:
    stream = given_registered()
    stream.records(
        "FactCorrected", "uptdppa", event_id="e2", event_source="/agencies/polres", person=VICTIM, **AGE
    )
    told: dict[str, Any] = {"event_id": "e3", "event_source": "/agencies/uptdppa"}
    assert refused(deciding(correction(**told), stream)) == ("precondition", "data.event_id")
    assert isinstance(deciding(correction(), stream), Accepted)


def test_an_agency_that_is_not_on_the_case_corrects_nothing_in_it() -> None:
    assert refused(deciding(correction("dinsos"), given_registered())) == ("case_unknown", None)


# EntryWithdrawn: DESIGN section 3


def test_an_agency_takes_back_an_entry_of_its_own() -> None:
    assert marks(deciding(withdrawal("polres", "e2"), given_registered())) == Marks(0)


@pytest.mark.parametrize(
    ("by", "event_id"),
    [("uptdppa", "e2"), ("polres", "e9"), ("disdik", "e1")],
    ids=["another's", "none", "the one that opened the case"],
)
def test_an_entry_of_others_none_and_the_opening_are_not_taken_back(by: str, event_id: str) -> None:
    assert refused(deciding(withdrawal(by, event_id), given_registered())) == (
        "precondition",
        "data.event_id",
    )


def test_who_could_read_what_is_never_taken_back() -> None:
    stream = given_registered()
    stream.records("AccessGranted", "polres", agency="lpsk", reason="task")
    stream.records("AccessRevoked", "polres", agency="lpsk", reason="task_ended")
    for event_id in ("e3", "e4"):
        assert refused(deciding(withdrawal("polres", event_id), stream)) == ("precondition", "data.event_id")


def test_what_protects_a_person_is_lifted_and_not_taken_back_uu_27_2022_art_24() -> None:
    stream = given_registered()
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    stream.records("GuardianConflictChecked", "uptdppa", person=VICTIM, conflict=True)
    for event_id in ("e3", "e4"):
        assert refused(deciding(withdrawal("uptdppa", event_id), stream)) == ("precondition", "data.event_id")


def test_police_do_not_put_the_prosecutor_out_of_the_case_by_taking_the_spdp_back() -> None:
    stream = given_file()
    assert isinstance(deciding(withdrawal("polres", "e3"), stream), Accepted)
    stream.records("SpdpReceived", "kejari", file=RETURN["file"])
    assert refused(deciding(withdrawal("polres", "e3"), stream)) == ("precondition", "data.event_id")
    assert isinstance(deciding(withdrawal("polres", "e4"), stream), Accepted)


def test_a_joint_act_that_another_party_confirmed_is_not_taken_back_alone() -> None:
    stream = given_file()
    stream.records("CoordinationHeld", "polres", file=RETURN["file"], with_agencies=["kejari"])
    assert isinstance(deciding(withdrawal("polres", "e5"), stream), Accepted)
    stream.records("RecordConfirmed", "kejari", event_id="e5", event_source="/agencies/polres")
    assert refused(deciding(withdrawal("polres", "e5"), stream)) == ("precondition", "data.event_id")


def test_an_entry_is_taken_back_once_and_then_not_corrected() -> None:
    stream = given_registered()
    stream.records("EntryWithdrawn", "polres", event_id="e2", reason="wrong_case")
    assert refused(deciding(withdrawal("polres", "e2"), stream)) == ("precondition", "data.event_id")
    assert refused(deciding(withdrawal("polres", "e3"), stream)) == ("precondition", "data.event_id")
    assert refused(deciding(correction(), stream)) == ("precondition", "data.event_id")


def test_a_decision_may_be_taken_again_after_the_entry_of_it_was_taken_back() -> None:
    stream = given_file()
    stream.records("FileComplete", "kejari", file=stream.events[1].data.file)
    again = proposed("FileReturned", "kejari", basedon=6, **RETURN)
    stream.records("SuspectDesignated", "polres", suspect=SUSPECT, file=RETURN["file"])
    assert refused(deciding(again, stream)) == ("precondition", "data.file")
    stream.records("EntryWithdrawn", "kejari", event_id="e5", reason="wrong_case")
    event = proposed("FileReturned", "kejari", basedon=7, **RETURN)
    assert marks(deciding(event, stream)) == Marks(0)
