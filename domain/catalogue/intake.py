"""Chapter intake: reports, triage, the notice to police, duplicates, and how a case is closed or confirmed."""

from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import CASE_WORKERS, ON_A_CASE, REPORT_TAKERS
from domain.catalogue.codes import (
    Channel,
    ClosureReason,
    ContestReason,
    DuplicateReason,
    ReopeningReason,
    ReporterRelation,
    Urgency,
    UrgentNeed,
)
from domain.catalogue.fields import (
    Age,
    AgencyId,
    BirthYear,
    Count,
    Country,
    DataClass,
    Document,
    EventId,
    EventSource,
    Line,
    Nik,
    Passport,
    Phone,
    Regency,
    field,
)
from domain.catalogue.htcds import CaseStatus, Exploitation, RecruitmentMethod, WebsiteOrApp
from domain.catalogue.members import (
    AgeBandOrNot,
    ChildOrNot,
    OptionalPerson,
    Person,
    SexOrNot,
    Statement,
)
from domain.catalogue.registry import Event, event_type

VICTIM = DataClass.VICTIM_IDENTITY
REPORTER = DataClass.REPORTER_IDENTITY


@event_type(
    label_id="Laporan diterima",
    label_en="Report received",
    by=REPORT_TAKERS,
    audience="intake",
    opens_case=True,
    narrative_as=VICTIM,
    person_field="person",
    starts=("report_response",),
)
class ReportReceived(Event, kw_only=True):
    """A report of possible trafficking is received and opens the case; one report may concern many persons.

    Source: Permen PPPA 8/2021 service 1; UU 21/2007 art 33 (a reporter may demand confidentiality), art 51.
    """

    channel: Annotated[Channel, field("Saluran", "Channel")]
    routed_to: Annotated[tuple[AgencyId, ...], field("Diteruskan kepada", "Routed to", max_length=10)] = ()
    person: OptionalPerson = None
    persons_reported: Annotated[Count | None, field("Jumlah orang dilaporkan", "Persons reported")] = None
    child: ChildOrNot = None
    sex: SexOrNot = None
    age_band: AgeBandOrNot = None
    regency: Annotated[Regency | None, field("Kabupaten/kota asal", "Regency of origin")] = None
    country: Annotated[Country | None, field("Negara keberadaan", "Country where the person is")] = None
    suspected_exploitation: Annotated[
        tuple[Exploitation, ...], field("Dugaan eksploitasi", "Suspected exploitation", max_length=11)
    ] = ()
    recruitment: Annotated[
        tuple[RecruitmentMethod, ...], field("Cara perekrutan", "Method of recruitment", max_length=10)
    ] = ()
    recruitment_apps: Annotated[
        tuple[WebsiteOrApp, ...], field("Situs dan aplikasi perekrutan", "Recruitment apps", max_length=15)
    ] = ()
    reporter_confidential: Annotated[
        bool, field("Pelapor minta dirahasiakan", "Reporter asks confidentiality")
    ] = False
    victim_name: Annotated[Line | None, field("Nama korban", "Name of the victim", VICTIM)] = None
    victim_nik: Annotated[Nik | None, field("NIK korban", "Identity number of the victim", VICTIM)] = None
    victim_passport: Annotated[Passport | None, field("Nomor paspor", "Passport number", VICTIM)] = None
    victim_phone: Annotated[Phone | None, field("Telepon korban", "Phone of the victim", VICTIM)] = None
    victim_birth_year: Annotated[BirthYear | None, field("Tahun lahir", "Year of birth", VICTIM)] = None
    reporter_name: Annotated[Line | None, field("Nama pelapor", "Name of the reporter", REPORTER)] = None
    reporter_phone: Annotated[Phone | None, field("Telepon pelapor", "Phone of the reporter", REPORTER)] = (
        None
    )
    reporter_relation: Annotated[
        ReporterRelation | None, field("Hubungan pelapor", "Relation of the reporter", REPORTER)
    ] = None
    safe_contact: Annotated[
        Line | None, field("Cara dan jam kontak aman", "Safe contact and hours", DataClass.LOCATION)
    ] = None
    recruiter_handle: Annotated[
        Line | None, field("Akun perekrut", "Handle of the recruiter", DataClass.EVIDENCE)
    ] = None
    capture: Annotated[Document | None, field("Tangkapan layar", "Screen capture", DataClass.EVIDENCE)] = None
    statement: Statement = None


@event_type(
    label_id="Laporan ditelaah",
    label_en="Report triaged",
    by=CASE_WORKERS,
    audience="intake",
    narrative_as=DataClass.PSYCHOSOCIAL,
    person_field="person",
    stops=("report_response",),
)
class ReportTriaged(Event, kw_only=True):
    """Safety and urgent needs of a reported person are assessed.

    Source: Permen PPPA 8/2021 service 1; UU 21/2007 art 53 (urgent help within seven days of the request).
    """

    person: Person
    urgency: Annotated[Urgency, field("Kedaruratan", "Urgency")]
    child: ChildOrNot = None
    age_stated: Annotated[Age | None, field("Usia disebut", "Age stated", VICTIM)] = None
    needs: Annotated[tuple[UrgentNeed, ...], field("Kebutuhan mendesak", "Urgent needs", max_length=7)] = ()
    status: Annotated[CaseStatus, field("Status kasus", "Case status")] = CaseStatus.ACTIVE
    risk_from_family: Annotated[bool | None, field("Risiko dari keluarga", "Risk from the family")] = None
    victim_name: Annotated[Line | None, field("Nama korban", "Name of the victim", VICTIM)] = None
    safe_contact: Annotated[
        Line | None, field("Cara dan jam kontak aman", "Safe contact and hours", DataClass.LOCATION)
    ] = None
    statement: Statement = None


@event_type(
    label_id="Kepolisian diberi tahu",
    label_en="Police notified",
    by=(*REPORT_TAKERS, "rsud"),
    audience="intake",
    narrative_as=VICTIM,
    person_field="person",
    stops=("police_notice",),
)
class PoliceNotified(Event, kw_only=True):
    """The nearest police are told of a victim in care, within 24 hours of taking the person in.

    Source: PP 9/2008 art 14(5).
    """

    police: Annotated[AgencyId, field("Kepolisian", "Police")]
    person: OptionalPerson = None
    child: ChildOrNot = None
    letter: Annotated[
        Document | None, field("Surat pemberitahuan", "Letter of notice", DataClass.LEGAL_FILE)
    ] = None
    statement: Statement = None


class CasePerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person of one case, by the case's own pseudonym."""

    case: Annotated[UUID, field("Kasus", "Case")]
    person: Annotated[UUID, field("Orang (nama samaran kasus)", "Person (case pseudonym)")]


Pairs = Annotated[
    tuple[CasePerson, ...], field("Orang dalam kasus", "Persons in cases", min_length=2, max_length=20)
]


@event_type(
    label_id="Duplikat ditautkan",
    label_en="Duplicate linked",
    by=("uptdppa", "coordinator"),
    audience="duplicates",
    stream="duplicates",
)
class DuplicateLinked(Event, kw_only=True):
    """A steward finds that persons of several cases are one person. Merges nothing and grants nothing.

    Source: DESIGN section 4; scenario Sc-7. It changes distinct-person counts alone and can be undone.
    """

    pairs: Pairs
    reason: Annotated[DuplicateReason, field("Dasar", "Ground")]


@event_type(
    label_id="Tautan duplikat dilepas",
    label_en="Duplicate unlinked",
    by=("uptdppa", "coordinator"),
    audience="duplicates",
    stream="duplicates",
)
class DuplicateUnlinked(Event, kw_only=True):
    """A steward parts persons that were linked as one; both timelines stay as they are.

    Source: DESIGN section 4; scenario Sc-7.
    """

    pairs: Pairs
    reason: Annotated[DuplicateReason, field("Dasar", "Ground")]


@event_type(
    label_id="Kasus ditutup",
    label_en="Case closed",
    by=("uptdppa", "dp3a", "dinsos", "lpsk", "bp3mi", "mission", "ngo", "sbmi", "coordinator"),
    audience="conduct",
    kind="decision",
    stale_on=(
        "ArticleChanged", "CaseReopened", "FileReturned", "FileResubmitted", "FileSubmitted",
        "InvestigationOrdered", "PoliceReportFiled", "ReferralAccepted", "ReferralOffered", "ReportTriaged",
        "ServiceOpened", "ShelterPlaced", "SuspectDesignated", "TraffickingStatusAssessed", "VictimRegistered",
    ),
    narrative_as=DataClass.PSYCHOSOCIAL,
    starts=("retention",),
)  # fmt: skip
class CaseClosed(Event, kw_only=True):
    """Work on the case ends; retention starts. Closure deletes nothing.

    Source: Permen PPPA 8/2021 (termination of services); HTCDS cas_Status, cas_ReasonForCaseClosure.
    """

    reason: Annotated[ClosureReason, field("Alasan penutupan", "Reason for closure")]
    status: Annotated[CaseStatus, field("Status kasus", "Case status")] = CaseStatus.CLOSED
    statement: Statement = None


@event_type(
    label_id="Kasus dibuka kembali",
    label_en="Case reopened",
    by=ON_A_CASE,
    audience="conduct",
    kind="decision",
    stale_on=("CaseClosed", "CaseReopened"),
    narrative_as=DataClass.PSYCHOSOCIAL,
    stops=("retention",),
)
class CaseReopened(Event, kw_only=True):
    """A closed case is taken up again on the same stream.

    Source: KUHAP 2025 art 27 (termination voided); scenario Sc-10.
    """

    reason: Annotated[ReopeningReason, field("Alasan", "Reason")]
    statement: Statement = None


@event_type(
    label_id="Catatan dibenarkan",
    label_en="Record confirmed",
    by=ON_A_CASE,
    audience="conduct",
)
class RecordConfirmed(Event, kw_only=True):
    """A party named in a joint act confirms it as the publisher stated it.

    Source: DESIGN section 2 (joint acts); KUHAP 2025 art 59(4) (coordination must be minuted).
    """

    event_id: Annotated[EventId, field("Catatan bersama", "Joint act")]
    event_source: Annotated[EventSource, field("Pencatat", "Recorded by")]
    minutes: Annotated[
        Document | None, field("Berita acara", "Minutes held by this agency", DataClass.LEGAL_FILE)
    ] = None


@event_type(
    label_id="Catatan disanggah",
    label_en="Record contested",
    by=ON_A_CASE,
    audience="conduct",
    narrative_as=DataClass.LEGAL_FILE,
)
class RecordContested(Event, kw_only=True):
    """A party named in a joint act states that it was otherwise; a discrepancy follows.

    Source: DESIGN section 2 (joint acts), section 3 (contradiction is not an error).
    """

    event_id: Annotated[EventId, field("Catatan bersama", "Joint act")]
    event_source: Annotated[EventSource, field("Pencatat", "Recorded by")]
    reason: Annotated[ContestReason, field("Alasan sanggahan", "Reason")]
    minutes: Annotated[
        Document | None, field("Berita acara", "Minutes held by this agency", DataClass.LEGAL_FILE)
    ] = None
    statement: Statement = None
