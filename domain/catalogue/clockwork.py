"""Chapter clockwork: what a rule puts on record, published by the deployment's own agency (DESIGN section 5).

Codes, ids and dates alone. The time of each event is when it fell due; no body holds the server's clock.
"""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import AgencyKind
from domain.catalogue.clockwork_codes import ClockRefKind, MatchKey, RecomputeReason
from domain.catalogue.consent_codes import ConsentPurpose, DataClassName
from domain.catalogue.fields import AgencyId, EventId, EventSource, Instant, TaskForceId, field, whole
from domain.catalogue.htcds_exploitation import Exploitation, RecruitmentMethod, WebsiteOrApp
from domain.catalogue.intake.conduct import Pairs
from domain.catalogue.members import Person
from domain.catalogue.registry import Event, event_type
from domain.catalogue.registry_events import HOST
from domain.catalogue.task_forces import RuleId

# What a clock is about: an id of the case, with the codes that tell two clocks of one person apart.
ClockRef = Annotated[
    str,
    msgspec.Meta(
        pattern=whole(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/[a-z0-9][a-z0-9_-]{0,63}){0,3}"),
        max_length=231,
    ),
]
# The article, circular or SOP that a clock rests on, as the table of clocks cites it: it has a number.
ClockBasis = Annotated[
    str, msgspec.Meta(pattern=whole(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 :;,()/._-]{0,199}"), max_length=200)
]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]

Rule = Annotated[RuleId, field("Aturan", "Rule")]
RefKind = Annotated[ClockRefKind, field("Tentang", "About")]
Ref = Annotated[ClockRef, field("Rujukan", "Reference")]
Basis = Annotated[ClockBasis | None, field("Dasar", "Basis")]


@event_type(
    label_id="Tenggat terlewati",
    label_en="Deadline lapsed",
    by=HOST,
    audience="lapse",
)
class DeadlineLapsed(Event, frozen=True, kw_only=True):
    """A clock ran out before what it waits for was on record. Recorded once, whatever comes later.

    `owner` is who owed it; where only the kind of agency is known, `owner_kind` alone. Source: DESIGN section
    5; reference/domain.md 2.3.
    """

    rule: Rule
    ref_kind: RefKind
    ref: Ref
    owner: Annotated[AgencyId | None, field("Penanggung jawab", "Owed by")] = None
    owner_kind: Annotated[
        AgencyKind | None, field("Jenis penanggung jawab", "Kind of agency that owes it")
    ] = None
    started_source: Annotated[EventSource, field("Pencatat kejadian awal", "Started by an event of")]
    started_id: Annotated[EventId, field("Kejadian awal", "Started by event")]
    due: Annotated[Instant, field("Jatuh tempo", "Due")]
    basis: Basis = None


@event_type(
    label_id="Tenggat dihitung ulang",
    label_en="Clock recomputed",
    by=HOST,
    audience="lapse",
    aliases={"DetentionRecomputed": {"ref_kind": "detention"}},
)
class ClockRecomputed(Event, frozen=True, kw_only=True):
    """A late, correcting or article-changing event moved a due time that others had been told.

    `due_after` is absent where the clock no longer runs at all. `lapsed_at` is set where its lapse is on
    record: that stays, and both are shown. Source: DESIGN section 5; scenarios Sc-9 and Sc-12.
    """

    rule: Rule
    ref_kind: RefKind
    ref: Ref
    owner: Annotated[AgencyId | None, field("Penanggung jawab", "Owed by")] = None
    due_before: Annotated[Instant | None, field("Jatuh tempo semula", "Due before")] = None
    due_after: Annotated[Instant | None, field("Jatuh tempo baru", "Due after")] = None
    because_source: Annotated[EventSource, field("Pencatat sebab", "Because of an event of")]
    because_id: Annotated[EventId, field("Sebab", "Because of event")]
    explanation: Annotated[RecomputeReason, field("Penjelasan", "Explanation")]
    lapsed_at: Annotated[Instant | None, field("Terlewati pada", "Lapsed at")] = None
    basis: Basis = None


@event_type(
    label_id="Dugaan duplikat",
    label_en="Duplicate suspected",
    by=HOST,
    audience="duplicates",
    stream="duplicates",
)
class DuplicateSuspected(Event, frozen=True, kw_only=True):
    """Persons of several cases match on values that nobody is shown; a steward finds out if they are one.

    Stands in a stream of its own, which the stewards named may read, link and unlink in. They are those who
    know every case named. Source: DESIGN sections 4 and 8 (match index); scenarios Sc-7 and Sc-12.
    """

    pairs: Pairs
    matched_on: Annotated[
        tuple[MatchKey, ...], field("Cocok pada", "Matched on", min_length=1, max_length=len(MatchKey))
    ]
    score: Annotated[Percent | None, field("Kecocokan (%)", "Score (%)")] = None
    stewards: Annotated[tuple[AgencyId, ...], field("Pemeriksa", "Stewards", max_length=50)] = ()


@event_type(
    label_id="Pemrosesan dihentikan",
    label_en="Processing stopped",
    by=HOST,
    audience="consent",
    person_field="person",
    starts=("stop_confirmed",),
)
class ProcessingStopped(Event, frozen=True, kw_only=True):
    """What rested on a withdrawn consent alone is closed to the recipients named; due is when the law wants
    all use to have ended.

    Source: UU 27/2022 arts 9, 40 (3 x 24 hours), arts 15 and 50 (law enforcement keeps its basis); Sc-6.
    """

    person: Person
    consent: Annotated[UUID | None, field("Nomor persetujuan (kosong: semua)", "Consent (none: all)")] = None
    withdrawn_source: Annotated[EventSource, field("Pencatat pencabutan", "Withdrawal recorded by")]
    withdrawn_id: Annotated[EventId, field("Pencabutan", "Withdrawal")]
    purposes: Annotated[tuple[ConsentPurpose, ...], field("Tujuan", "Purposes", max_length=10)] = ()
    recipients: Annotated[
        tuple[AgencyId, ...],
        field("Penerima (instansi atau jenis)", "Recipients (agency or kind)", max_length=60),
    ] = ()
    classes: Annotated[tuple[DataClassName, ...], field("Golongan data", "Data classes", max_length=10)] = ()
    due: Annotated[Instant, field("Jatuh tempo", "Due")]


@event_type(
    label_id="Akses berakhir",
    label_en="Access expired",
    by=HOST,
    audience="access",
)
class AccessExpired(Event, frozen=True, kw_only=True):
    """The time of a relation to the case has run out; it ended at that moment, and now it is on record.

    Source: DESIGN section 6 (expiry counts), section 7 (`withdrawn`); reference/domain.md 3.2 (cells T).
    """

    agency: Annotated[AgencyId, field("Instansi", "Agency")]
    granted_source: Annotated[EventSource, field("Pencatat pemberian", "Granted by an event of")]
    granted_id: Annotated[EventId, field("Pemberian", "Granted by event")]
    until: Annotated[Instant, field("Berlaku sampai", "Until")]


@event_type(
    label_id="Peringatan modus diterbitkan",
    label_en="Modus alert issued",
    by=HOST,
    audience="task_force",
    stream="coordination",
)
class ModusAlertIssued(Event, frozen=True, kw_only=True):
    """The same modus was met several times within a window: a warning without identity.

    Stands in the stream of the task force, for schools among others; no case, person, handle or place is
    named. Source: reference/domain.md 3.1 (Disdik), section 6 no. 7; scenario Sc-1.
    """

    task_force: Annotated[TaskForceId, field("Gugus tugas", "Task force")]
    recruitment: Annotated[
        tuple[RecruitmentMethod, ...], field("Cara perekrutan", "Method of recruitment", max_length=10)
    ] = ()
    channels: Annotated[
        tuple[WebsiteOrApp, ...], field("Situs dan aplikasi", "Websites and apps", max_length=15)
    ] = ()
    exploitation: Annotated[
        tuple[Exploitation, ...], field("Bentuk eksploitasi", "Type of exploitation", max_length=11)
    ] = ()
    window_days: Annotated[int, field("Rentang (hari)", "Window (days)", ge=1, le=366)]
    window_ends: Annotated[dt.date, field("Sampai tanggal", "Window ends on")]
    count: Annotated[int, field("Jumlah kejadian", "Count", ge=2, le=100_000)]
    to: Annotated[tuple[AgencyId, ...], field("Ditujukan kepada", "To", min_length=1, max_length=100)]
