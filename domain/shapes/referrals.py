"""Referrals from one agency to another, and the services opened for a person."""

from __future__ import annotations

from uuid import UUID

import msgspec


class Referral(msgspec.Struct, frozen=True):
    """A referral and how it stands: offered, accepted, declined, withdrawn or completed."""

    id: UUID
    offered_by: str
    to: str
    service: str
    person: UUID | None
    history: str
    position: int
    status: str = "offered"


class Service(msgspec.Struct, frozen=True):
    """One of the six services for one person by one agency: opened, completed or refused."""

    service: str
    person: UUID
    agency: str
    status: str
    position: int
    reviews: int = 0
