"""Who the person is, the interview, and whether it was trafficking."""

import datetime as dt
from typing import Annotated

import msgspec

from domain.catalogue.agencies import CASE_WORKERS
from domain.catalogue.codes import AgeBand, Companion, Element, Sex
from domain.catalogue.fields import (
    Age,
    Children,
    Country,
    DataClass,
    Document,
    Email,
    EventId,
    Language,
    Line,
    Minutes,
    Regency,
    Sha256,
    Text,
    Year,
    field,
    labelled,
)
from domain.catalogue.htcds import Education, Gender, MaritalStatus, StatusDecidedBy, TraffickingStatus
from domain.catalogue.htcds_exploitation import (
    Exploitation,
    ForcedLabourIndustry,
    HistoricEventType,
    MethodOfControl,
    RecruitmentMethod,
    RelationshipToTrafficker,
    SexualExploitation,
    WebsiteOrApp,
)
from domain.catalogue.identification_codes import RepeatReason
from domain.catalogue.members import (
    AgeBandOrNot,
    BirthDate,
    ChildOrNot,
    Citizenship,
    DestinationCountry,
    HomeAddress,
    IdentityNumber,
    ParentsNames,
    PassportNumber,
    Person,
    PersonName,
    PersonPhone,
    PrimaryLanguage,
    RecruiterHandle,
    RegencyOfOrigin,
    ScreenCapture,
    Statement,
)
from domain.catalogue.registry import Event, event_type

VICTIM = DataClass.VICTIM_IDENTITY


class HistoricEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Recruitment, transit or exploitation at one place (HTCDS hte_): no finer than regency and year."""

    type: Annotated[HistoricEventType, labelled("Jenis kejadian", "Type of event")]
    country: Annotated[Country, labelled("Negara", "Country")]
    regency: Annotated[Regency | None, labelled("Kabupaten/kota", "Regency")] = None
    year: Annotated[Year | None, labelled("Tahun", "Year")] = None


@event_type(
    label_id="Korban didaftarkan",
    label_en="Victim registered",
    by=(*CASE_WORKERS, "dp3a", "disnaker"),
    audience="identity",
    narrative_as=VICTIM,
    person_field="person",
)
class VictimRegistered(Event, frozen=True, kw_only=True):
    """A person is entered in the case under a pseudonym; what identifies the person is disclosed beside it.

    Source: Permen PPPA 8/2021 service 1; UU 21/2007 art 44 (identity of victim and relatives is secret);
    UU 11/2012 art 19 (child: name, parents' names, address, face, all that identifies); HTCDS prs_ fields.
    """

    person: Person
    sex: Annotated[Sex, field("Jenis kelamin", "Sex")]
    age_band: Annotated[AgeBand, field("Kelompok usia", "Age band")]
    child: Annotated[bool, field("Anak (< 18 tahun)", "Child (under 18)")]
    regency: RegencyOfOrigin = None
    citizenship: Citizenship = None
    identified_on: Annotated[dt.date | None, field("Tanggal identifikasi", "Identified on")] = None
    language: PrimaryLanguage = None
    name: PersonName = None
    preferred_name: Annotated[Line | None, field("Nama panggilan", "Preferred name", VICTIM)] = None
    nik: IdentityNumber = None
    passport: PassportNumber = None
    birth_date: BirthDate = None
    age_stated: Annotated[Age | None, field("Usia disebut", "Age stated", VICTIM)] = None
    phone: PersonPhone = None
    gender: Annotated[Gender | None, field("Gender (HTCDS)", "Gender (HTCDS)", VICTIM)] = None
    marital_status: Annotated[MaritalStatus | None, field("Status perkawinan", "Marital status", VICTIM)] = (
        None
    )
    education: Annotated[Education | None, field("Pendidikan terakhir", "Highest education", VICTIM)] = None
    number_of_children: Annotated[Children | None, field("Jumlah anak", "Number of children", VICTIM)] = None
    email: Annotated[Email | None, field("Surel", "Email", VICTIM)] = None
    second_language: Annotated[Language | None, field("Bahasa kedua", "Secondary language")] = None
    deceased: Annotated[bool, field("Meninggal", "Deceased")] = False
    parents_names: ParentsNames = ()
    home_address: HomeAddress = None
    photograph: Annotated[Document | None, field("Foto", "Photograph", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Identitas diverifikasi",
    label_en="Identity verified",
    by=("disdukcapil", "imigrasi", "polres", "uptdppa", "mission", "bp3mi"),
    audience="identity",
    person_field="person",
)
class IdentityVerified(Event, frozen=True, kw_only=True):
    """A register or a travel paper bears out who the person is, or shows another age.

    Source: UU 27/2022 art 6 (accuracy); reference/domain.md 3.1 (civil registry answers a masked query).
    """

    person: Person
    matched: Annotated[bool, field("Cocok dengan data", "Matches the register")]
    age_band: AgeBandOrNot = None
    child: ChildOrNot = None
    name: Annotated[Line | None, field("Nama menurut data", "Name on the register", VICTIM)] = None
    nik: IdentityNumber = None
    passport: PassportNumber = None
    birth_date: BirthDate = None
    extract: Annotated[Document | None, field("Kutipan data", "Register extract", VICTIM)] = None


@event_type(
    label_id="Wawancara identifikasi dilakukan",
    label_en="Identification interview held",
    by=CASE_WORKERS,
    audience="identification",
    narrative_as=DataClass.PSYCHOSOCIAL,
    person_field="person",
)
class IdentificationInterviewHeld(Event, frozen=True, kw_only=True):
    """The screening interview; numbered, because each repetition may harm the person again.

    Source: Permen PPPA 8/2021 service 1 (no re-victimisation); UU 21/2007 arts 35, 37-40 (companion).
    """

    person: Person
    interview_number: Annotated[int, field("Wawancara ke-", "Interview number", ge=1, le=99)]
    companion: Annotated[Companion, field("Pendamping", "Companion")] = Companion.NONE
    held_on: Annotated[dt.date | None, field("Tanggal wawancara", "Held on")] = None
    duration: Annotated[Minutes | None, field("Lama wawancara (menit)", "Duration (minutes)")] = None
    special_room: Annotated[bool | None, field("Di ruang pelayanan khusus", "In the special room")] = None
    interviewer_sex: Annotated[Sex | None, field("Jenis kelamin pewawancara", "Interviewer's sex")] = None
    language: Annotated[Language | None, field("Bahasa", "Language")] = None
    interpreter: Annotated[bool, field("Dengan penerjemah", "With an interpreter")] = False
    repeat_reason: Annotated[RepeatReason | None, field("Alasan diulang", "Reason for repeating")] = None
    earlier_statements: Annotated[
        tuple[EventId, ...],
        field("Keterangan terdahulu dipakai", "Earlier statements relied on", max_length=20),
    ] = ()
    recording: Annotated[Document | None, field("Rekaman", "Recording", DataClass.PSYCHOSOCIAL)] = None
    findings: Annotated[Text | None, field("Hasil wawancara", "Findings", DataClass.PSYCHOSOCIAL)] = None
    statement: Statement = None


@event_type(
    label_id="Status korban ditetapkan",
    label_en="Trafficking status assessed",
    by=(*CASE_WORKERS, "kejari", "pn", "dp3a", "disnaker"),
    audience="identification",
    narrative_as=VICTIM,
    person_field="person",
)
class TraffickingStatusAssessed(Event, frozen=True, kw_only=True):
    """Whether the person possibly is, is, or is not a victim; who decided it, and on which elements.

    Source: UU 21/2007 art 1(1) (process, means, purpose); HTCDS vic_TraffickingStatus and
    vic_TraffickingStatusDecisionMakingOrg, vic_MethodOfRecruitment and the other vic_ fields.
    """

    person: Person
    status: Annotated[TraffickingStatus, field("Status", "Status")]
    decided_by: Annotated[StatusDecidedBy, field("Diputuskan oleh", "Decided by")]
    elements: Annotated[tuple[Element, ...], field("Unsur terlihat", "Elements seen", max_length=3)] = ()
    recruitment: Annotated[
        tuple[RecruitmentMethod, ...], field("Cara perekrutan", "Method of recruitment", max_length=10)
    ] = ()
    recruitment_apps: Annotated[
        tuple[WebsiteOrApp, ...], field("Situs dan aplikasi perekrutan", "Recruitment apps", max_length=15)
    ] = ()
    exploitation: Annotated[
        tuple[Exploitation, ...], field("Bentuk eksploitasi", "Type of exploitation", max_length=11)
    ] = ()
    industry: Annotated[
        ForcedLabourIndustry | None, field("Lapangan usaha kerja paksa", "Forced labour industry")
    ] = None
    sexual_exploitation: Annotated[
        tuple[SexualExploitation, ...],
        field("Bentuk eksploitasi seksual", "Type of sexual exploitation", max_length=4),
    ] = ()
    exploitation_apps: Annotated[
        tuple[WebsiteOrApp, ...], field("Situs dan aplikasi eksploitasi", "Exploitation apps", max_length=15)
    ] = ()
    control: Annotated[
        tuple[MethodOfControl, ...], field("Cara mengendalikan", "Methods of control", max_length=16)
    ] = ()
    relationship_to_trafficker: Annotated[
        RelationshipToTrafficker | None,
        field("Hubungan dengan pelaku", "Relationship to the trafficker"),
    ] = None
    age_when_trafficked: Annotated[
        AgeBand | None, field("Kelompok usia saat diperdagangkan", "Age band when trafficked")
    ] = None
    recruited_in: Annotated[Regency | None, field("Kabupaten perekrutan", "Regency of recruitment")] = None
    transit_country: Annotated[Country | None, field("Negara transit", "Country of transit")] = None
    route: Annotated[
        tuple[HistoricEvent, ...], field("Perjalanan kejadian", "Course of events", max_length=20)
    ] = ()
    assessed_on: Annotated[dt.date | None, field("Tanggal penetapan", "Assessed on")] = None
    destination_country: DestinationCountry = None
    destination_regency: Annotated[Regency | None, field("Kabupaten tujuan", "Destination regency")] = None
    recruiter_handle: RecruiterHandle = None
    handle_sha256: Annotated[
        Sha256 | None, field("SHA-256 akun perekrut", "SHA-256 of the handle", DataClass.EVIDENCE)
    ] = None
    capture: ScreenCapture = None
    statement: Statement = None
