"""The six services of Permen PPPA 8/2021: opened, reviewed, completed, refused."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import SERVICE_PROVIDERS
from domain.catalogue.codes import RefusalReason, ReporterRelation, Service, ServiceOutcome, ServiceProgress
from domain.catalogue.fields import DataClass, Document, Text, field
from domain.catalogue.htcds import SupportPlanType
from domain.catalogue.members import OptionalConsent, Person
from domain.catalogue.registry import Event, event_type

HEALTH, PSYCHOSOCIAL = DataClass.HEALTH, DataClass.PSYCHOSOCIAL

OptionalReferral = Annotated[UUID | None, field("Rujukan", "Referral")]
TheService = Annotated[Service, field("Layanan", "Service")]
HealthNotes = Annotated[Text | None, field("Catatan kesehatan", "Health notes", HEALTH)]
PsychosocialNotes = Annotated[Text | None, field("Catatan psikososial", "Psychosocial notes", PSYCHOSOCIAL)]


@event_type(
    label_id="Layanan dibuka",
    label_en="Service opened",
    by=SERVICE_PROVIDERS,
    audience="service",
    person_field="person",
    starts=("service",),
    stops=("first_aid",),
    aliases={"HealthServiceOpened": {"service": "health_rehabilitation"}},
)
class ServiceOpened(Event, frozen=True, kw_only=True):
    """One of the six services is opened for a person.

    Source: Permen PPPA 8/2021; UU 21/2007 arts 51-53 (rights; urgent help within seven days).
    """

    service: TheService
    person: Person
    support: Annotated[
        tuple[SupportPlanType, ...], field("Jenis dukungan", "Types of support", max_length=9)
    ] = ()
    referral: OptionalReferral = None
    consent_id: OptionalConsent = None
    requested_by: Annotated[ReporterRelation | None, field("Diminta oleh", "Requested by")] = None
    requested_on: Annotated[dt.date | None, field("Tanggal permintaan", "Requested on")] = None
    opened_on: Annotated[dt.date | None, field("Tanggal dibuka", "Opened on")] = None
    planned_end: Annotated[dt.date | None, field("Rencana selesai", "Planned end")] = None
    objectives: Annotated[Text | None, field("Tujuan layanan", "Objectives", PSYCHOSOCIAL)] = None
    health_notes: HealthNotes = None
    psychosocial_notes: PsychosocialNotes = None
    plan: Annotated[Document | None, field("Rencana layanan", "Service plan", PSYCHOSOCIAL)] = None


@event_type(
    label_id="Layanan ditinjau",
    label_en="Service reviewed",
    by=SERVICE_PROVIDERS,
    audience="service",
    person_field="person",
    aliases={"ServiceContinues": {"progress": "on_track"}},
)
class ServiceReviewed(Event, frozen=True, kw_only=True):
    """The provider looks at how a service goes and says whether the plan stands.

    Source: Permen PPPA 8/2021 (review within each service); HTCDS spl_ fields.
    """

    service: TheService
    person: Person
    progress: Annotated[ServiceProgress, field("Kemajuan", "Progress")]
    reviewed_on: Annotated[dt.date | None, field("Tanggal ditinjau", "Reviewed on")] = None
    next_review: Annotated[dt.date | None, field("Tinjauan berikutnya", "Next review")] = None
    support: Annotated[
        tuple[SupportPlanType, ...], field("Jenis dukungan", "Types of support", max_length=9)
    ] = ()
    planned_end: Annotated[dt.date | None, field("Rencana selesai", "Planned end")] = None
    health_notes: HealthNotes = None
    psychosocial_notes: PsychosocialNotes = None


@event_type(
    label_id="Layanan selesai",
    label_en="Service completed",
    by=SERVICE_PROVIDERS,
    audience="service",
    summary_to={HEALTH: ("uptdppa", "dinsos")},
    person_field="person",
    stops=("service",),
)
class ServiceCompleted(Event, frozen=True, kw_only=True):
    """A service ends, with its outcome; a discharge summary goes to those who care for the person on.

    Source: Permen PPPA 8/2021; PP 9/2008 art 21 (network with hospitals).
    """

    service: TheService
    person: Person
    outcome: Annotated[ServiceOutcome, field("Hasil", "Outcome")]
    completed_on: Annotated[dt.date | None, field("Tanggal selesai", "Completed on")] = None
    follow_up: Annotated[bool | None, field("Perlu tindak lanjut", "Follow-up needed")] = None
    referral: OptionalReferral = None
    discharge_summary: Annotated[Text | None, field("Ringkasan pulang", "Discharge summary", HEALTH)] = None
    psychosocial_notes: PsychosocialNotes = None


@event_type(
    label_id="Layanan ditolak",
    label_en="Service refused",
    by=SERVICE_PROVIDERS,
    audience="service",
    person_field="person",
    stops=("service",),
)
class ServiceRefused(Event, frozen=True, kw_only=True):
    """A service is not wanted by the person or cannot be given, with the reason.

    Source: Permen PPPA 8/2021; UU 21/2007 art 51 elucidation (only what the victim truly wants).
    """

    service: TheService
    person: Person
    reason: Annotated[RefusalReason, field("Alasan", "Reason")]
    refused_on: Annotated[dt.date | None, field("Tanggal ditolak", "Refused on")] = None
    offered_instead: Annotated[Service | None, field("Ditawarkan sebagai ganti", "Offered instead")] = None
    referral: OptionalReferral = None
    psychosocial_notes: PsychosocialNotes = None
