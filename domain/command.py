"""What a decision is made from: the event proposed, the case as it is, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.access import OVERSIGHT
from domain.body import Proposed
from domain.case_state import CaseState, Party
from domain.catalogue import EventType
from domain.directory import Directory
from domain.limits import Limits
from domain.matrix import Matrix


class Command(NamedTuple):
    """One event to be decided; `kind` is the kind of its publisher, None for an agency not registered.

    `others` holds the cases that the event refers to besides its own, None for those that do not exist.
    """

    state: CaseState | None
    directory: Directory
    proposed: Proposed
    now: datetime
    others: Mapping[UUID, CaseState | None]
    limits: Limits
    kind: str | None
    matrix: Matrix

    @property
    def agency(self) -> str:
        """The publisher."""
        return self.proposed.agency

    @property
    def type(self) -> EventType:
        """The type of the event."""
        return self.proposed.event_type

    @property
    def data(self) -> Any:
        """The case-class data of the event."""
        return self.proposed.data

    @property
    def party(self) -> Party | None:
        """The publisher as a party of the case."""
        return self.state.parties.get(self.agency) if self.state else None

    @property
    def is_decision(self) -> bool:
        """Whether the event decides something rather than stating a fact."""
        return self.type.kind == "decision"

    @property
    def done_on(self) -> date | None:
        """The day on which a decision, or an act of several parties, was already done on paper; None for one
        that is being taken now."""
        body = self.proposed.body
        if body.effectedon is None or body.effecteddoc is None:
            return None
        if not (self.is_decision or self.type.joint_with):
            return None
        return date.fromisoformat(body.effectedon)


def knows(state: CaseState, agency: str, kind: str | None, at: datetime) -> bool:
    """Whether the agency may know that this stream exists.

    The registry is public; a case is known to its parties while their relation stands, and to those who
    watch over all cases; the stream of a task force to its members, one of duplicate links to its publisher
    and the stewards that it names.
    """
    if state.kind == "registry" or (state.kind == "case" and kind in OVERSIGHT):
        return True
    party = state.parties.get(agency)
    return party is not None and party.stands(at)
