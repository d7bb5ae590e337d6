"""Guards as sentences: what an event requires before anything is asked of its content.

Absent and forbidden answer alike: a case that does not exist and a case the asker is not on give the same
refusal, word for word.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from domain.access import OVERSIGHT
from domain.command import Command, knows
from domain.ids import is_registry_stream, rules_stream, task_force_stream
from domain.problems import Refusal, refuse

Guard = Callable[[Command], Refusal | None]

OPENS_STREAMS = frozenset({"DuplicateLinked", "DuplicateSuspected", "TaskForceConfigured"})
# Streams whose ids are computed from a name, so that nobody can take them first (docs/adr/0091).
_COMPUTED = frozenset({"registry", "coordination"})
HOST = "deployment"
ANSWERS_TO_AN_OFFER = frozenset({"ExpertEngaged", "ReferralAccepted", "ReferralDeclined"})

# What opens the case to others, or ends it, is for those whose case it is, not for everyone on it.
_GRANTING = frozenset({"owner", "assigned", "statutory"})
_OFFERING = frozenset({"owner", "assigned", "statutory", "referred", "reporter"})
_CLOSING = frozenset({"owner", "assigned"})
RELATIONS_NEEDED: dict[str, frozenset[str]] = {
    "AccessGranted": _GRANTING,
    "AccessRevoked": _GRANTING,
    "CaseManagerAssigned": _GRANTING,
    "CaseShared": _GRANTING,
    "ReferralOffered": _OFFERING,
    "CaseClosed": _CLOSING,
    "PretrialFiled": _OFFERING,
}

# A closed case takes statements of fact, and what ends or reopens something; it takes no new undertaking.
# What is to be erased is decided once the work is over (UU 27/2022 arts 43, 44).
# So is what a person gets to see of its own data (arts 7, 32).
TAKEN_WHEN_CLOSED = frozenset(
    {
        "CaseReopened",
        "ErasureApproved",
        "ReferralDeclined",
        "ReferralWithdrawn",
        "SubjectAccessGiven",
        "SubjectAccessRefused",
    }
)
UNDERTAKINGS = frozenset(
    {
        "AccessGranted",
        "CaseConferenceInvited",
        "CaseManagerAssigned",
        "CaseShared",
        "ExpertEngaged",
        "ReferralOffered",
    }
)


def requires_case_relation(command: Command) -> Refusal | None:
    """An event of a case comes from an agency on it; only an opening event may have a free subject."""
    state, event_type = command.state, command.type
    if state is None:
        free = event_type.opens_case or event_type.stream == "registry" or event_type.name in OPENS_STREAMS
        return None if free else case_unknown()
    if _puts_rules_on_record(command):
        return None
    return None if knows(state, command.agency, command.kind, command.now) else case_unknown()


def requires_relation_to_each_named_case(command: Command) -> Refusal | None:
    """A link names no case that its publisher could not know of."""
    for case in dict.fromkeys(pair.case for pair in getattr(command.data, "pairs", ())):
        if command.type.name == "DuplicateLinked" and not _knows_other(command, case):
            return case_unknown("data.pairs")
    return None


def requires_stream_kind(command: Command) -> Refusal | None:
    """Each type belongs in one kind of stream, and what concerns no agency's keys has a stream of its own."""
    state, event_type = command.state, command.type
    if state is not None and state.kind != event_type.stream:
        rule = f"Events of this type belong in a stream of kind {event_type.stream}."
        return refuse("stream_kind", rule, "subject")
    if event_type.stream not in _COMPUTED and is_registry_stream(command.proposed.case):
        return refuse("stream_kind", "UUIDs of version 8 are kept for streams of the registry.", "subject")
    expected = _own_stream(command)
    if expected is not None and command.proposed.case != expected:
        rule = "The subject is the stream of the task force, or of the rules, of this deployment."
        return refuse("stream_kind", rule, "subject")
    return None


def requires_authority(command: Command) -> Refusal | None:
    """The kind of the agency may record this type (REGISTRY)."""
    if command.kind in command.type.agencies:
        return None
    rule = f"An agency of this kind has no authority to record {command.type.name}."
    return refuse("authority_missing", rule, "type")


def requires_more_than_an_offer(command: Command) -> Refusal | None:
    """An agency that has only been offered a referral answers it before it records anything else; one with
    whom the stage of the case is shared records nothing in it."""
    party = command.party
    if party is None or command.type.name in ANSWERS_TO_AN_OFFER:
        return None
    standing = {relation.kind for relation in party.relations if relation.stands(command.now)}
    if standing == {"shared"}:
        rule = "An agency with whom only the stage of a case is shared records no events in it."
        return refuse("authority_missing", rule, "type")
    if standing and standing <= {"offered", "shared"}:
        rule = "An agency that was offered a referral accepts it before it records other events."
        return refuse("authority_missing", rule, "type")
    return None


def requires_standing_in_the_case(command: Command) -> Refusal | None:
    """What opens a case to others or closes it is for those whose case it is (DESIGN section 6)."""
    needed = _relations_needed(command)
    if needed is None or command.kind in OVERSIGHT:
        return None
    if command.party is not None and command.party.holds(needed, command.now):
        return None
    rule = f"{command.type.name} is for agencies whose relation to the case is {', '.join(sorted(needed))}."
    return refuse("authority_missing", rule, "type")


def requires_file_not_passed_on(command: Command) -> Refusal | None:
    """An office that passed a file on records nothing more about it once that is acknowledged; it keeps
    reading its own events (reference/domain.md 2.5 no. 50)."""
    about: UUID | None = getattr(command.data, "file", None)
    file = command.state.files.get(about) if command.state and about else None
    if file is None or not file.passed_on_by(command.agency):
        return None
    rule = "The file has passed to another office, which acknowledged it."
    return refuse("authority_missing", rule, "data.file")


def requires_open_case(command: Command) -> Refusal | None:
    """A closed case takes no new decision or undertaking; facts about it are still recorded."""
    state, name = command.state, command.type.name
    if state is None or not state.closed or command.done_on is not None or name in TAKEN_WHEN_CLOSED:
        return None
    if command.is_decision or name in UNDERTAKINGS:
        return refuse("case_closed", "The case is closed; it is reopened before anything new is decided.")
    return None


def requires_no_future_decision(command: Command) -> Refusal | None:
    """A decision is dated now or before; a statement with a wrong clock is recorded and marked instead."""
    if not command.is_decision:
        return None
    latest = command.now + command.limits.future_tolerance
    if command.proposed.occurred > latest:
        return refuse("dated_in_future", "A decision is not dated in the future.", "time")
    done_on = command.done_on
    if done_on is not None and done_on > latest.astimezone(command.proposed.occurred.tzinfo).date():
        return refuse("dated_in_future", "An act already done was not done in the future.", "effectedon")
    return None


def case_unknown(field: str | None = None) -> Refusal:
    """The one answer for a case that is absent and for one that the asker is not on."""
    return refuse("case_unknown", "There is no case of this id that the agency has a relation to.", field)


def _relations_needed(command: Command) -> frozenset[str] | None:
    if command.type.name == "ReportReceived" and command.state is not None and command.data.routed_to:
        return _GRANTING  # routing makes others assigned, so on an open case it is a grant
    return RELATIONS_NEEDED.get(command.type.name)


def _puts_rules_on_record(command: Command) -> bool:
    """What the deployment may record, it records in streams that it is no party to (DESIGN section 5)."""
    return command.kind == HOST and HOST in command.type.agencies


def _knows_other(command: Command, case: UUID) -> bool:
    state = command.others.get(case)
    if state is None or state.kind != "case":
        return False
    return knows(state, command.agency, command.kind, command.now)


def _own_stream(command: Command) -> UUID | None:
    origin = command.proposed.body.origin
    if command.type.stream == "coordination" and "task_force" in command.type.fields:
        return task_force_stream(origin, command.data.task_force)
    if command.type.name == "RulesAdopted":
        return rules_stream(origin)
    return None


GUARDS: tuple[Guard, ...] = (
    requires_case_relation,
    requires_stream_kind,
    requires_relation_to_each_named_case,
    requires_authority,
    requires_more_than_an_offer,
    requires_standing_in_the_case,
    requires_file_not_passed_on,
    requires_open_case,
    requires_no_future_decision,
)
