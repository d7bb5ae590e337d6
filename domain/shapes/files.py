"""A police file as the steps recorded so far state it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec


class PoliceFile(msgspec.Struct, frozen=True):
    """A police file (berkas) as the steps recorded so far state it.

    Each side counts for itself: `submissions` are what police say they sent, `receipts` what the prosecutor
    says arrived, `decisions` how often the prosecutor answered. Positions are 0 until the step is recorded.
    """

    id: UUID
    investigated_by: str | None = None
    ordered_on: date | None = None
    articles: tuple[str, ...] = ()
    prosecutor: str | None = None
    court: str | None = None
    spdp_sent: int = 0
    spdp_received: int = 0
    prosecutor_appointed: int = 0
    submissions: int = 0
    receipts: int = 0
    decisions: int = 0
    returns: int = 0
    resubmissions: int = 0
    submitted_at: int = 0
    received_at: int = 0
    returned_at: int = 0
    completed_at: int = 0
    handed_over: int = 0
    indicted: int = 0
    sent_to_court: int = 0
    verdict: int = 0
    restitution_awarded: int | None = None
    stage: str | None = None
    stage_at: datetime | None = None
