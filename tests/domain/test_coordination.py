"""The stream of a task force: who sits on it, who speaks for it, what was promised, what was given out."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from domain.access import NOTHING, Visibility
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.decisions import decide
from domain.directory import TaskForce
from domain.events import Marks
from domain.ids import agency_stream, task_force_stream
from tests.domain.deciding import DIRECTORY, LIMITS, MATRIX, NOW, deciding, given_case, marks, refused
from tests.domain.given import ORIGIN, START, Stream, named, proposed
from tests.domain.seeing import BODY, seen_by

FORCE = task_force_stream(ORIGIN, "ttu")
SEATS: dict[str, Any] = {"task_force": "ttu", "lead": "disnaker", "zone": "Asia/Makassar"}
MEMBERS = ("disnaker", "polres", "coordinator", "ngo")
MEETING: dict[str, Any] = {
    "task_force": "ttu",
    "meeting": named("meeting"),
    "kind": "coordination",
    "held_on": "2026-03-10",
    "attended": ["disnaker", "polres"],
}
PROMISE: dict[str, Any] = {
    "task_force": "ttu",
    "commitment": named("commitment"),
    "meeting": named("meeting"),
    "owner": "polres",
    "due": "2026-04-10",
    "topic": "stalled_cases",
}
PROGRESS: dict[str, Any] = {"commitment": named("commitment"), "progress": "delayed", "due": "2026-05-10"}
DONE: dict[str, Any] = {"commitment": named("commitment"), "fulfilled_on": "2026-05-01"}
PERIOD: dict[str, Any] = {
    "task_force": "ttu",
    "figures": named("figures"),
    "period_from": "2026-01-01",
    "period_until": "2026-03-31",
    "as_of": 4711,
}
FROZEN: dict[str, Any] = {**PERIOD, "values": [{"indicator": "I1", "splits": ["age:child"], "value": 16}]}
RESTATED: dict[str, Any] = {
    **PERIOD,
    "figures": named("new figures"),
    "restates": named("figures"),
    "reason": "fact_corrected",
    "because": [812],
    "values": [
        {"indicator": "I1", "splits": ["age:adult"], "before": 119, "after": 118},
        {"indicator": "I1", "splits": ["age:child"], "before": 16, "after": 17},
    ],
}


def given_task_force(*members: str) -> Stream:
    stream = Stream(FORCE)
    stream.records("TaskForceConfigured", "deployment", **SEATS, members=members or MEMBERS)
    return stream


def given_promise() -> Stream:
    stream = given_task_force()
    stream.records("MeetingHeld", "disnaker", **MEETING)
    stream.records("CommitmentMade", "disnaker", **PROMISE)
    return stream


def said(type_name: str, by: str, **data: Any) -> Any:
    return proposed(type_name, by, case=FORCE, at=NOW, **data)


def said_anew(version: int) -> Any:
    return said("TaskForceConfigured", "deployment", **SEATS, members=MEMBERS, version=version)


# Who sits on it


def test_the_lead_owns_the_stream_and_the_members_read_it_its_past_too() -> None:
    stream = given_task_force("disnaker", "polres")
    first = stream.records("MeetingHeld", "disnaker", **MEETING)
    stream.records("TaskForceConfigured", "deployment", **SEATS, members=["disnaker", "polres", "ngo"])
    assert [relation.kind for relation in stream.now.parties["disnaker"].relations] == ["owner"]
    for member in ("disnaker", "polres", "ngo"):
        assert seen_by(stream, member, first) == BODY
    for other in ("kejari", "coordinator", "auditor", "disnaker-sukabumi"):
        assert seen_by(stream, other, first) == NOTHING


def test_who_loses_its_seat_reads_the_stream_no_longer() -> None:
    stream = given_task_force()
    event = stream.records("MeetingHeld", "disnaker", **MEETING)
    epoch = stream.now.access_epoch
    stream.records("TaskForceConfigured", "deployment", **SEATS, members=["disnaker", "coordinator"])
    assert seen_by(stream, "ngo", event) == NOTHING
    assert stream.now.access_epoch > epoch
    stream.records("TaskForceConfigured", "deployment", **SEATS, members=["disnaker", "ngo"])
    assert seen_by(stream, "ngo", event) == BODY


def test_the_lead_may_change() -> None:
    stream = given_task_force()
    stream.records("TaskForceConfigured", "deployment", **{**SEATS, "lead": "polres"}, members=MEMBERS)
    assert refused(deciding(said("MeetingHeld", "disnaker", **MEETING), stream)) == (
        "authority_missing",
        "type",
    )
    assert marks(deciding(said("MeetingHeld", "polres", **MEETING), stream)) == Marks(0)


def test_configuring_a_task_force_gives_no_seat_on_it() -> None:
    assert set(given_task_force().now.parties) == set(MEMBERS)


def test_a_member_reads_the_texts_of_the_task_force() -> None:
    stream = given_task_force()
    event = stream.records("CommitmentMade", "disnaker", disclosing=DataClass.NARRATIVE, **PROMISE)
    assert seen_by(stream, "ngo", event) == Visibility(2, DataClass.NARRATIVE)


def test_what_a_task_force_writes_holds_no_class_but_its_own_texts() -> None:
    types = [entry for entry in REGISTRY.values() if entry.stream == "coordination"]
    assert types
    for entry in types:
        classes = {info.data_class for info in entry.fields.values()}
        assert classes <= {DataClass.CASE, DataClass.NARRATIVE}, entry.name
        assert entry.person_field is None


def test_a_secretariat_without_a_seat_configures_no_task_force_of_others() -> None:
    stream = given_task_force("disnaker")
    event = said("TaskForceConfigured", "coordinator", **SEATS, members=["coordinator"])
    assert refused(deciding(event, stream)) == ("case_unknown", None)


def test_a_configuration_has_a_version_no_lower_than_the_one_in_force() -> None:
    stream = given_task_force()
    known = TaskForce("ttu", "disnaker", MEMBERS, "Asia/Makassar", version=3)
    directory = msgspec.structs.replace(DIRECTORY, task_forces={"ttu": known})
    lower, same = (
        decide(stream.state, directory, said_anew(version), NOW, {}, LIMITS, MATRIX) for version in (2, 3)
    )
    assert refused(lower) == ("precondition", "data.version")
    assert marks(same) == Marks(0)


# Where it stands


@pytest.mark.parametrize("type_name", ["MeetingHeld", "CommitmentMade", "IndicatorsFrozen"])
def test_what_a_task_force_says_stands_in_its_own_stream_alone(type_name: str) -> None:
    data = {"MeetingHeld": MEETING, "CommitmentMade": PROMISE, "IndicatorsFrozen": FROZEN}[type_name]
    assert refused(deciding(said(type_name, "disnaker", **data))) == ("case_unknown", None)
    on_a_case = proposed(type_name, "polres", **data)
    assert refused(deciding(on_a_case, given_case())) == ("stream_kind", "subject")
    of_another = said(type_name, "disnaker", **{**data, "task_force": "sukabumi"})
    assert refused(deciding(of_another, given_task_force())) == ("stream_kind", "subject")


def test_a_report_opens_no_case_in_the_stream_of_a_task_force() -> None:
    event = proposed("ReportReceived", "ngo", case=FORCE, channel="phone")
    assert refused(deciding(event)) == ("stream_kind", "subject")
    assert refused(deciding(event, given_task_force())) == ("stream_kind", "subject")


# Who speaks for it


@pytest.mark.parametrize(
    ("type_name", "data"),
    [("MeetingHeld", MEETING), ("IndicatorsFrozen", FROZEN), ("RestatementIssued", RESTATED)],
)
def test_the_lead_and_the_secretariat_speak_for_the_task_force(type_name: str, data: Any) -> None:
    stream = given_task_force()
    for by in ("disnaker", "coordinator"):
        assert marks(deciding(said(type_name, by, **data), stream)) == Marks(0)
    assert refused(deciding(said(type_name, "polres", **data), stream)) == ("authority_missing", "type")
    assert refused(deciding(said(type_name, "kejari", **data), stream)) == ("case_unknown", None)


def test_a_meeting_names_agencies_that_are_registered() -> None:
    event = said("MeetingHeld", "disnaker", **{**MEETING, "attended": ["nobody"]})
    assert refused(deciding(event, given_task_force())) == ("invalid_field", "data.attended")


# Commitments


@pytest.mark.parametrize("by", ["disnaker", "coordinator", "polres"])
def test_a_commitment_is_recorded_by_its_owner_the_lead_or_the_secretariat(by: str) -> None:
    stream = given_task_force()
    assert marks(deciding(said("CommitmentMade", by, **PROMISE), stream)) == Marks(0)
    assert refused(deciding(said("CommitmentMade", "ngo", **PROMISE), stream)) == (
        "authority_missing",
        "data.owner",
    )


def test_a_commitment_is_owed_by_a_member() -> None:
    event = said("CommitmentMade", "disnaker", **{**PROMISE, "owner": "kejari"})
    assert refused(deciding(event, given_task_force())) == ("invalid_field", "data.owner")


def test_a_commitment_id_names_one_commitment() -> None:
    event = said("CommitmentMade", "disnaker", **PROMISE)
    assert refused(deciding(event, given_promise())) == ("precondition", "data.commitment")


@pytest.mark.parametrize(
    ("type_name", "data"), [("CommitmentProgressed", PROGRESS), ("CommitmentFulfilled", DONE)]
)
def test_how_far_a_commitment_is_is_said_by_its_owner_or_the_secretariat(type_name: str, data: Any) -> None:
    stream = given_promise()
    for by in ("polres", "disnaker", "coordinator"):
        assert marks(deciding(said(type_name, by, **data), stream)) == Marks(0)
    for by, changes in (("ngo", {}), ("polres", {"commitment": named("no such")})):
        event = said(type_name, by, **{**data, **changes})
        assert refused(deciding(event, stream)) == ("precondition", "data.commitment")


def test_a_commitment_that_takes_longer_keeps_the_day_it_was_promised_for() -> None:
    stream = given_promise()
    stream.records("CommitmentProgressed", "polres", **PROGRESS)
    commitment = stream.now.commitments[named("commitment")]
    assert (commitment.status, commitment.due, commitment.first_due) == (
        *("delayed", date(2026, 5, 10)),
        date(2026, 4, 10),
    )
    assert commitment.open


def test_a_commitment_fulfilled_stays_fulfilled() -> None:
    stream = given_promise()
    stream.records("CommitmentFulfilled", "polres", **DONE)
    stream.records("CommitmentProgressed", "polres", at=START + timedelta(days=1), **PROGRESS)
    commitment = stream.now.commitments[named("commitment")]
    assert (commitment.status, commitment.fulfilled_on, commitment.open) == (
        "fulfilled",
        date(2026, 5, 1),
        False,
    )
    assert commitment.due == date(2026, 4, 10)


def test_a_commitment_is_what_its_events_are_about() -> None:
    assert given_promise().events[-1].head.about == named("commitment")


# Figures (Sc-8, Sc-12)


def test_figures_given_out_are_frozen_and_restated_beside_the_old_ones() -> None:
    stream = given_task_force()
    stream.records("IndicatorsFrozen", "coordinator", **FROZEN)
    stream.records("RestatementIssued", "coordinator", **RESTATED)
    frozen, (restated,) = stream.now.frozen_figures[named("figures")], stream.now.restatements
    assert [each.value for each in frozen.values] == [16]
    assert restated.restates == frozen.id
    assert [(each.splits, each.before, each.after) for each in restated.values] == [
        (("age:adult",), 119, 118),
        (("age:child",), 16, 17),
    ]


@pytest.mark.parametrize(
    ("type_name", "data"), [("IndicatorsFrozen", FROZEN), ("RestatementIssued", RESTATED)]
)
def test_the_id_of_a_set_of_figures_is_used_once(type_name: str, data: Any) -> None:
    stream = given_task_force()
    stream.records("IndicatorsFrozen", "coordinator", **FROZEN)
    stream.records("RestatementIssued", "coordinator", **RESTATED)
    event = said(type_name, "coordinator", **data)
    assert refused(deciding(event, stream)) == ("precondition", "data.figures")


def test_a_stream_of_the_registry_answers_nothing_to_others_not_even_to_the_host_that_opened_it() -> None:
    stream = Stream(agency_stream(ORIGIN, "polres"))
    stream.records("AgencyRegistered", "deployment", agency="polres", kind="polres", name="Polres")
    revoked = stream.records("KeyRevoked", "polres", kid=f"polres/{'A' * 43}", reason="lost")
    for other in ("deployment", "kejari", "auditor"):
        assert seen_by(stream, other, revoked) == NOTHING
    assert seen_by(stream, "polres", revoked) == BODY
