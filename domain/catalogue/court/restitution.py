"""Restitution before the judgment: the right told, the request, its check and assessment, the claim."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import POLICE_AND_PROSECUTOR
from domain.catalogue.court_codes import (
    AssetKind,
    Claimant,
    ClaimIn,
    Loss,
    RequestLack,
    RequestRoute,
    RightsRecipient,
)
from domain.catalogue.fields import DataClass, Document, Language, PaperNumber, Rupiah, Text, field, labelled
from domain.catalogue.members import File, OptionalLegalPaper, Person, Statement
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE
# Who puts a request together with the victim, and who receives one (PP 43/2017 arts 7-9; UU 31/2014 art 7A).
ASKING = ("uptdppa", "dinsos", "lpsk", "bp3mi", "mission", "ngo", "sbmi", "polres", "kejari", "pn")
CHECKING = ("polres", "kejari", "lpsk", "pn")

Restitution = Annotated[UUID, field("Permohonan restitusi", "Request for restitution")]


class LossItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One loss and what it comes to."""

    loss: Annotated[Loss, labelled("Kerugian", "Loss")]
    amount: Annotated[Rupiah, labelled("Jumlah (rupiah)", "Amount (rupiah)")]


class VictimsAmount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one victim is to be paid, by the request it rests on where there is one."""

    person: Annotated[UUID, labelled("Korban (nama samaran kasus)", "Victim (case pseudonym)")]
    restitution: Annotated[UUID | None, labelled("Permohonan restitusi", "Request for restitution")] = None
    amount: Annotated[Rupiah, labelled("Jumlah (rupiah)", "Amount (rupiah)")]


LossItems = Annotated[tuple[LossItem, ...], field("Rincian kerugian", "Losses", max_length=20)]
Amount = Annotated[Rupiah, field("Jumlah (rupiah)", "Amount (rupiah)")]


def items_must_add_up(items: tuple[LossItem, ...], amount: int | None) -> None:
    """Raises ValueError where losses are itemised and do not come to the amount."""
    if items and amount is not None and sum(item.amount for item in items) != amount:
        raise ValueError("the losses do not add up to the amount")


@event_type(
    label_id="Hak restitusi diberitahukan",
    label_en="Restitution rights notified",
    legal_code="Pemberitahuan hak restitusi",
    by=(*POLICE_AND_PROSECUTOR, "pn", "lpsk"),
    audience="restitution",
    person_field="person",
    starts=("restitution_request",),
)
class RestitutionRightsNotified(Event, frozen=True, kw_only=True):
    """Victim and LPSK are told of the right to restitution, and whether help to calculate it was offered.

    Source: KUHAP 2025 art 179(1)-(2) (a duty of police and prosecutor); UU 21/2007 art 48; PP 43/2017 art 9.
    """

    person: Person
    told: Annotated[
        tuple[RightsRecipient, ...], field("Yang diberi tahu", "Who was told", min_length=1, max_length=5)
    ]
    notified_on: Annotated[dt.date | None, field("Tanggal pemberitahuan", "Notified on")] = None
    calculation_offered: Annotated[
        bool | None, field("Dibantu menghitung", "Help with the calculation offered")
    ] = None
    language: Annotated[Language | None, field("Bahasa", "Language")] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="Restitusi dimohonkan",
    label_en="Restitution requested",
    by=ASKING,
    audience="restitution",
    narrative_as=LEGAL,
    person_field="person",
    starts=("restitution_check",),
    stops=("restitution_request",),
)
class RestitutionRequested(Event, frozen=True, kw_only=True):
    """A victim, or another for her or him, asks for restitution. Its id is used for this request alone.

    Source: PP 43/2017 arts 5-10 (child: 3 days from the notice); PP 7/2018 arts 20-21; UU 31/2014 art 7A.
    """

    restitution: Restitution
    person: Person
    claimant: Annotated[Claimant, field("Pemohon", "Claimant")]
    route: Annotated[RequestRoute | None, field("Diajukan melalui", "Made through")] = None
    requested_on: Annotated[dt.date | None, field("Tanggal permohonan", "Requested on")] = None
    amount: Annotated[Rupiah | None, field("Jumlah (rupiah)", "Amount (rupiah)")] = None
    losses: LossItems = ()
    proof: Annotated[Document | None, field("Bukti kerugian", "Proof of loss", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None

    def __post_init__(self) -> None:
        items_must_add_up(self.losses, self.amount)


@event_type(
    label_id="Kelengkapan permohonan restitusi diperiksa",
    label_en="Restitution request checked",
    by=CHECKING,
    audience="restitution",
    person_field="person",
    starts=("restitution_completion",),
    stops=("restitution_check",),
    aliases={"RequestChecked": {}},
)
class RestitutionRequestChecked(Event, frozen=True, kw_only=True):
    """Whether the request has all it needs; where it lacks something the claimant has three days.

    Source: PP 43/2017 arts 10, 11 (7 days, then 3 days); scenario Sc-11.
    """

    restitution: Restitution
    person: Person
    complete: Annotated[bool, field("Lengkap", "Complete")]
    lacks: Annotated[tuple[RequestLack, ...], field("Kekurangan", "What is lacking", max_length=8)] = ()
    checked_on: Annotated[dt.date | None, field("Tanggal pemeriksaan", "Checked on")] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="Permohonan restitusi dilengkapi",
    label_en="Restitution request completed",
    by=ASKING,
    audience="restitution",
    person_field="person",
    starts=("restitution_assessment",),
    stops=("restitution_completion",),
    aliases={"RequestCompleted": {}},
)
class RestitutionRequestCompleted(Event, frozen=True, kw_only=True):
    """The claimant adds what the request lacked.

    Source: PP 43/2017 art 11 (3 days); scenario Sc-11.
    """

    restitution: Restitution
    person: Person
    completed_on: Annotated[dt.date | None, field("Tanggal dilengkapi", "Completed on")] = None
    added: Annotated[tuple[RequestLack, ...], field("Yang dilengkapi", "What was added", max_length=8)] = ()
    document: OptionalLegalPaper = None


@event_type(
    label_id="Restitusi dinilai",
    label_en="Restitution assessed",
    legal_code="Penilaian LPSK",
    by=("lpsk",),
    audience="restitution",
    narrative_as=LEGAL,
    person_field="person",
    stops=("restitution_assessment",),
)
class RestitutionAssessed(Event, frozen=True, kw_only=True):
    """LPSK says what the losses of a victim come to.

    Source: UU 31/2014 arts 7A, 12A(1)(j); PP 43/2017 arts 12, 17 (child: 7 days); Sc-11.
    """

    restitution: Restitution
    person: Person
    amount: Amount
    losses: LossItems = ()
    assessed_on: Annotated[dt.date | None, field("Tanggal penilaian", "Assessed on")] = None
    number: Annotated[PaperNumber | None, field("Nomor penilaian", "Number of the assessment", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None

    def __post_init__(self) -> None:
        items_must_add_up(self.losses, self.amount)


@event_type(
    label_id="Restitusi dituntut",
    label_en="Restitution claimed",
    legal_code="Tuntutan restitusi",
    by=("kejari", "lpsk"),
    audience="restitution",
)
class RestitutionClaimed(Event, frozen=True, kw_only=True):
    """The prosecutor claims restitution in court, per victim; after the judgment LPSK may ask for it.

    Source: UU 31/2014 art 7A; KUHAP 2025 art 144; reference/domain.md 2.5 no. 41.
    """

    file: File
    claims: Annotated[
        tuple[VictimsAmount, ...],
        field("Tuntutan per korban", "Claims per victim", min_length=1, max_length=200),
    ]
    claimed_in: Annotated[ClaimIn, field("Dituntut dalam", "Claimed in")] = ClaimIn.DEMAND
    claimed_on: Annotated[dt.date | None, field("Tanggal tuntutan", "Claimed on")] = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="Harta disita sebagai jaminan",
    label_en="Asset seized as security",
    legal_code="Sita jaminan restitusi",
    by=POLICE_AND_PROSECUTOR,
    audience="restitution",
    narrative_as=LEGAL,
)
class AssetSeizedAsSecurity(Event, frozen=True, kw_only=True):
    """Property of a suspect is seized so that restitution can be paid, by permit of the court.

    Source: KUHAP 2025 art 179(4); reference/domain.md 2.6 (assets are not frozen in time); Sc-11.
    """

    file: File
    asset: Annotated[UUID | None, field("Harta", "Asset")] = None
    kind: Annotated[AssetKind, field("Jenis harta", "Kind of asset")]
    estimate: Annotated[Rupiah | None, field("Taksiran (rupiah)", "Estimate (rupiah)")] = None
    seized_on: Annotated[dt.date | None, field("Tanggal sita", "Seized on")] = None
    permit_on: Annotated[dt.date | None, field("Tanggal izin PN", "Date of the court's permit")] = None
    permit: Annotated[Document | None, field("Izin PN", "Permit of the court", LEGAL)] = None
    description: Annotated[Text | None, field("Uraian harta", "Description of the asset", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None
