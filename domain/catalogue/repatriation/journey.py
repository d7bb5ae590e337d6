"""The way home: regencies that agree, travel papers, the safe house, and every leg with its handover."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.fields import (
    Address,
    AgencyId,
    Country,
    DataClass,
    Document,
    Line,
    PaperNumber,
    Phone,
    Regency,
    Sha256,
    Text,
    field,
)
from domain.catalogue.members import OptionalConsent, Person, Statement
from domain.catalogue.registry import Event, event_type
from domain.catalogue.repatriation_codes import (
    ArrivalCondition,
    CostOwner,
    Escort,
    RepatriationReason,
    RouteLeg,
    Transport,
    TravelDocument,
)

VICTIM, LOCATION, PSYCHOSOCIAL = DataClass.VICTIM_IDENTITY, DataClass.LOCATION, DataClass.PSYCHOSOCIAL
# The chain of PP 9/2008 and its training module: mission, ministry, province, regency; BP3MI for workers.
CARRIERS = ("mission", "bp3mi", "dinsos", "uptdppa", "lpsk", "disnaker", "ngo")

LegNumber = Annotated[int, field("Etape ke-", "Leg number", ge=1, le=20)]
Route = Annotated[RouteLeg | None, field("Bagian perjalanan", "Part of the route")]
MinutesHash = Annotated[
    Sha256 | None, field("SHA-256 berita acara serah terima", "SHA-256 of the handover minutes")
]
Minutes = Annotated[Document | None, field("Berita acara serah terima", "Handover minutes", VICTIM)]


def _matches(sha256: str | None, minutes: Document | None) -> None:
    """The hash stated in the clear is that of the minutes disclosed beside it."""
    if sha256 is not None and minutes is not None and minutes.sha256 != sha256:
        raise ValueError("minutes_sha256 differs from that of the minutes")


@event_type(
    label_id="Koordinasi antardaerah dibuka",
    label_en="Inter-regency coordination opened",
    by=("uptdppa", "dp3a", "dinsos", "bp3mi", "coordinator"),
    audience="repatriation",
    narrative_as=PSYCHOSOCIAL,
    joint_with=("with_agencies",),
)
class InterRegencyCoordinationOpened(Event, frozen=True, kw_only=True):
    """The regency where victims were found turns to that of origin: who returns, takes over, pays.

    Source: PP 9/2008 art 19 and elucidation (cost on the regent of the area of origin); scenario Sc-5. It
    opens the case to nobody: the agencies of the other regency come to it by referral.
    """

    with_agencies: Annotated[
        tuple[AgencyId, ...],
        field("Instansi daerah lain", "Agencies of the other regency", min_length=1, max_length=20),
    ]
    persons: Annotated[
        tuple[UUID, ...], field("Korban yang terkait", "Victims concerned", min_length=1, max_length=200)
    ]
    from_regency: Annotated[Regency, field("Kabupaten/kota tempat ditemukan", "Regency where found")]
    to_regency: Annotated[Regency, field("Kabupaten/kota tujuan", "Regency of destination")]
    reason: Annotated[RepatriationReason, field("Alasan", "Reason")] = RepatriationReason.RETURN_HOME
    cost_owner: Annotated[CostOwner, field("Penanggung biaya", "Who bears the cost")] = (
        CostOwner.REGENCY_OF_ORIGIN
    )
    cost_regency: Annotated[
        Regency | None, field("Kabupaten/kota penanggung biaya", "Regency that bears the cost")
    ] = None
    opened_on: Annotated[dt.date | None, field("Tanggal surat", "Date of the letter")] = None
    letter: Annotated[Document | None, field("Surat bupati/wali kota", "Letter of the regent", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Dokumen perjalanan diterbitkan",
    label_en="Travel document issued",
    legal_code="SPLP",
    by=("mission", "imigrasi"),
    audience="identity",
    person_field="person",
)
class TravelDocumentIssued(Event, frozen=True, kw_only=True):
    """A paper on which a person travels home.

    Source: UU 21/2007 art 54 (missions arrange the return at state cost); scenario Sc-2 (SPLP).
    """

    person: Person
    kind: Annotated[TravelDocument, field("Jenis dokumen", "Kind of document")] = TravelDocument.SPLP
    country: Annotated[Country | None, field("Negara penerbitan", "Issued in")] = None
    issued_on: Annotated[dt.date | None, field("Tanggal terbit", "Issued on")] = None
    valid_until: Annotated[dt.date | None, field("Berlaku sampai", "Valid until")] = None
    number: Annotated[PaperNumber | None, field("Nomor dokumen", "Document number", VICTIM)] = None
    paper: Annotated[Document | None, field("Dokumen", "Document", VICTIM)] = None


@event_type(
    label_id="Diterima di rumah aman",
    label_en="Admitted to a safe house",
    by=("mission", "bp3mi", "dinsos", "uptdppa", "lpsk", "ngo"),
    audience="shelter",
    person_field="person",
    starts=("shelter",),
)
class SafeHouseAdmitted(Event, frozen=True, kw_only=True):
    """A person is taken into a safe house, abroad or on the way; left with ShelterLeft.

    Source: UU 21/2007 arts 52, 54; scenario Sc-2. No custody of papers: reference/domain.md 1.4.
    """

    person: Person
    country: Annotated[Country | None, field("Negara", "Country")] = None
    admitted_on: Annotated[dt.date | None, field("Tanggal diterima", "Admitted on")] = None
    voluntary: Annotated[bool, field("Sukarela", "Voluntary")] = True
    companion_child: Annotated[bool, field("Membawa anak", "With a child of the person")] = False
    papers_kept_by_person: Annotated[
        bool | None, field("Dokumen dipegang korban sendiri", "Papers stay with the person")
    ] = None
    planned_end: Annotated[dt.date | None, field("Rencana selesai", "Planned end")] = None
    house_name: Annotated[Line | None, field("Nama rumah aman", "Name of the safe house", LOCATION)] = None
    address: Annotated[Address | None, field("Alamat rumah aman", "Address of the safe house", LOCATION)] = (
        None
    )
    contact: Annotated[Phone | None, field("Telepon rumah aman", "Safe house phone", LOCATION)] = None
    psychosocial_notes: Annotated[
        Text | None, field("Catatan psikososial", "Psychosocial notes", PSYCHOSOCIAL)
    ] = None


@event_type(
    label_id="Etape pemulangan berangkat",
    label_en="Repatriation leg departed",
    by=CARRIERS,
    audience="repatriation",
    kind="decision",
    stale_on=(
        "ConsentScopeChanged", "ConsentWithdrawn", "EntryWithdrawn", "FactCorrected",
        "GuardianConflictChecked", "ServiceRefused",
    ),
    narrative_as=PSYCHOSOCIAL,
    person_field="person",
    starts=("repatriation_leg",),
)  # fmt: skip
class RepatriationLegDeparted(Event, frozen=True, kw_only=True):
    """A person is sent on a leg of the way home, only where a record says that the person truly wants it.

    Source: UU 21/2007 art 51 elucidation (wanted, and not riskier); reference/domain.md 1.3 service 5, 1.4.
    """

    person: Person
    leg: LegNumber
    route: Route = None
    to_agency: Annotated[AgencyId | None, field("Diserahkan kepada", "Handed over to")] = None
    from_country: Annotated[Country | None, field("Dari negara", "From country")] = None
    to_country: Annotated[Country | None, field("Ke negara", "To country")] = None
    from_regency: Annotated[Regency | None, field("Dari kabupaten/kota", "From regency")] = None
    to_regency: Annotated[Regency | None, field("Ke kabupaten/kota", "To regency")] = None
    transport: Annotated[Transport | None, field("Angkutan", "Transport")] = None
    escort: Annotated[Escort, field("Pengawal", "Escort")] = Escort.NONE
    escort_agency: Annotated[AgencyId | None, field("Instansi pengawal", "Escorting agency")] = None
    consent_id: OptionalConsent = None
    departed_on: Annotated[dt.date | None, field("Tanggal berangkat", "Departed on")] = None
    expected_on: Annotated[dt.date | None, field("Perkiraan tiba", "Expected on")] = None
    risk_checked: Annotated[bool | None, field("Risiko telah diperiksa", "Risk was checked")] = None
    minutes_sha256: MinutesHash = None
    destination: Annotated[Address | None, field("Alamat tujuan", "Address of destination", LOCATION)] = None
    escort_name: Annotated[Line | None, field("Nama pengawal", "Name of the escort", VICTIM)] = None
    escort_order: Annotated[Document | None, field("Surat tugas pengawal", "Escort order", VICTIM)] = None
    minutes: Minutes = None
    statement: Statement = None

    def __post_init__(self) -> None:
        """Raises ValueError where the hash in the clear is not that of the minutes."""
        _matches(self.minutes_sha256, self.minutes)


@event_type(
    label_id="Etape pemulangan tiba",
    label_en="Repatriation leg arrived",
    by=(*CARRIERS, "desa"),
    audience="repatriation",
    narrative_as=PSYCHOSOCIAL,
    person_field="person",
    stops=("repatriation_leg",),
)
class RepatriationLegArrived(Event, frozen=True, kw_only=True):
    """The agency at the end of a leg takes the person over, with handover minutes.

    Source: reference/domain.md 1.3 service 5 (handover minutes per leg); PP 9/2008 art 19; Sc-2, Sc-5.
    """

    person: Person
    leg: LegNumber
    route: Route = None
    from_agency: Annotated[AgencyId | None, field("Diserahkan oleh", "Handed over by")] = None
    country: Annotated[Country | None, field("Negara", "Country")] = None
    regency: Annotated[Regency | None, field("Kabupaten/kota", "Regency")] = None
    arrived_on: Annotated[dt.date | None, field("Tanggal tiba", "Arrived on")] = None
    condition: Annotated[ArrivalCondition, field("Keadaan", "Condition")] = ArrivalCondition.WELL
    escort: Annotated[Escort | None, field("Pengawal", "Escort")] = None
    minutes_sha256: MinutesHash = None
    address: Annotated[Address | None, field("Alamat tiba", "Address of arrival", LOCATION)] = None
    minutes: Minutes = None
    statement: Statement = None

    def __post_init__(self) -> None:
        """Raises ValueError where the hash in the clear is not that of the minutes."""
        _matches(self.minutes_sha256, self.minutes)
