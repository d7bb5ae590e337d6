"""A report comes in, is triaged, and the police are told."""

from typing import Annotated

from domain.catalogue.agencies import CASE_WORKERS, REPORT_TAKERS
from domain.catalogue.codes import (
    Channel,
    ReporterRelation,
    Urgency,
    UrgentNeed,
)
from domain.catalogue.fields import (
    Age,
    AgencyId,
    BirthYear,
    ClockOffset,
    Count,
    DataClass,
    Document,
    Line,
    Nik,
    Phone,
    field,
)
from domain.catalogue.htcds import CaseStatus
from domain.catalogue.htcds_exploitation import Exploitation, RecruitmentMethod, WebsiteOrApp
from domain.catalogue.members import (
    AgeBandOrNot,
    ChildOrNot,
    CountryOfStay,
    DestinationCountry,
    OptionalPerson,
    PassportNumber,
    Person,
    RecruiterHandle,
    RegencyOfOrigin,
    SafeContact,
    ScreenCapture,
    SexOrNot,
    Statement,
    VictimName,
)
from domain.catalogue.registry import Event, event_type

VICTIM = DataClass.VICTIM_IDENTITY
REPORTER = DataClass.REPORTER_IDENTITY


@event_type(
    label_id="Laporan diterima",
    label_en="Report received",
    by=REPORT_TAKERS,
    audience="report",
    opens_case=True,
    narrative_as=VICTIM,
    person_field="person",
)
class ReportReceived(Event, frozen=True, kw_only=True):
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
    regency: RegencyOfOrigin = None
    country: CountryOfStay = None
    destination_country: DestinationCountry = None
    children_reported: Annotated[Count | None, field("Jumlah anak dilaporkan", "Children reported")] = None
    device_clock_offset: Annotated[
        ClockOffset | None, field("Selisih jam gawai (detik)", "Clock error of the device (s)")
    ] = None
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
    victim_name: VictimName = None
    victim_nik: Annotated[Nik | None, field("NIK korban", "Identity number of the victim", VICTIM)] = None
    victim_passport: PassportNumber = None
    victim_phone: Annotated[Phone | None, field("Telepon korban", "Phone of the victim", VICTIM)] = None
    victim_birth_year: Annotated[BirthYear | None, field("Tahun lahir", "Year of birth", VICTIM)] = None
    reporter_name: Annotated[Line | None, field("Nama pelapor", "Name of the reporter", REPORTER)] = None
    reporter_phone: Annotated[Phone | None, field("Telepon pelapor", "Reporter's phone", REPORTER)] = None
    reporter_relation: Annotated[
        ReporterRelation | None, field("Hubungan pelapor", "Relation of the reporter", REPORTER)
    ] = None
    safe_contact: SafeContact = None
    recruiter_handle: RecruiterHandle = None
    capture: ScreenCapture = None
    statement: Statement = None


@event_type(
    label_id="Laporan ditelaah",
    label_en="Report triaged",
    by=CASE_WORKERS,
    audience="triage",
    narrative_as=DataClass.PSYCHOSOCIAL,
    person_field="person",
    starts=("first_aid", "police_notice"),
)
class ReportTriaged(Event, frozen=True, kw_only=True):
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
    victim_name: VictimName = None
    safe_contact: SafeContact = None
    statement: Statement = None


@event_type(
    label_id="Kepolisian diberi tahu",
    label_en="Police notified",
    by=REPORT_TAKERS,
    audience="report",
    narrative_as=VICTIM,
    person_field="person",
    stops=("police_notice",),
)
class PoliceNotified(Event, frozen=True, kw_only=True):
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
