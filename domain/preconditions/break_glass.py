"""Break-glass: by two persons, for classes with a letter B, for minutes; confirmed and reviewed by others."""

from __future__ import annotations

from domain.case_state import BreakGlass
from domain.command import Command
from domain.fold.privacy import glass_of
from domain.guards import Guard
from domain.problems import Refusal, refuse

EMERGENCY = "B"


def requires_emergency_of_two_persons(command: Command) -> Refusal | None:
    """Glass is broken by two persons (DESIGN section 6), where the matrix has a letter B, for minutes."""
    return _one_person(command) or _class_without_the_letter(command) or _too_long(command)


def requires_glass_to_confirm(command: Command) -> Refusal | None:
    """Another agency, in another person, opens with it what no agency opens alone."""
    opened = _opened(command)
    if opened is None or opened.agency == command.agency or not opened.awaits_another:
        rule = "The event named is no break-glass of another agency in this case that waits for a second one."
        return refuse("precondition", rule, "data.opened_id")
    if command.now >= opened.until:
        return refuse("precondition", "The break-glass named has run out.", "data.opened_id")
    return _same_person(command, opened)


def requires_broken_glass_of_another(command: Command) -> Refusal | None:
    """A review is of a break-glass on record, and of nothing that one opened or confirmed oneself."""
    opened = _opened(command)
    if opened is None or opened.agency == command.agency:
        rule = "The event named is no break-glass of another agency in this case."
        return refuse("precondition", rule, "data.opened_id")
    if opened.confirmed_by == command.agency or command.proposed.body.actor is not None:
        return _same_person(command, opened)
    return None


def _opened(command: Command) -> BreakGlass | None:
    return command.state.break_glass.get(glass_of(command.data)) if command.state else None


def _one_person(command: Command) -> Refusal | None:
    actor = command.proposed.body.actor
    if actor is not None and actor != str(command.data.second):
        return None
    rule = "Two persons open it: the actor of the event, and another one."
    return refuse("precondition", rule, "data.second")


def _class_without_the_letter(command: Command) -> Refusal | None:
    matrix, kind = command.matrix, command.kind or ""
    if all(EMERGENCY in matrix.cell(kind, str(each)) for each in command.data.classes):
        return None
    rule = "Glass is broken for classes whose cell in the access matrix has the letter B."
    return refuse("authority_missing", rule, "data.classes")


def _too_long(command: Command) -> Refusal | None:
    """One dated in the future counts from its recording (DESIGN section 3), and so does its time."""
    began = min(command.proposed.occurred, command.now)
    until, longest = command.data.until, command.limits.break_glass.longest
    if until <= began:
        return refuse("precondition", "It is opened until a later moment.", "data.until")
    if until > began + longest:
        rule = f"It is opened for {longest.total_seconds() / 60:.0f} minutes at most."
        return refuse("precondition", rule, "data.until")
    return None


def _same_person(command: Command, opened: BreakGlass) -> Refusal | None:
    actor = command.proposed.body.actor
    if actor is not None and actor not in opened.people:
        return None
    rule = "It is for another person than those who opened or confirmed it: the actor of the event."
    return refuse("precondition", rule, "actor")


PARTIES: dict[str, Guard] = {
    "BreakGlassOpened": requires_emergency_of_two_persons,
    "BreakGlassConfirmed": requires_glass_to_confirm,
    "BreakGlassReviewed": requires_broken_glass_of_another,
}
