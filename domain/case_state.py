"""What is so in a case. `domain/case.py` folds it, `decisions` and `access` read it; its parts: `shapes/`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from domain.events import EventHead
from domain.shapes.clockwork import Lapse, ModusAlert, Recomputation, StoppedProcessing, Suspicion
from domain.shapes.conference import Conference, Dispute, DisputedHandover, Engagement
from domain.shapes.coordination import Commitment, FrozenFigures, Meeting, Restatement
from domain.shapes.custody import Custody, Detention
from domain.shapes.duplicates import Pair
from domain.shapes.files import PoliceFile
from domain.shapes.parties import STRENGTH, WORKING, Party, Relation, RelationKind
from domain.shapes.persons import Consent, Person
from domain.shapes.referrals import Referral, Service
from domain.shapes.reports import JointAct, Report


class CaseState(msgspec.Struct, frozen=True):
    """What is so in one stream after `version` events.

    `access_epoch` rises whenever something that `visible` reads has changed. `latest_occurred` is the
    latest moment an event is dated (one dated in the future counts from its recording). `links` holds the
    groups of a duplicates stream. `joint_acts` is keyed by (agency, event id), `services` by (person,
    service, agency). `owed_by` says by log position whom a lapse names as owner.
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
    conferences: tuple[Conference, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    disputes: dict[UUID, Dispute] = {}
    disputed_handovers: dict[UUID, DisputedHandover] = {}
    suspects: tuple[UUID, ...] = ()
    suspects_at_large: frozenset[UUID] = frozenset()
    detentions: tuple[Detention, ...] = ()
    custody: dict[UUID, Custody] = {}
    consents: tuple[Consent, ...] = ()
    reports: tuple[Report, ...] = ()
    joint_acts: dict[tuple[str, str], JointAct] = {}
    links: tuple[frozenset[Pair], ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    recomputed: tuple[Recomputation, ...] = ()
    owed_by: dict[int, str] = {}
    stopped_processing: tuple[StoppedProcessing, ...] = ()
    modus_alerts: tuple[ModusAlert, ...] = ()
    meetings: dict[UUID, Meeting] = {}
    commitments: dict[UUID, Commitment] = {}
    frozen_figures: dict[UUID, FrozenFigures] = {}
    restatements: tuple[Restatement, ...] = ()
    legal_stage: str | None = None
    legal_stage_at: datetime | None = None
    reporter_confidential: bool = False
    case_manager: str | None = None


__all__ = [
    "STRENGTH",
    "WORKING",
    "CaseState",
    "Commitment",
    "Conference",
    "Consent",
    "Custody",
    "Detention",
    "Dispute",
    "DisputedHandover",
    "Engagement",
    "JointAct",
    "Pair",
    "Party",
    "Person",
    "PoliceFile",
    "Referral",
    "Relation",
    "RelationKind",
    "Report",
    "Service",
]
