"""The visum of a hospital, and shelter."""

import datetime as dt
from typing import Annotated

from domain.catalogue.codes import ServiceOutcome
from domain.catalogue.fields import Address, AgencyId, DataClass, Document, Line, Phone, Text, field
from domain.catalogue.members import OptionalConsent, Person
from domain.catalogue.registry import Event, event_type
from domain.catalogue.services.six import HEALTH, PsychosocialNotes

LOCATION = DataClass.LOCATION


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
    requested_on: Annotated[dt.date | None, field("Tanggal permintaan", "Requested on")] = None
    issued_on: Annotated[dt.date | None, field("Tanggal terbit", "Issued on")] = None
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
    placed_on: Annotated[dt.date | None, field("Tanggal ditempatkan", "Placed on")] = None
    consent_id: OptionalConsent = None
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
    left_on: Annotated[dt.date | None, field("Tanggal meninggalkan", "Left on")] = None
    papers_returned: Annotated[bool | None, field("Dokumen dikembalikan", "Papers given back")] = None
    destination: Annotated[Address | None, field("Tujuan", "Where to", LOCATION)] = None
    psychosocial_notes: PsychosocialNotes = None
