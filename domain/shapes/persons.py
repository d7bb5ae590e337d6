"""The victims of a case, and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.shapes.person_facts import ExplainedRight, Interview, Leg, Notice, StatusClaim, Visit


class Person(msgspec.Struct, frozen=True, gc=False):
    """A victim of the case under the case's pseudonym.

    `child` is None while nobody has said; unknown counts as a child (reference/domain.md 1.4).
    `age_rank` and `age_at` say how well and as of when the age is known, so that a late or weaker
    statement does not undo a better one; `shelter_at` does so for the shelter. `blocked_guardians` holds the
    relations found in conflict, "*" all. `statuses` is by agency: agencies may differ, and `status` is the
    one assessed last. `departure` says whether the person left through the procedure of UU 18/2017.
    """

    id: UUID
    child: bool | None = None
    age_rank: int = 0
    age_at: datetime | None = None
    age_band: str | None = None
    sex: str | None = None
    assent: bool = False
    blocked_guardians: frozenset[str] = frozenset()
    identity_verified: bool = False
    status: str | None = None
    status_at: datetime | None = None
    decided_by: str | None = None
    urgency: str | None = None
    interviews: int = 0
    in_shelter: bool = False
    shelter_at: datetime | None = None
    statuses: dict[str, StatusClaim] = {}
    interviews_held: tuple[Interview, ...] = ()
    companions: tuple[str, ...] = ()
    rights_explained: tuple[ExplainedRight, ...] = ()
    notices: tuple[Notice, ...] = ()
    remote_statement: int = 0
    departure: str | None = None
    country: str | None = None
    located: int = 0
    travel_document: int = 0
    legs: tuple[Leg, ...] = ()
    family_safety: str | None = None
    placement: str | None = None
    reintegration_planned: int = 0
    visits: tuple[Visit, ...] = ()


class Consent(msgspec.Struct, frozen=True, gc=False):
    """What one person, or a guardian for a child, agreed to; `classes` is what still stands of it.

    `id` is the consent's own id, or None where only its event names it. `ends`: it holds before that moment.
    `changed`: log position of the last change of its scope.
    """

    event: tuple[str, str]
    id: UUID | None
    person: UUID
    purposes: tuple[str, ...]
    recipients: frozenset[str]
    classes: int
    granted_classes: int
    guardian: str | None
    expires: date | None
    ends: datetime | None
    position: int
    withdrawn: bool = False
    changed: int = 0

    def stands(self, at: datetime) -> bool:
        """Whether anything of it holds at that moment."""
        return not self.withdrawn and (self.ends is None or at < self.ends)
