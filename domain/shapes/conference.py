"""Case conferences, experts and disputes as the steps recorded so far state them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

DisputeStatus = Literal["open", "proposed", "agreed", "escalated", "withdrawn"]
ENDED = frozenset({"agreed", "escalated", "withdrawn"})


class DisputeRef(NamedTuple):
    """The discrepancy a dispute or a position is about: its kind, and what names it within its kind."""

    kind: str
    key: str


class Position(msgspec.Struct, frozen=True, gc=False):
    """What an office holds, by the event at log position `position`; `cites` are positions of the log."""

    position: int
    agency: str
    on: str
    holds: str
    file: UUID | None
    element: str | None
    articles: tuple[str, ...]
    role: str | None
    ref: DisputeRef | None
    cites: tuple[int, ...]
    legal_basis: tuple[str, ...]


class Engagement(msgspec.Struct, frozen=True, gc=False):
    """An expert engaged by `engaged_by` at log position `position`.

    `until`: what is open to it is closed from then on. `excerpt`: the earlier events open to it. With a
    conflict of interest nothing is.
    """

    expert: str
    engaged_by: str
    position: int
    until: datetime
    excerpt: frozenset[int]
    conflict_of_interest: bool
    qualification: str
    panel: str
    fields: tuple[str, ...]
    dispute: UUID | None
    conference: UUID | None


class Attendant(NamedTuple):
    """A role filled at a conference, by the office named where it is one."""

    role: str
    agency: str | None


class Conference(msgspec.Struct, frozen=True, gc=False):
    """A case conference: invited, held, decided. Positions are 0 until the step is recorded.

    `event`: the joint act that says it was held. `outcome`: complete, terminate or undecided.
    """

    id: UUID
    file: UUID
    form: str
    dispute: UUID | None = None
    invited_at: int = 0
    scheduled_for: datetime | None = None
    invited: tuple[str, ...] = ()
    expert: str | None = None
    expert_until: datetime | None = None
    excerpt: frozenset[int] = frozenset()
    event: tuple[str, str] | None = None
    held_at: int = 0
    held_on: date | None = None
    present: tuple[Attendant, ...] = ()
    elements_agreed: tuple[str, ...] = ()
    elements_open: tuple[str, ...] = ()
    articles_agreed: tuple[str, ...] = ()
    outcome: str | None = None
    decided_at: int = 0

    @property
    def agencies(self) -> frozenset[str]:
        """The offices that were present."""
        return frozenset(each.agency for each in self.present if each.agency)


class DisputedHandover(msgspec.Struct, frozen=True, gc=False):
    """A file handed over although the prosecutor is not convinced, and what the prosecutor then decided."""

    file: UUID
    agency: str
    position: int
    at: datetime
    decision: str | None = None
    decided_at: int = 0


class Proposal(msgspec.Struct, frozen=True, gc=False):
    """How a dispute is proposed to end, by the event at log position `position`."""

    id: UUID
    position: int
    agency: str
    outcome: str
    cites: tuple[int, ...] = ()


class Turn(NamedTuple):
    """From log position `position` on the dispute is in this status."""

    position: int
    status: DisputeStatus


class Dispute(msgspec.Struct, frozen=True, gc=False):
    """Two offices hold different things and are to settle it.

    `ref` is None where it was opened by hand. `parties` are the two sides, `accepted_by` those of them that
    accepted the `proposal` that stands. `events` are the log positions of all that belongs to it, `turns`
    its statuses from the first on. `ended_at` is 0 while it goes on. `escalated_to`: a code, once it is.
    """

    id: UUID
    ref: DisputeRef | None
    file: UUID | None
    element: str | None
    opened_by: str
    parties: tuple[str, ...]
    opened_at: int
    events: tuple[int, ...]
    positions: tuple[Position, ...] = ()
    expert: Engagement | None = None
    conference: UUID | None = None
    proposals: tuple[Proposal, ...] = ()
    accepted_by: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    ended_at: int = 0
    escalated_to: str | None = None

    @property
    def status(self) -> DisputeStatus:
        """The status it is in."""
        return self.turns[-1].status

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that stands: the last one."""
        return self.proposals[-1] if self.proposals else None

    @property
    def ended(self) -> bool:
        """Whether it is agreed, escalated or withdrawn."""
        return self.status in ENDED
