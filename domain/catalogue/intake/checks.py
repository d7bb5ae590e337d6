"""What registers say of a person, where the person is, and with which other task force the case is shared."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.codes import Urgency
from domain.catalogue.fields import (
    Address,
    AgencyId,
    Country,
    DataClass,
    Document,
    Instant,
    Line,
    Phone,
    Regency,
    TaskForceId,
    field,
)
from domain.catalogue.intake_codes import (
    Departure,
    Freedom,
    LocationMeans,
    RegistryName,
    RegistryResult,
    ShareReason,
    ShareScope,
)
from domain.catalogue.members import DestinationCountry, PassportNumber, Person, SafeContact, Statement
from domain.catalogue.registry import Event, event_type

VICTIM, LOCATION, EVIDENCE = DataClass.VICTIM_IDENTITY, DataClass.LOCATION, DataClass.EVIDENCE


@event_type(
    label_id="Data registrasi diperiksa",
    label_en="Registry checked",
    by=("disnaker", "bp3mi", "imigrasi", "disdukcapil", "desa", "mission", "uptdppa"),
    audience="identification",
    narrative_as=VICTIM,
    person_field="person",
)
class RegistryChecked(Event, frozen=True, kw_only=True):
    """A register was asked about a person: whether the departure was procedural, who placed the person.

    Source: UU 18/2017 arts 40-42 (registers of province, regency and village); scenario Sc-2.
    """

    person: Person
    registry: Annotated[RegistryName, field("Registrasi", "Register")]
    result: Annotated[RegistryResult, field("Hasil", "Result")]
    departure: Annotated[Departure | None, field("Keberangkatan", "Departure")] = None
    checked_on: Annotated[dt.date | None, field("Diperiksa pada", "Checked on")] = None
    destination_country: DestinationCountry = None
    departed_on: Annotated[dt.date | None, field("Tanggal berangkat", "Date of departure")] = None
    company_licensed: Annotated[
        bool | None, field("Perusahaan penempatan berizin", "Placement company licensed")
    ] = None
    passport: PassportNumber = None
    company_name: Annotated[
        Line | None, field("Nama perusahaan penempatan", "Name of the placement company", EVIDENCE)
    ] = None
    sponsor_name: Annotated[
        Line | None, field("Nama sponsor/calo", "Name of the sponsor or broker", EVIDENCE)
    ] = None
    extract: Annotated[Document | None, field("Kutipan data", "Register extract", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Keberadaan dipastikan",
    label_en="Location confirmed",
    by=("mission", "bp3mi", "polres", "uptdppa", "dinsos", "imigrasi", "ngo", "sbmi", "desa"),
    audience="identification",
    narrative_as=LOCATION,
    person_field="person",
)
class LocationConfirmed(Event, frozen=True, kw_only=True):
    """It is established where a person is, and how the person is held there; the place is location class.

    Source: UU 21/2007 art 54 (missions protect victims abroad); scenario Sc-2.
    """

    person: Person
    country: Annotated[Country, field("Negara", "Country")]
    regency: Annotated[Regency | None, field("Kabupaten/kota", "Regency")] = None
    means: Annotated[LocationMeans, field("Cara memastikan", "How it was established")]
    seen_on: Annotated[dt.date | None, field("Terakhir terlihat", "Last seen on")] = None
    freedom: Annotated[Freedom, field("Kebebasan bergerak", "Freedom of movement")] = Freedom.UNKNOWN
    documents_withheld: Annotated[
        bool | None, field("Dokumen ditahan pihak lain", "Documents withheld by others")
    ] = None
    urgency: Annotated[Urgency | None, field("Kedaruratan", "Urgency")] = None
    address: Annotated[Address | None, field("Alamat", "Address", LOCATION)] = None
    contact: Annotated[Phone | None, field("Telepon", "Phone", LOCATION)] = None
    safe_contact: SafeContact = None
    employer_name: Annotated[Line | None, field("Nama majikan", "Name of the employer", LOCATION)] = None
    statement: Statement = None


@event_type(
    label_id="Kasus dibagikan kepada gugus tugas lain",
    label_en="Case shared with another task force",
    by=("uptdppa", "dp3a", "dinsos", "coordinator"),
    audience="conduct",
)
class CaseShared(Event, frozen=True, kw_only=True):
    """Agencies of another task force learn how far the case is, by bare rows; no body is opened to them.

    Source: scenario Sc-5 (legal stage only); UU 27/2022 arts 24, 31 (transfers are on record).
    """

    task_force: Annotated[TaskForceId, field("Gugus tugas", "Task force")]
    agencies: Annotated[tuple[AgencyId, ...], field("Instansi", "Agencies", min_length=1, max_length=20)]
    scope: Annotated[ShareScope, field("Lingkup", "Scope")] = ShareScope.LEGAL_STAGE
    reason: Annotated[ShareReason, field("Alasan", "Reason")]
    persons: Annotated[
        tuple[UUID, ...], field("Korban yang terkait", "Victims concerned", max_length=200)
    ] = ()
    until: Annotated[Instant | None, field("Berlaku sampai", "Until")] = None
    agreement: Annotated[
        Document | None, field("Perjanjian berbagi data", "Data sharing agreement", DataClass.LEGAL_FILE)
    ] = None
