"""The shapes of what is so in a case. `domain/case.py` folds them, `decisions` and `access` read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from domain.events import EventHead

RelationKind = Literal["owner", "assigned", "statutory", "referred", "granted", "reporter", "offered"]
STRENGTH: dict[str, int] = {
    "owner": 0,
    "assigned": 1,
    "statutory": 2,
    "referred": 3,
    "granted": 4,
    "reporter": 5,
    "offered": 6,
}
# Relations of those whom the cells F of the access matrix are meant for.
WORKING = frozenset({"owner", "assigned", "statutory", "referred", "granted"})


class Relation(msgspec.Struct, frozen=True):
    """One ground on which an agency is on the case.

    `reads_from`: it opens events from this position on (0: all). `offer`: position of the referral offer,
    open whatever the history. `classes`: DataClass mask a grant adds. `until`: it ends then by itself.
    """

    kind: RelationKind
    since_position: int
    since_version: int
    reads_from: int = 0
    history: str = "all"
    until: datetime | None = None
    classes: int = 0
    referral: UUID | None = None
    offer: int = 0
    ended: bool = False

    def stands(self, at: datetime) -> bool:
        """Whether the relation holds at that moment."""
        return not self.ended and (self.until is None or at < self.until)


class Party(msgspec.Struct, frozen=True):
    """An agency on the case with all its relations, in the order they arose; ended ones stay."""

    agency: str
    relations: tuple[Relation, ...]

    @property
    def strongest(self) -> Relation:
        """The strongest relation that has not ended; the last one where all have."""
        open_ones = [relation for relation in self.relations if not relation.ended]
        if not open_ones:
            return self.relations[-1]
        return min(open_ones, key=lambda relation: STRENGTH[relation.kind])

    @property
    def relation(self) -> RelationKind:
        """The kind of the strongest relation."""
        return self.strongest.kind

    @property
    def since_position(self) -> int:
        """Log position at which the strongest relation arose."""
        return self.strongest.since_position

    @property
    def since_version(self) -> int:
        """Case version at which the strongest relation arose."""
        return self.strongest.since_version

    @property
    def until(self) -> datetime | None:
        """When the strongest relation ends by itself."""
        return self.strongest.until

    @property
    def history(self) -> str:
        """How much of the past the strongest relation opens: all, from_referral or from_now."""
        return self.strongest.history

    @property
    def classes(self) -> int:
        """DataClass mask that standing grants add."""
        mask = 0
        for relation in self.relations:
            mask |= 0 if relation.ended else relation.classes
        return mask

    @property
    def ended(self) -> bool:
        """Whether every relation has ended."""
        return all(relation.ended for relation in self.relations)

    def stands(self, at: datetime) -> bool:
        """Whether any relation holds at that moment."""
        return any(relation.stands(at) for relation in self.relations)

    def holds(self, kinds: frozenset[str], at: datetime) -> bool:
        """Whether a relation of one of these kinds holds at that moment."""
        return any(relation.kind in kinds and relation.stands(at) for relation in self.relations)


class Person(msgspec.Struct, frozen=True):
    """A victim of the case under the case's pseudonym.

    `child` is None while nobody has said; unknown counts as a child (reference/domain.md 1.4).
    `age_rank` and `age_at` say how well and as of when the age is known, so that a late or weaker
    statement does not undo a better one. `blocked_guardians` holds the relations found in conflict, "*" all.
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


class Consent(msgspec.Struct, frozen=True):
    """What one person, or a guardian for a child, agreed to; `classes` is what still stands of it.

    `id` is the consent's own id, or None where only its event names it. `ends`: it holds before that moment.
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


class Report(msgspec.Struct, frozen=True):
    """A report routed to agencies; `taken_up` by those that have triaged it or filed it as police."""

    event: tuple[str, str]
    position: int
    routed_to: tuple[str, ...]
    taken_up: tuple[str, ...] = ()


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


class JointAct(msgspec.Struct, frozen=True):
    """An act of several parties as one of them stated it; true for all once nobody is awaited or contests."""

    event: tuple[str, str]
    type: str
    agency: str
    position: int
    named: tuple[str, ...]
    confirmed: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()

    @property
    def awaited(self) -> tuple[str, ...]:
        """The named parties that have not answered yet."""
        return tuple(each for each in self.named if each not in self.confirmed and each not in self.contested)

    @property
    def settled(self) -> bool:
        """Whether every named party has confirmed it."""
        return set(self.confirmed) == set(self.named)


class Pair(NamedTuple):
    """A person of a case, as duplicate links name it."""

    case: UUID
    person: UUID


class CaseState(msgspec.Struct, frozen=True):
    """What is so in one stream after `version` events.

    `access_epoch` rises whenever something that `visible` reads has changed. `latest_occurred` is the
    latest moment an event is dated (one dated in the future counts from its recording). `links` holds the
    groups of a duplicates stream. `joint_acts` is keyed by (agency, event id), `services` by (person,
    service, agency).
    """

    id: UUID
    kind: str
    version: int
    position: int
    opened_at: datetime
    opened_by: str
    latest_occurred: datetime
    events: tuple[EventHead, ...]
    closed: bool = False
    access_epoch: int = 0
    parties: dict[str, Party] = {}
    persons: dict[UUID, Person] = {}
    services: dict[tuple[UUID, str, str], Service] = {}
    referrals: dict[UUID, Referral] = {}
    files: dict[UUID, PoliceFile] = {}
    suspects: tuple[UUID, ...] = ()
    consents: tuple[Consent, ...] = ()
    reports: tuple[Report, ...] = ()
    joint_acts: dict[tuple[str, str], JointAct] = {}
    links: tuple[frozenset[Pair], ...] = ()
    legal_stage: str | None = None
    legal_stage_at: datetime | None = None
    reporter_confidential: bool = False
    case_manager: str | None = None
