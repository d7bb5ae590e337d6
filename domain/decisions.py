"""What is refused, and why: `decide` is pure, and the order of its questions is part of the contract.

Relation and stream, authority, closed, time, then what a decision rests on, then what its type presupposes.
Statements of fact are always recorded, however late (DESIGN section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.body import Proposed
from domain.case_state import CaseState
from domain.command import Command
from domain.directory import Directory
from domain.events import EventHead, Marks, about_field
from domain.fold.corrections import UNDOES, head_undone, heads_that_count
from domain.guards import GUARDS, TAKEN_WHEN_CLOSED
from domain.limits import Limits
from domain.matrix import Matrix
from domain.preconditions import ORDER, PARTIES, requires_known_agencies
from domain.problems import Refusal, refuse

# Clockwork records what a rule produced; that never makes an agency's decision stale (DESIGN section 5).
NEVER_STALE_BY = "deployment"


class Accepted(msgspec.Struct, frozen=True):
    """The event may be recorded, with these marks."""

    marks: Marks


def decide(
    state: CaseState | None,
    directory: Directory,
    proposed: Proposed,
    now: datetime,
    others: Mapping[UUID, CaseState | None],
    limits: Limits,
    matrix: Matrix,
) -> Accepted | Refusal:
    """Accept or refuse one event on the case in `state` (None: the stream does not exist).

    `others` holds the states of `referenced_cases(proposed)`. A stale decision is refused with all events it
    did not know of in `missed`; the caller shows the asker those it may see.
    """
    kind = _kind(directory, proposed)
    command = Command(state, directory, proposed, now, others, limits, kind, matrix)
    for guard in GUARDS:
        refusal = guard(command)
        if refusal is not None:
            return refusal
    return _resting(command) or _presupposing(command) or Accepted(_marks(command))


def referenced_cases(proposed: Proposed) -> tuple[UUID, ...]:
    """The cases whose states `decide` needs besides the event's own, each once."""
    if proposed.event_type.name != "DuplicateLinked":
        return ()
    return tuple(dict.fromkeys(pair.case for pair in proposed.data.pairs))


def _kind(directory: Directory, proposed: Proposed) -> str | None:
    """The kind of the publisher; the deployment itself is not registered yet when it registers itself."""
    if not directory.agencies and proposed.event_type.name == "AgencyRegistered":
        return str(proposed.data.kind) if proposed.data.agency == proposed.agency else None
    return directory.kind_of(proposed.agency)


def _resting(command: Command) -> Refusal | None:
    """A decision being taken says what it rests on, and rests on the case as it is."""
    if not command.is_decision or command.state is None:
        return None
    basedon = command.proposed.body.basedon
    if basedon is not None and basedon > command.state.version:
        rule = "A decision rests on a version of the case that is recorded."
        return refuse("basedon_ahead", rule, "basedon")
    if command.done_on is not None:
        return None
    if basedon is None:
        rule = "A decision carries basedon, or effectedon and effecteddoc where it was already taken."
        return refuse("basedon_missing", rule, "basedon")
    missed = _moved_on(command, command.state.events[basedon:])
    rule = "Another agency has recorded events since that matter to this decision."
    return refuse("stale", rule, "basedon", missed) if missed else None


def _presupposing(command: Command) -> Refusal | None:
    name = command.type.name
    parties, order = PARTIES.get(name), ORDER.get(name)
    refusal = requires_known_agencies(command) or (parties(command) if parties else None)
    if refusal is not None or command.done_on is not None or order is None:
        return refusal
    return order(command)


def _marks(command: Command) -> Marks:
    done_on = command.done_on
    if command.is_decision and done_on is None:
        return Marks(0)
    marks = Marks(0)
    occurred, state = command.proposed.occurred, command.state
    if occurred > command.now + command.limits.future_tolerance:
        marks |= Marks.CLOCK_SUSPECT
    elif state is not None and occurred < state.latest_occurred:
        marks |= Marks.LATE
    if done_on is not None and state is not None and _conflicts(command, state, done_on):
        marks |= Marks.CONFLICTING
    return marks


def _conflicts(command: Command, state: CaseState, done_on: date) -> bool:
    """Whether the case had moved on when the act already done reached the log."""
    basedon, order = command.proposed.body.basedon, ORDER.get(command.type.name)
    closed = state.closed and command.type.name not in TAKEN_WHEN_CLOSED
    if closed or (order is not None and order(command) is not None):
        return True
    if basedon is not None:
        return bool(_moved_on(command, state.events[basedon:]))
    since = (head for head in heads_that_count(state) if head.occurred.date() >= done_on)
    return bool(_moved_on(command, (head for head in since if head.type not in UNDOES)))


def _moved_on(command: Command, heads: Iterable[EventHead]) -> tuple[EventHead, ...]:
    """Events of other agencies among `heads` that the type of this decision declares to matter, and what
    takes back or corrects an event that matters."""
    return tuple(
        head
        for head in heads
        if head.agency != command.agency
        and _matters(command, head)
        and command.directory.kind_of(head.agency) != NEVER_STALE_BY
    )


def _matters(command: Command, head: EventHead) -> bool:
    if head.type in UNDOES:
        undone = head_undone(command.state, head) if command.state else None
        return undone is not None and _matters(command, undone)
    return head.type in command.type.stale_on and _concerns(command)(head)


def _concerns(command: Command) -> Callable[[EventHead], bool]:
    """An event about another file or another referral does not matter to a decision about this one."""
    field = about_field(command.type)
    about = getattr(command.data, field) if field else None
    return lambda head: about is None or head.about is None or head.about == about


__all__ = ["Accepted", "Limits", "decide", "referenced_cases"]
