"""The case-class values of an event that stay at hand with its head, because clocks are read off heads.

A clock asks of an event no more than when it counts, what it is about, and one of these.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from domain.catalogue import REGISTRY, EventType
from domain.catalogue.fields import DataClass

if TYPE_CHECKING:
    from domain.events import EventHead

# Names of fields, each in whatever types have it. A table of clocks may name no other (tests/domain/clocks).
FACTS = (
    *("acted_from", "acted_until", "arrived_on", "articles", "assessed_on", "auctioned_on"),
    *("checked_on", "child", "complete", "completed_on", "conflict", "date", "decided_on", "decision"),
    *("deemed_on", "departed_on", "designated_on", "event_id", "event_source", "expires", "final_on"),
    *("found_on", "given_on", "guardian_relation", "held_on", "imposed_on", "in_full", "instance"),
    *("left_on", "lodged_on", "notified_on", "opened_id", "opened_on", "opened_source", "ordered_on"),
    *("outcome", "paid_on", "placed_on", "planned_end", "received_on", "refused_on", "request_number"),
    *("requested_on", "restitution_awarded", "resubmitted_on", "return_number", "returned_on", "route"),
    *("routed_to", "ruled_on", "sent_on", "service", "stage", "subject", "submitted_on"),
    *("terminated_on", "time", "to", "to_agency", "told_on", "urgency", "visited_on", "warned_on"),
)

Facts = tuple[Any, ...]


@cache
def facts_reader(event_type: EventType) -> Callable[[Any], Facts] | None:
    """What takes the facts off the data of an event of this type, in the order of `fact_names`."""
    names = fact_names(event_type)
    if not names:
        return None
    if len(names) == 1:
        one = attrgetter(names[0])
        return lambda data: (one(data),)
    return attrgetter(*names)


@cache
def fact_names(event_type: EventType) -> tuple[str, ...]:
    """The fields of a type that stay with its head: of the case class alone."""
    fields = event_type.fields
    return tuple(name for name in FACTS if name in fields and fields[name].data_class is DataClass.CASE)


def fact(head: EventHead, name: str) -> Any:
    """The value of a field of the event; None where its type has no such field or the event leaves it out."""
    place = _places(head.type).get(name)
    return None if place is None or head.facts is None else head.facts[place]


@cache
def _places(type_name: str) -> dict[str, int]:
    return {name: place for place, name in enumerate(fact_names(REGISTRY[type_name]))}
