"""Chapter consent: what a person agreed to, for whom, until when; a child's assent; guardian conflict."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import CASE_WORKERS
from domain.catalogue.consent_codes import (
    ConsentForm,
    ConsentGuidance,
    ConsentPurpose,
    DataClassName,
    GuardianRelation,
    NoticeForm,
    NoticeReceiver,
    NoticeSubject,
)
from domain.catalogue.fields import AgencyId, DataClass, Document, EventId, EventSource, Language, Line, field
from domain.catalogue.members import Person, Statement
from domain.catalogue.registry import Event, event_type

VICTIM = DataClass.VICTIM_IDENTITY
Proof = Annotated[Document | None, field("Bukti persetujuan", "Proof of consent", VICTIM)]
Purposes = Annotated[tuple[ConsentPurpose, ...], field("Tujuan", "Purposes", min_length=1, max_length=10)]
ExplainedIn = Annotated[Language | None, field("Bahasa penjelasan", "Language of the explanation")]
Told = Annotated[tuple[ConsentGuidance, ...], field("Yang dijelaskan", "What was explained", max_length=7)]
Interpreted = Annotated[bool, field("Dengan penerjemah", "With an interpreter")]
ConsentId = Annotated[UUID | None, field("Nomor persetujuan", "Consent")]
Guardian = Annotated[GuardianRelation | None, field("Hubungan wali", "Relation of the guardian")]
GuardianName = Annotated[Line | None, field("Nama wali", "Name of the guardian", VICTIM)]
ExplainedBy = Annotated[
    UUID | None, field("Petugas yang menjelaskan (kode acak)", "Worker who explained (random id)")
]
Expires = Annotated[dt.date | None, field("Berlaku sampai", "Expires")]


@event_type(
    label_id="Persetujuan diberikan",
    label_en="Consent granted",
    by=CASE_WORKERS,
    audience="consent",
    person_field="person",
)
class ConsentGranted(Event, frozen=True, kw_only=True):
    """A person, or a guardian for a child, agrees to named purposes, recipients and data classes.

    Source: UU 27/2022 arts 20-24 (explicit, recorded, provable), art 25 (child); HTCDS con_Consent.
    Consent to a service never is consent to exploitation (UU 21/2007 art 26).
    """

    person: Person
    consent_id: ConsentId = None
    purposes: Purposes
    recipients: Annotated[
        tuple[AgencyId, ...],
        field("Penerima (instansi atau jenis)", "Recipients (agency or kind)", min_length=1, max_length=30),
    ]
    classes: Annotated[
        tuple[DataClassName, ...], field("Golongan data", "Data classes", min_length=1, max_length=10)
    ]
    expires: Expires = None
    form: Annotated[ConsentForm, field("Bentuk", "Form")] = ConsentForm.WRITTEN
    language: ExplainedIn = None
    interpreter: Interpreted = False
    told: Told = ()
    guardian_relation: Guardian = None
    guardian_name: GuardianName = None
    explained_by: ExplainedBy = None
    proof: Proof = None


@event_type(
    label_id="Persetujuan anak diberikan",
    label_en="Assent granted",
    by=CASE_WORKERS,
    audience="consent",
    person_field="person",
)
class AssentGranted(Event, frozen=True, kw_only=True):
    """A child agrees too, beside the guardian's consent.

    Source: PP 9/2008 art 4(3) and UU 21/2007 art 38 (best interest of the child).
    """

    person: Person
    purposes: Purposes
    consent_id: ConsentId = None
    form: Annotated[ConsentForm, field("Bentuk", "Form")] = ConsentForm.WRITTEN
    language: ExplainedIn = None
    interpreter: Interpreted = False
    told: Told = ()
    proof: Proof = None


@event_type(
    label_id="Lingkup persetujuan diubah",
    label_en="Consent scope changed",
    by=CASE_WORKERS,
    audience="consent",
    narrative_as=VICTIM,
    person_field="person",
    starts=("stop_processing",),
)
class ConsentScopeChanged(Event, frozen=True, kw_only=True):
    """A consent that stands is widened, narrowed or given another end; what falls out stops in 3 x 24 hours.

    Source: UU 27/2022 arts 9, 20-24 (each purpose agreed to), art 40; scenario Sc-2 (adds shelter and legal).
    """

    person: Person
    consent_id: Annotated[UUID | None, field("Nomor persetujuan (kosong: semua)", "Consent (none: all)")] = (
        None
    )
    added_purposes: Annotated[
        tuple[ConsentPurpose, ...], field("Tujuan ditambah", "Purposes added", max_length=10)
    ] = ()
    removed_purposes: Annotated[
        tuple[ConsentPurpose, ...], field("Tujuan dikeluarkan", "Purposes removed", max_length=10)
    ] = ()
    added_recipients: Annotated[
        tuple[AgencyId, ...], field("Penerima ditambah", "Recipients added", max_length=30)
    ] = ()
    removed_recipients: Annotated[
        tuple[AgencyId, ...], field("Penerima dikeluarkan", "Recipients removed", max_length=30)
    ] = ()
    added_classes: Annotated[
        tuple[DataClassName, ...], field("Golongan data ditambah", "Data classes added", max_length=10)
    ] = ()
    removed_classes: Annotated[
        tuple[DataClassName, ...], field("Golongan data dikeluarkan", "Data classes removed", max_length=10)
    ] = ()
    expires: Expires = None
    form: Annotated[ConsentForm, field("Bentuk", "Form")] = ConsentForm.WRITTEN
    language: ExplainedIn = None
    interpreter: Interpreted = False
    told: Told = ()
    guardian_relation: Guardian = None
    guardian_name: GuardianName = None
    explained_by: ExplainedBy = None
    proof: Proof = None
    statement: Statement = None


@event_type(
    label_id="Persetujuan dicabut",
    label_en="Consent withdrawn",
    by=CASE_WORKERS,
    audience="consent",
    narrative_as=VICTIM,
    person_field="person",
    starts=("stop_processing",),
)
class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A person takes consent back, wholly (no consent named) or in part; use must stop within 3 x 24 hours.

    Source: UU 27/2022 arts 9, 40; law enforcement keeps what arts 15 and 50 exempt.
    """

    person: Person
    consent_id: Annotated[UUID | None, field("Nomor persetujuan (kosong: semua)", "Consent (none: all)")] = (
        None
    )
    classes: Annotated[
        tuple[DataClassName, ...],
        field("Golongan data (kosong: semua)", "Data classes (none: all)", max_length=10),
    ] = ()
    proof: Proof = None
    statement: Statement = None


@event_type(
    label_id="Benturan kepentingan wali diperiksa",
    label_en="Guardian conflict checked",
    by=CASE_WORKERS,
    audience="guardian",
    narrative_as=VICTIM,
    person_field="person",
)
class GuardianConflictChecked(Event, frozen=True, kw_only=True):
    """Whether a relative who would act for the child is a suspect or stands with one.

    Source: UU 31/2014 art 29A; UU 27/2022 arts 25 and 33 (access that endangers must be refused).
    """

    person: Person
    conflict: Annotated[bool, field("Ada benturan kepentingan", "Conflict found")]
    checked: Annotated[
        tuple[GuardianRelation, ...], field("Kerabat diperiksa", "Relatives checked", max_length=8)
    ] = ()
    blocked: Annotated[
        tuple[GuardianRelation, ...], field("Kerabat ditolak", "Relatives blocked", max_length=8)
    ] = ()
    blocked_names: Annotated[
        tuple[Line, ...], field("Nama yang ditolak", "Names blocked", VICTIM, max_length=20)
    ] = ()
    statement: Statement = None


@event_type(
    label_id="Korban diberi tahu",
    label_en="Person notified",
    by=(*CASE_WORKERS, "kejari", "pn", "dp3a", "disnaker", "dpo"),
    audience="consent",
    narrative_as=VICTIM,
    person_field="person",
    stops=("subject_notice",),
)
class SubjectNotified(Event, frozen=True, kw_only=True):
    """The person is told what became of data or case, within 3 x 24 hours where it is about data.

    Source: UU 27/2022 arts 6, 30, 45, 46; UU 21/2007 art 36 (progress of the case); scenarios Sc-6, Sc-8.
    """

    person: Person
    subject: Annotated[NoticeSubject, field("Tentang", "Notified of")]
    receiver: Annotated[NoticeReceiver, field("Penerima pemberitahuan", "Taken by")] = NoticeReceiver.PERSON
    form: Annotated[NoticeForm, field("Cara", "How")] = NoticeForm.SPOKEN
    language: ExplainedIn = None
    notified_on: Annotated[dt.date | None, field("Diberitahukan pada", "Notified on")] = None
    event_id: Annotated[EventId | None, field("Catatan yang dimaksud", "Entry meant")] = None
    event_source: Annotated[EventSource | None, field("Pencatat", "Recorded by")] = None
    letter: Annotated[Document | None, field("Surat pemberitahuan", "Letter of notice", VICTIM)] = None
    statement: Statement = None
