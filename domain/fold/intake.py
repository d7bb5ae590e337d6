"""Reports, triage, the notice to police, joint acts confirmed or contested, closing and reopening."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from domain.case_state import CaseState, JointAct, RelationKind, Report
from domain.events import RecordedEvent
from domain.fold.files import file_changes
from domain.fold.parties import add_relation, add_relations, relation_of
from domain.fold.persons import STATED, learn_age, person_of, update_person
from domain.fold.steps import Changes, Step, happened
from domain.ids import agency_of
from domain.shapes.reports import PartyAnswer
from domain.shapes.shares import Share

# Who triages a report, files it as police, passes it on or opens a service on it has taken it up.
TAKES_UP = ("ReportTriaged", "PoliceReportFiled", "ReferralOffered", "ServiceOpened")


def report_received(state: CaseState, event: RecordedEvent) -> Changes:
    """A report routed to others makes its publisher the reporter and them the ones who act on it."""
    data, head = event.data, event.head
    routed_to = tuple(agency for agency in data.routed_to if agency != head.agency)
    parties = state.parties
    if head.version == 1:
        owns = not routed_to or head.agency in data.routed_to
        parties = add_relation(parties, head.agency, relation_of("owner" if owns else "reporter", head))
    changes: Changes = _age_stated(state, event)
    changes["parties"] = add_relations(parties, routed_to, relation_of("assigned", head))
    if routed_to:
        report = Report((head.agency, head.id), head.position, routed_to)
        changes["reports"] = (*state.reports, report)
    if data.reporter_confidential:
        changes["reporter_confidential"] = True  # UU 21/2007 art 33: asked once, kept for the whole case
    return changes


def report_triaged(state: CaseState, event: RecordedEvent) -> Changes:
    """How urgent it is, and what the person looks to be of age."""
    data = event.data
    person = learn_age(state.persons.get(data.person), event, STATED)
    return update_person(state, msgspec.structs.replace(person, urgency=data.urgency))


def police_notified(state: CaseState, event: RecordedEvent) -> Changes:
    """The police office named is on the case from here on, and has the report to take up if it was not."""
    police = event.data.police
    changes = _age_stated(state, event)
    if police not in state.parties:
        report = Report((event.agency, event.id), event.position, (police,))
        changes["reports"] = (*state.reports, report)
    changes["parties"] = add_relations(state.parties, (police,), relation_of("assigned", event.head))
    return changes


def police_report_filed(state: CaseState, event: RecordedEvent) -> Changes:
    """A police report opens the case, or brings police into one that is open."""
    kind: RelationKind = "owner" if event.version == 1 else "assigned"
    changes = {**file_changes(state, event), **_age_stated(state, event)}
    changes["parties"] = add_relations(state.parties, (event.agency,), relation_of(kind, event.head))
    return changes


def record_confirmed(state: CaseState, event: RecordedEvent) -> Changes:
    """A named party confirms a joint act, also one it contested before."""
    return _answer(state, event, "confirmed", "contested")


def record_contested(state: CaseState, event: RecordedEvent) -> Changes:
    """A named party states that a joint act was otherwise."""
    return _answer(state, event, "contested", "confirmed")


def registry_checked(state: CaseState, event: RecordedEvent) -> Changes:
    """Whether the person left by the procedure of UU 18/2017, where the register says so."""
    data, person = event.data, person_of(state, event.data.person)
    departure = data.departure or person.departure
    return update_person(state, msgspec.structs.replace(person, departure=departure))


def location_confirmed(state: CaseState, event: RecordedEvent) -> Changes:
    """In which country the person is; the place itself is location class and in no state."""
    person = person_of(state, event.data.person)
    return update_person(
        state, msgspec.structs.replace(person, country=event.data.country, located=event.position)
    )


def case_shared(state: CaseState, event: RecordedEvent) -> Changes:
    """Agencies of another task force see bare rows from here on, and earlier ones; no body (Sc-5)."""
    data = event.data
    share = Share(data.task_force, data.agencies, data.scope, data.persons, data.until, event.position)
    parties = state.parties
    for agency in data.agencies:
        relation = relation_of("shared", event.head, history=str(data.scope), until=data.until)
        parties = add_relation(parties, agency, relation)
    return {"shares": (*state.shares, share), "parties": parties}


def case_closed(state: CaseState, event: RecordedEvent) -> Changes:
    """Retention runs from here; nothing is deleted (Sc-10). One done on paper closes nothing reopened
    since; one taken now counts whatever its clock says."""
    if event.effectedon is not None and _reopened_since(state, happened(event)):
        return {}
    return {
        "closed": True,
        "closed_at": happened(event),
        "closed_position": event.position,
        "closure_reason": event.data.reason,
        "retained_until": event.data.retained_until,
    }


def case_reopened(state: CaseState, event: RecordedEvent) -> Changes:
    """The case runs again on its own stream, and retention stops; no paper of before the closing does so."""
    closed_at = state.closed_at if event.effectedon is not None else None
    if closed_at is not None and happened(event) < closed_at:
        return {}
    return {
        "closed": False,
        "closed_at": None,
        "closed_position": 0,
        "closure_reason": None,
        "retained_until": None,
    }


def taken_up(state: CaseState, event: RecordedEvent) -> Changes:
    """The publisher has taken up what was routed to it, if anything was."""
    agency = event.head.agency
    if event.head.type not in TAKES_UP or not any(_awaits(report, agency) for report in state.reports):
        return {}
    return {"reports": tuple(_taken_up(report, agency) for report in state.reports)}


def joint_act(event: RecordedEvent) -> JointAct:
    """The joint act that an event states, with the other parties it names."""
    named: list[str] = []
    for field in event.event_type.joint_with:
        value = getattr(event.data, field)
        named += [value] if isinstance(value, str) else value or ()
    others = tuple(dict.fromkeys(agency for agency in named if agency != event.agency))
    minutes = getattr(event.data, "minutes_sha256", None)
    return JointAct(
        (event.agency, event.id), event.type, event.agency, event.position, others, minutes=minutes
    )


def joint_act_key(data: Any) -> tuple[str, str]:
    """The key of the joint act that RecordConfirmed and RecordContested name."""
    return agency_of(data.event_source), data.event_id


def _reopened_since(state: CaseState, at: datetime) -> bool:
    return any(
        head.type == "CaseReopened" and head.occurred > at and (head.agency, head.id) not in state.withdrawn
        for head in state.events
    )


def _answer(state: CaseState, event: RecordedEvent, into: str, out_of: str) -> Changes:
    act = state.joint_acts.get(joint_act_key(event.data))
    if act is None or event.agency not in act.named:
        return {}
    others = tuple(each for each in getattr(act, out_of) if each != event.agency)
    answered = tuple(dict.fromkeys((*getattr(act, into), event.agency)))
    reason, minutes = getattr(event.data, "reason", None), event.data.minutes_sha256
    answer = PartyAnswer(event.agency, event.position, reason, minutes)
    members = {into: answered, out_of: others, "answers": (*act.answers, answer)}
    act = msgspec.structs.replace(act, **members)
    return {"joint_acts": {**state.joint_acts, act.event: act}}


def _age_stated(state: CaseState, event: RecordedEvent) -> Changes:
    if event.data.person is None:
        return {}
    return update_person(state, learn_age(state.persons.get(event.data.person), event, STATED))


def _awaits(report: Report, agency: str) -> bool:
    return agency in report.routed_to and agency not in report.taken_up


def _taken_up(report: Report, agency: str) -> Report:
    if not _awaits(report, agency):
        return report
    return msgspec.structs.replace(report, taken_up=(*report.taken_up, agency))


STEPS: dict[str, Step] = {
    "ReportReceived": report_received,
    "ReportTriaged": report_triaged,
    "PoliceNotified": police_notified,
    "PoliceReportFiled": police_report_filed,
    "RecordConfirmed": record_confirmed,
    "RecordContested": record_contested,
    "RegistryChecked": registry_checked,
    "LocationConfirmed": location_confirmed,
    "CaseShared": case_shared,
    "CaseClosed": case_closed,
    "CaseReopened": case_reopened,
}
