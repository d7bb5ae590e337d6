"""What the rules of the deployment put on record: who may, where it stands, what it changes, who sees it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.access import NOTHING, STAGE
from domain.body import Proposed
from domain.case_state import CaseState, Pair
from domain.events import Marks
from domain.ids import task_force_stream
from tests.domain.deciding import NOW, ONE, PAIRS, TWO, deciding, given_case, given_file, marks, refused
from tests.domain.given import FILE, ORIGIN, START, VICTIM, Stream, named, proposed
from tests.domain.seeing import BODY, seen_by

DUE = START + timedelta(days=7)
LAPSE: dict[str, Any] = {
    "rule": "KUHAP2025.review",
    "ref_kind": "file",
    "ref": str(FILE),
    "owner": "kejari",
    "owner_kind": "kejari",
    "started_source": "/agencies/polres",
    "started_id": "e4",
    "due": DUE.isoformat(),
    "basis": "KUHAP-2025:61(1)",
}
MOVED: dict[str, Any] = {
    "rule": "KUHAP2025.review",
    "ref_kind": "file",
    "ref": str(FILE),
    "owner": "kejari",
    "due_before": DUE.isoformat(),
    "due_after": (DUE + timedelta(days=1)).isoformat(),
    "because_source": "/agencies/kejari",
    "because_id": "e5",
    "explanation": "late_event",
    "lapsed_at": DUE.isoformat(),
}
UNTIL = START + timedelta(days=10)
MODUS: dict[str, Any] = {
    "task_force": "ttu",
    "recruitment": ["ThroughOnlineSocialNetworks"],
    "channels": ["TikTok"],
    "window_days": 30,
    "window_ends": "2026-03-20",
    "count": 3,
    "to": ["disdik"],
}
FORCE = task_force_stream(ORIGIN, "ttu")
SEATS: dict[str, Any] = {"task_force": "ttu", "lead": "disnaker", "zone": "Asia/Makassar"}


def given_task_force(*members: str) -> Stream:
    stream = Stream(FORCE)
    stream.records("TaskForceConfigured", "deployment", **SEATS, members=["disnaker", *members])
    return stream


def given_grant(until: datetime | None = UNTIL) -> Stream:
    """A case with access granted to LPSK for a time: version 2."""
    stream = given_case()
    ends: dict[str, Any] = {"until": until.isoformat()} if until else {}
    stream.records("AccessGranted", "uptdppa", agency="lpsk", reason="task", **ends)
    return stream


def expiry(granted_id: str = "e2", agency: str = "lpsk") -> Proposed:
    data: dict[str, Any] = {
        "agency": agency,
        "granted_source": "/agencies/uptdppa",
        "granted_id": granted_id,
        "until": UNTIL,
    }
    return proposed("AccessExpired", "deployment", **data)


# Who, and where


@pytest.mark.parametrize(("type_name", "data"), [("DeadlineLapsed", LAPSE), ("ClockRecomputed", MOVED)])
def test_the_deployment_records_on_a_case_that_it_is_no_party_to(type_name: str, data: Any) -> None:
    assert marks(deciding(proposed(type_name, "deployment", at=NOW, **data), given_file())) == Marks(0)
    assert refused(deciding(proposed(type_name, "deployment", **data))) == ("case_unknown", None)


@pytest.mark.parametrize("kind", ["polres", "kejari", "uptdppa"])
def test_what_the_rules_say_is_for_no_party_to_record(kind: str) -> None:
    stream = given_file()
    stream.records("AccessGranted", "uptdppa", agency=kind, reason="task")
    verdict = deciding(proposed("DeadlineLapsed", kind, **LAPSE), stream)
    assert refused(verdict) == ("authority_missing", "type")


def test_the_deployment_records_nothing_else_on_a_case() -> None:
    event = proposed("ReportTriaged", "deployment", person=VICTIM, urgency="urgent")
    assert refused(deciding(event, given_case())) == ("case_unknown", None)


def test_a_lapse_is_recorded_on_a_closed_case_too() -> None:
    stream = given_file()
    stream.records("CaseClosed", "uptdppa", reason="services_completed")
    assert marks(deciding(proposed("DeadlineLapsed", "deployment", at=NOW, **LAPSE), stream)) == Marks(0)


def test_no_deadline_lapses_before_it_is_due() -> None:
    later = {**LAPSE, "due": (NOW + timedelta(seconds=1)).isoformat()}
    event = proposed("DeadlineLapsed", "deployment", **later)
    assert refused(deciding(event, given_file())) == ("precondition", "data.due")


def test_a_lapse_never_makes_a_decision_stale() -> None:
    stream = given_file()
    stream.records("DeadlineLapsed", "deployment", **LAPSE)
    assert marks(deciding(proposed("FileComplete", "kejari", file=FILE, basedon=4), stream)) == Marks(0)


# Lapses and recomputed clocks


def test_a_lapse_is_kept_with_its_owner_and_what_it_ran_from() -> None:
    stream = given_file()
    event = stream.records("DeadlineLapsed", "deployment", **LAPSE)
    (lapse,) = stream.now.lapses
    assert (lapse.rule, lapse.ref, lapse.owner, lapse.due, lapse.position) == (
        *("KUHAP2025.review", str(FILE), "kejari", DUE),
        event.position,
    )
    assert lapse.started == ("polres", "e4")


def test_a_clock_recomputed_leaves_its_lapse_where_it_was() -> None:
    stream = given_file()
    stream.records("DeadlineLapsed", "deployment", **LAPSE)
    stream.records("ClockRecomputed", "deployment", **MOVED)
    (moved,) = stream.now.recomputed
    assert (moved.before, moved.after) == (DUE, DUE + timedelta(days=1))
    assert (moved.lapsed_at, moved.because, moved.explanation) == (DUE, ("kejari", "e5"), "late_event")
    assert len(stream.now.lapses) == 1


def test_a_lapse_shows_its_codes_and_dates_to_those_who_may_know_the_stage() -> None:
    stream = given_file()
    event = stream.records("DeadlineLapsed", "deployment", **LAPSE)
    assert seen_by(stream, "kejari", event) == BODY
    assert seen_by(stream, "uptdppa", event) == BODY
    assert seen_by(stream, "disdik", event) == NOTHING
    assert seen_by(stream, "rsud", event) == NOTHING
    assert seen_by(stream, "coordinator", event) == STAGE


def test_a_lapse_is_seen_by_the_agency_that_owed_it_whatever_its_kind() -> None:
    stream = given_file()
    event = stream.records("DeadlineLapsed", "deployment", **{**LAPSE, "owner": "disdik"})
    assert seen_by(stream, "disdik", event) == BODY
    stream.records("DeadlineLapsed", "deployment", **{**LAPSE, "owner": "rsud"})
    assert seen_by(stream, "rsud", stream.events[-1]) == NOTHING  # it is not on the case


# Access that ran out


def test_access_that_ran_out_ends_the_relation_it_names_and_no_other() -> None:
    stream = given_grant()
    stream.records("AccessGranted", "uptdppa", agency="lpsk", reason="lpsk_request")
    data: dict[str, Any] = {"agency": "lpsk", "granted_source": "/agencies/uptdppa", "granted_id": "e2"}
    stream.records("AccessExpired", "deployment", until=UNTIL.isoformat(), **data)
    assert [relation.ended for relation in stream.now.parties["lpsk"].relations] == [True, False]


def test_access_expires_where_it_was_given_for_a_time_and_that_is_over() -> None:
    assert marks(deciding(expiry(), given_grant())) == Marks(0)
    for event, stream in (
        (expiry(), given_grant(until=None)),
        (expiry(), given_grant(until=NOW + timedelta(days=1))),
        (expiry(granted_id="e1"), given_grant()),
        (expiry(agency="uptdppa"), given_grant()),
    ):
        assert refused(deciding(event, stream)) == ("precondition", "data.granted_id")


# Withdrawn consent (Sc-6; UU 27/2022 arts 9, 40)


def stop(withdrawn_id: str) -> dict[str, Any]:
    return {
        "person": VICTIM,
        "withdrawn_source": "/agencies/uptdppa",
        "withdrawn_id": withdrawn_id,
        "purposes": ["sharing"],
        "recipients": ["ngo", "disnaker", "disdik"],
        "due": (START + timedelta(days=3)).isoformat(),
    }


def test_processing_stops_for_a_withdrawal_that_is_on_record() -> None:
    stream = given_case()
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    assert marks(
        deciding(proposed("ProcessingStopped", "deployment", at=NOW, **stop("e2")), stream)
    ) == Marks(0)
    for other in ("e1", "e9"):
        verdict = deciding(proposed("ProcessingStopped", "deployment", **stop(other)), stream)
        assert refused(verdict) == ("precondition", "data.withdrawn_id")
    stream.records("ProcessingStopped", "deployment", **stop("e2"))
    (stopped,) = stream.now.stopped_processing
    assert (stopped.person, stopped.withdrawal) == (VICTIM, ("uptdppa", "e2"))
    assert stopped.recipients == ("ngo", "disnaker", "disdik")


# Suspected duplicates (Sc-7, Sc-12)


def given_suspicion(*stewards: str) -> Stream:
    stream = Stream(named("suspicion"))
    stream.records(
        "DuplicateSuspected", "deployment", pairs=PAIRS, matched_on=["phone", "birth_year"], stewards=stewards
    )
    return stream


def test_a_suspicion_opens_a_stream_that_the_stewards_named_may_read() -> None:
    data: dict[str, Any] = {"pairs": PAIRS, "matched_on": ["phone"], "stewards": ["uptdppa"]}
    event = proposed("DuplicateSuspected", "deployment", case=named("suspicion"), **data)
    assert marks(deciding(event)) == Marks(0)
    stream = given_suspicion("uptdppa")
    assert stream.now.suspicions[0].pairs == {Pair(ONE, VICTIM), Pair(TWO, VICTIM)}
    assert seen_by(stream, "uptdppa", stream.events[0]) == BODY
    for other in ("sbmi", "bp3mi", "uptdppa-ttu", "auditor"):
        assert seen_by(stream, other, stream.events[0]) == NOTHING


def test_a_steward_links_and_parts_in_the_stream_of_the_suspicion() -> None:
    stream = given_suspicion("uptdppa")
    others: dict[Any, CaseState | None] = {}
    for case, by in ((ONE, "sbmi"), (TWO, "bp3mi")):
        report = Stream(case)
        report.records("ReportReceived", by, channel="phone", routed_to=["uptdppa"], person=VICTIM)
        others[case] = report.state
    link: dict[str, Any] = {"case": stream.case, "pairs": PAIRS, "reason": "same_contact"}
    assert marks(deciding(proposed("DuplicateLinked", "uptdppa", **link), stream, others)) == Marks(0)
    stranger = deciding(proposed("DuplicateLinked", "coordinator", **link), stream, others)
    assert refused(stranger) == ("case_unknown", None)


def test_a_steward_must_be_registered() -> None:
    data: dict[str, Any] = {"pairs": PAIRS, "matched_on": ["phone"], "stewards": ["nobody"]}
    event = proposed("DuplicateSuspected", "deployment", case=named("suspicion"), **data)
    assert refused(deciding(event)) == ("invalid_field", "data.stewards")


# Alerts to a task force (Sc-1 day 20)


def test_a_modus_alert_stands_in_the_stream_of_its_task_force() -> None:
    stream = given_task_force("disdik")
    assert marks(
        deciding(proposed("ModusAlertIssued", "deployment", case=FORCE, at=NOW, **MODUS), stream)
    ) == Marks(0)
    elsewhere = {**MODUS, "task_force": "sukabumi"}
    verdict = deciding(proposed("ModusAlertIssued", "deployment", case=FORCE, **elsewhere), stream)
    assert refused(verdict) == ("stream_kind", "subject")
    on_a_case = proposed("ModusAlertIssued", "deployment", **MODUS)
    assert refused(deciding(on_a_case, given_case())) == ("stream_kind", "subject")


def test_a_modus_alert_reaches_the_schools_of_the_task_force_and_names_nobody() -> None:
    stream = given_task_force("disdik")
    event = stream.records("ModusAlertIssued", "deployment", **MODUS)
    assert seen_by(stream, "disdik", event) == BODY
    assert seen_by(stream, "disdik-sukabumi", event) == NOTHING
    assert (event.person, event.classes) == (None, 0)
    assert stream.now.modus_alerts[0].window_ends == date(2026, 3, 20)
