"""Chapter services: the six services of Permen PPPA 8/2021, the visum, and shelter."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import SERVICE_PROVIDERS
from domain.catalogue.codes import RefusalReason, Service, ServiceOutcome, ServiceProgress
from domain.catalogue.fields import Address, AgencyId, DataClass, Document, Line, Phone, Text, field
from domain.catalogue.htcds import SupportPlanType
from domain.catalogue.members import Person
from domain.catalogue.registry import Event, event_type

HEALTH, PSYCHOSOCIAL, LOCATION = DataClass.HEALTH, DataClass.PSYCHOSOCIAL, DataClass.LOCATION

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
    planned_end: Annotated[dt.date | None, field("Rencana selesai", "Planned end")] = None
    health_notes: HealthNotes = None
    psychosocial_notes: PsychosocialNotes = None
    plan: Annotated[Document | None, field("Rencana layanan", "Service plan", PSYCHOSOCIAL)] = None


@event_type(
    label_id="Layanan ditinjau",
    label_en="Service reviewed",
    by=SERVICE_PROVIDERS,
    audience="service",
    person_field="person",
)
class ServiceReviewed(Event, frozen=True, kw_only=True):
    """The provider looks at how a service goes and says whether the plan stands.

    Source: Permen PPPA 8/2021 (review within each service); HTCDS spl_ fields.
    """

    service: TheService
    person: Person
    progress: Annotated[ServiceProgress, field("Kemajuan", "Progress")]
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
    psychosocial_notes: PsychosocialNotes = None


@event_type(
    label_id="Visum et repertum diterbitkan",
    label_en="Visum et repertum issued",
    legal_code="Visum et repertum",
    by=("rsud",),
    audience="visum",
    summary_to={HEALTH: ("polres", "kejari")},
    person_field="person",
)
class VisumIssued(Event, frozen=True, kw_only=True):
    """A hospital states its findings on a person at the request of the police.

    Source: reference/domain.md 1.3 service 2; UU 21/2007 arts 28-30 (proof). To law enforcement alone.
    """

    person: Person
    requested_by: Annotated[AgencyId | None, field("Diminta oleh", "Requested by")] = None
    examined_on: Annotated[dt.date | None, field("Tanggal pemeriksaan", "Date of examination")] = None
    visum: Annotated[Document, field("Visum et repertum", "Visum et repertum", HEALTH)]
    conclusion: Annotated[Text | None, field("Kesimpulan", "Conclusion", HEALTH)] = None


@event_type(
    label_id="Ditempatkan di rumah perlindungan",
    label_en="Placed in shelter",
    by=("dinsos", "uptdppa", "lpsk", "mission", "bp3mi", "ngo"),
    audience="shelter",
    person_field="person",
    starts=("shelter",),
)
class ShelterPlaced(Event, frozen=True, kw_only=True):
    """A person moves into a shelter. Where it is belongs to the location class, for the fewest.

    Source: Permen PPPA 8/2021 service 3; UU 21/2007 arts 51-52; UU 12/2022 art 42 (temporary protection).
    """

    person: Person
    voluntary: Annotated[bool, field("Sukarela", "Voluntary")] = True
    companion_child: Annotated[bool, field("Membawa anak", "With a child of the person")] = False
    planned_end: Annotated[dt.date | None, field("Rencana selesai", "Planned end")] = None
    shelter_name: Annotated[Line | None, field("Nama rumah perlindungan", "Shelter's name", LOCATION)] = None
    address: Annotated[Address, field("Alamat rumah perlindungan", "Address of the shelter", LOCATION)]
    contact: Annotated[Phone | None, field("Telepon rumah perlindungan", "Shelter's phone", LOCATION)] = None
    psychosocial_notes: PsychosocialNotes = None


@event_type(
    label_id="Meninggalkan rumah perlindungan",
    label_en="Left shelter",
    by=("dinsos", "uptdppa", "lpsk", "mission", "bp3mi", "ngo"),
    audience="shelter",
    person_field="person",
    stops=("shelter",),
)
class ShelterLeft(Event, frozen=True, kw_only=True):
    """A person leaves the shelter; no one is held against the person's will.

    Source: Permen PPPA 8/2021 service 3; reference/domain.md section 1.4 (no custody, voluntary return).
    """

    person: Person
    outcome: Annotated[ServiceOutcome, field("Hasil", "Outcome")]
    destination: Annotated[Address | None, field("Tujuan", "Where to", LOCATION)] = None
    psychosocial_notes: PsychosocialNotes = None
