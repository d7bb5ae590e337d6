"""Referrals from one agency to another, and the services opened for a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class Referral(msgspec.Struct, frozen=True, gc=False):
    """A referral: offered, accepted, declined, withdrawn, completed, returned or taken_back.

    Returned, it waits for the agency that offered it; declined back, it is accepted again. `answered` and
    `returned` are the log positions of the last answer and of the last return. `consent`: the number of the
    consent that it names.
    """

    id: UUID
    offered_by: str
    to: str
    service: str
    person: UUID | None
    history: str
    position: int
    status: str = "offered"
    urgency: str = "routine"
    offered_at: datetime | None = None
    answered: int = 0
    answered_at: datetime | None = None
    returned: int = 0
    reason: str | None = None
    consent: UUID | None = None

    @property
    def awaits(self) -> str | None:
        """The agency whose answer it waits for, None where it waits for none."""
        return {"offered": self.to, "returned": self.offered_by}.get(self.status)

    @property
    def waiting_since(self) -> int:
        """Log position of the offer or the return that waits for an answer."""
        return self.returned if self.status == "returned" else self.position


class Service(msgspec.Struct, frozen=True, gc=False):
    """One of the six services for one person by one agency: opened, completed or refused.

    `position`: where it was first recorded; `ended`: of the completion or refusal, 0 while it runs. The
    status is as of `status_at`.
    """

    service: str
    person: UUID
    agency: str
    status: str
    position: int
    reviews: int = 0
    reviewed: int = 0
    ended: int = 0
    status_at: datetime | None = None
