"""Suspects: designated, at large, apprehended. Who they are is suspect identity and never case class."""

import datetime as dt
from typing import Annotated

import msgspec

from domain.catalogue.agencies import POLICE
from domain.catalogue.fields import Address, DataClass, Instant, Line, Nik, PaperNumber, Regency, field
from domain.catalogue.htcds_exploitation import PerpetratorRole
from domain.catalogue.investigation_codes import ProofKind
from domain.catalogue.members import (
    ChildOrNot,
    File,
    OptionalFile,
    OptionalLegalPaper,
    Statement,
    Suspect,
)
from domain.catalogue.registry import Event, event_type

LEGAL, SUSPECT = DataClass.LEGAL_FILE, DataClass.SUSPECT_IDENTITY
SAFETY = ("uptdppa", "disnaker", "bp3mi")  # those who guard the victim or license the firm: cell S


@event_type(
    label_id="Tersangka ditetapkan",
    label_en="Suspect designated",
    legal_code="SP.Tap tersangka",
    by=POLICE,
    audience="suspect",
    narrative_as=LEGAL,
    summary_to={SUSPECT: SAFETY},
    person_field="suspect",
    starts=("suspect_notice",),
)
class SuspectDesignated(Event, frozen=True, kw_only=True):
    """A person is named suspect on at least two items of proof; told within one day under KUHAP 2025.

    Source: KUHAP 2025 art 90; Perkap 6/2019 art 25. Those who guard the victim get the name and the
    recruiting firm (suspect_identity); the rest is matter of the file (reference/domain.md 3.2, cell S).
    """

    suspect: Suspect
    file: File
    designated_on: Annotated[dt.date | None, field("Tanggal penetapan", "Designated on")] = None
    told_on: Annotated[dt.date | None, field("Diberitahukan kepada tersangka", "Suspect told on")] = None
    proof: Annotated[
        Annotated[tuple[ProofKind, ...], msgspec.Meta(min_length=2, max_length=7)] | None,
        field("Alat bukti", "Items of proof"),
    ] = None
    roles: Annotated[tuple[PerpetratorRole, ...], field("Peran", "Roles", max_length=15)] = ()
    child: ChildOrNot = None
    corporation: Annotated[bool, field("Korporasi", "Corporation")] = False
    risk_to_victim: Annotated[bool | None, field("Berisiko bagi korban", "Risk to the victim")] = None
    name: Annotated[Line | None, field("Nama tersangka", "Name of the suspect", SUSPECT)] = None
    recruiting_firm: Annotated[Line | None, field("Perusahaan perekrut", "Recruiting firm", SUSPECT)] = None
    nik: Annotated[Nik | None, field("NIK tersangka", "Identity number of the suspect", LEGAL)] = None
    birth_date: Annotated[dt.date | None, field("Tanggal lahir tersangka", "Date of birth", LEGAL)] = None
    address: Annotated[Address | None, field("Alamat tersangka", "Address of the suspect", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Tersangka buron (DPO)",
    label_en="Suspect at large",
    legal_code="DPO",
    by=POLICE,
    audience="suspect",
    narrative_as=LEGAL,
    summary_to={SUSPECT: SAFETY},
    person_field="suspect",
)
class SuspectAtLarge(Event, frozen=True, kw_only=True):
    """A suspect is sought (DPO). A flag beside the stage of the file: it stops no clock.

    Source: reference/domain.md 2.5 no. 49, 2.6 (reason M8: main actor at large).
    """

    suspect: Suspect
    file: OptionalFile = None
    since: Annotated[dt.date | None, field("Sejak", "Since")] = None
    last_seen_regency: Annotated[
        Regency | None, field("Terakhir terlihat (kabupaten/kota)", "Last seen (regency)")
    ] = None
    risk_to_victim: Annotated[bool | None, field("Berisiko bagi korban", "Risk to the victim")] = None
    name: Annotated[Line | None, field("Nama tersangka", "Name of the suspect", SUSPECT)] = None
    number: Annotated[PaperNumber | None, field("Nomor DPO", "Number of the notice", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Tersangka ditangkap",
    label_en="Suspect apprehended",
    legal_code="Sprin.Kap",
    by=POLICE,
    audience="suspect",
    narrative_as=LEGAL,
    person_field="suspect",
)
class SuspectApprehended(Event, frozen=True, kw_only=True):
    """A suspect is taken; from this moment on the time of arrest runs.

    Source: reference/domain.md 2.5 no. 49; KUHAP 1981 arts 16-19.
    """

    suspect: Suspect
    file: OptionalFile = None
    apprehended_at: Annotated[Instant | None, field("Waktu penangkapan", "Apprehended at")] = None
    regency: Annotated[Regency | None, field("Tempat penangkapan (kabupaten/kota)", "Regency")] = None
    order_number: Annotated[PaperNumber | None, field("Nomor Sprin.Kap", "Order number", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None
