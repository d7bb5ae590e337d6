"""What is so in a case. `domain/case.py` folds it, `decisions` and `access` read it; its parts: `shapes/`."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.events import EventHead, RecordedEvent
from domain.shapes.clockwork import Lapse, ModusAlert, Recomputation, StoppedProcessing, Suspicion
from domain.shapes.conference import Conference, Dispute, DisputedHandover, Engagement
from domain.shapes.coordination import Commitment, FrozenFigures, Meeting, Restatement
from domain.shapes.corrections import Correction, Entry
from domain.shapes.court import Proceedings, Restitution, RightsNotice, Seizure
from domain.shapes.custody import Custody, Detention, DetentionAct, Pursuit
from domain.shapes.duplicates import Pair
from domain.shapes.files import PoliceFile
from domain.shapes.parties import STRENGTH, WORKING, Party, Relation, RelationKind
from domain.shapes.persons import Consent, Person
from domain.shapes.privacy import BreakGlass, Erasure, LegalHold, SubjectAccess
from domain.shapes.referrals import Referral, Service
from domain.shapes.reports import JointAct, Report
from domain.shapes.shares import Share


class CaseState(msgspec.Struct, frozen=True, gc=False):
    """What is so in one stream after `version` events.

    `access_epoch` rises whenever something that `visible` reads has changed. `latest_occurred` is the
    latest moment an event is dated (one dated in the future counts from its recording). `links` holds the
    groups of a duplicates stream. `joint_acts` is keyed by (agency, event id), `services` by (person,
    service, agency). `owed_by` says by log position whom a lapse names as owner. `events` and `entries` are
    the events as recorded, heads and typed data; `withdrawn` names those that no longer count, and
    `corrections` those that count otherwise: everything else here is so without the first and with the
    second (domain/fold/corrections.py).
    """

    id: UUID
    kind: str
    version: int
    position: int
    opened_at: datetime
    opened_by: str
    latest_occurred: datetime
    events: tuple[EventHead, ...]
    entries: tuple[RecordedEvent, ...] = ()
    withdrawn: frozenset[Entry] = frozenset()
    corrections: tuple[Correction, ...] = ()
    closed: bool = False
    closed_at: datetime | None = None
    closed_position: int = 0
    closure_reason: str | None = None
    retained_until: date | None = None
    shares: tuple[Share, ...] = ()
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
    proceedings: dict[UUID, Proceedings] = {}
    restitution_notices: tuple[RightsNotice, ...] = ()
    restitutions: dict[UUID, Restitution] = {}
    seizures: tuple[Seizure, ...] = ()
    suspects: tuple[UUID, ...] = ()
    suspects_at_large: frozenset[UUID] = frozenset()
    pursuits: dict[UUID, Pursuit] = {}
    detentions: tuple[Detention, ...] = ()
    detention_acts: tuple[DetentionAct, ...] = ()
    custody: dict[UUID, Custody] = {}
    consents: tuple[Consent, ...] = ()
    break_glass: dict[tuple[str, str], BreakGlass] = {}
    erasures: dict[UUID, Erasure] = {}
    legal_holds: dict[UUID, LegalHold] = {}
    subject_accesses: dict[UUID, SubjectAccess] = {}
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
    "BreakGlass",
    "CaseState",
    "Commitment",
    "Conference",
    "Consent",
    "Correction",
    "Custody",
    "Detention",
    "Dispute",
    "DisputedHandover",
    "Engagement",
    "Erasure",
    "JointAct",
    "LegalHold",
    "Pair",
    "Party",
    "Person",
    "PoliceFile",
    "Proceedings",
    "Pursuit",
    "Referral",
    "Relation",
    "RelationKind",
    "Report",
    "Restitution",
    "Service",
    "SubjectAccess",
]
