"""Life after the return: is the family safe, what is planned, and how the person fares when visited."""

import datetime as dt
from typing import Annotated

import msgspec

from domain.catalogue.codes import UrgentNeed
from domain.catalogue.fields import Address, AgencyId, DataClass, Document, Regency, Text, field
from domain.catalogue.htcds import SupportPlanType
from domain.catalogue.members import OptionalConsent, Person, Statement
from domain.catalogue.registry import Event, event_type
from domain.catalogue.repatriation_codes import (
    FamilyRisk,
    FamilySafety,
    Placement,
    ReintegrationProgress,
    RiskLevel,
)

LOCATION, PSYCHOSOCIAL = DataClass.LOCATION, DataClass.PSYCHOSOCIAL
# Dinsos leads; the regency owes migrant workers social and economic reintegration (UU 18/2017 art 41).
SUPPORTERS = ("dinsos", "uptdppa", "lpsk", "bp3mi", "disnaker", "disdik", "ngo", "sbmi")
Months = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=1, le=60)], ...],
    field("Kunjungan pada bulan ke-", "Visits after months", max_length=24),
]


@event_type(
    label_id="Keluarga dinilai",
    label_en="Family assessment done",
    by=("dinsos", "uptdppa", "lpsk", "bp3mi", "disnaker", "ngo", "sbmi"),
    audience="service",
    narrative_as=PSYCHOSOCIAL,
    person_field="person",
)
class FamilyAssessmentDone(Event, frozen=True, kw_only=True):
    """Whether a person can go home to the family, and where to live where it is not safe.

    Source: reference/domain.md 1.3 service 6 (substitute placement); UU 21/2007 art 51; scenario Sc-5.
    """

    person: Person
    safety: Annotated[FamilySafety, field("Keamanan keluarga", "Safety of the family")]
    placement: Annotated[Placement | None, field("Usulan penempatan", "Placement advised")] = None
    person_wants_it: Annotated[bool | None, field("Dikehendaki korban", "The person wants it")] = None
    assessed_on: Annotated[dt.date | None, field("Tanggal penilaian", "Assessed on")] = None
    regency: Annotated[Regency | None, field("Kabupaten/kota", "Regency")] = None
    risks: Annotated[tuple[FamilyRisk, ...], field("Risiko", "Risks", PSYCHOSOCIAL, max_length=8)] = ()
    findings: Annotated[Text | None, field("Hasil penilaian", "Findings", PSYCHOSOCIAL)] = None
    family_address: Annotated[Address | None, field("Alamat keluarga", "Address of the family", LOCATION)] = (
        None
    )
    report: Annotated[Document | None, field("Laporan penilaian", "Report", PSYCHOSOCIAL)] = None
    statement: Statement = None


@event_type(
    label_id="Reintegrasi direncanakan",
    label_en="Reintegration planned",
    by=SUPPORTERS,
    audience="reintegration",
    narrative_as=PSYCHOSOCIAL,
    person_field="person",
    starts=("monitoring_visit",),
)
class ReintegrationPlanned(Event, frozen=True, kw_only=True):
    """Where the person will live, what support is given by whom, and when the person is visited.

    Source: Permen PPPA 8/2021 service 6; UU 18/2017 art 41; HTCDS spl_ fields.
    """

    person: Person
    placement: Annotated[Placement, field("Penempatan", "Placement")]
    support: Annotated[
        tuple[SupportPlanType, ...], field("Jenis dukungan", "Types of support", max_length=9)
    ] = ()
    agencies: Annotated[
        tuple[AgencyId, ...], field("Instansi pendukung", "Supporting agencies", max_length=20)
    ] = ()
    regency: Annotated[Regency | None, field("Kabupaten/kota", "Regency")] = None
    starts_on: Annotated[dt.date | None, field("Mulai", "Starts on")] = None
    planned_end: Annotated[dt.date | None, field("Rencana selesai", "Planned end")] = None
    first_visit_on: Annotated[dt.date | None, field("Kunjungan pertama", "First visit on")] = None
    visit_months: Months = ()
    consent_id: OptionalConsent = None
    objectives: Annotated[Text | None, field("Tujuan", "Objectives", PSYCHOSOCIAL)] = None
    action_plan: Annotated[Text | None, field("Rencana tindakan", "Action plan", PSYCHOSOCIAL)] = None
    address: Annotated[Address | None, field("Alamat tinggal", "Where the person will live", LOCATION)] = None
    plan: Annotated[Document | None, field("Rencana reintegrasi", "Reintegration plan", PSYCHOSOCIAL)] = None
    statement: Statement = None


@event_type(
    label_id="Kunjungan pemantauan dilakukan",
    label_en="Monitoring visit done",
    by=(*SUPPORTERS, "desa"),
    audience="reintegration",
    narrative_as=PSYCHOSOCIAL,
    person_field="person",
    starts=("monitoring_visit",),
    stops=("monitoring_visit",),
)
class MonitoringVisitDone(Event, frozen=True, kw_only=True):
    """A person is visited after the return: how the person fares, and the risk of it happening again.

    Source: reference/domain.md 1.3 service 6, 5.2 (I12); UU 18/2017 arts 41, 42; scenario Sc-5.
    """

    person: Person
    visit_number: Annotated[int, field("Kunjungan ke-", "Visit number", ge=1, le=99)]
    visited_on: Annotated[dt.date | None, field("Tanggal kunjungan", "Visited on")] = None
    progress: Annotated[ReintegrationProgress, field("Perkembangan", "Progress")]
    risk: Annotated[RiskLevel, field("Risiko diperdagangkan kembali", "Risk of being trafficked again")]
    placement: Annotated[Placement | None, field("Tempat tinggal", "Placement")] = None
    needs: Annotated[tuple[UrgentNeed, ...], field("Kebutuhan mendesak", "Urgent needs", max_length=7)] = ()
    support: Annotated[
        tuple[SupportPlanType, ...], field("Dukungan diberikan", "Support given", max_length=9)
    ] = ()
    next_visit_on: Annotated[dt.date | None, field("Kunjungan berikutnya", "Next visit on")] = None
    seen_alone: Annotated[bool | None, field("Ditemui sendiri", "Seen alone")] = None
    findings: Annotated[Text | None, field("Hasil kunjungan", "Findings", PSYCHOSOCIAL)] = None
    report: Annotated[Document | None, field("Laporan kunjungan", "Report", PSYCHOSOCIAL)] = None
    statement: Statement = None
