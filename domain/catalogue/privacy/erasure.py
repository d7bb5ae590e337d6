"""A person's data erased, class by class and basis by basis; and held where the law wants them kept."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from domain.catalogue.agencies import CASE_WORKERS
from domain.catalogue.consent_codes import DataClassName
from domain.catalogue.fields import (
    AgencyId,
    Count,
    DataClass,
    Document,
    EventId,
    EventSource,
    field,
    labelled,
)
from domain.catalogue.members import OptionalPerson, Person, Statement
from domain.catalogue.privacy_codes import ErasureAsker, ErasureGround, HoldEnd, HoldGround, KeptFor
from domain.catalogue.registry import Event, event_type
from domain.catalogue.registry_events import HOST

DPO = ("dpo",)
HOLDERS = ("polres", "kejari", "pn", "lpsk", "dpo")
VICTIM, LEGAL = DataClass.VICTIM_IDENTITY, DataClass.LEGAL_FILE


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of data that stays, and on what ground."""

    data_class: Annotated[DataClassName, labelled("Golongan data", "Data class")]
    ground: Annotated[KeptFor, labelled("Dasar", "Ground")]


Erasure = Annotated[UUID, field("Penghapusan", "Erasure")]
LogPosition = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Classes = Annotated[tuple[DataClassName, ...], field("Golongan data", "Data classes", max_length=10)]


@event_type(
    label_id="Penghapusan dimohonkan",
    label_en="Erasure requested",
    by=(*CASE_WORKERS, *DPO),
    audience="consent",
    narrative_as=VICTIM,
    person_field="person",
    starts=("erasure",),
)
class ErasureRequested(Event, frozen=True, kw_only=True):
    """A person's data are to be erased, wholly (no class named) or in part.

    Source: UU 27/2022 arts 8, 43 (3 x 24 hours), 44; arts 15 and 50 exempt law enforcement.
    """

    erasure: Erasure
    person: Person
    ground: Annotated[ErasureGround, field("Dasar", "Ground")]
    asked_by: Annotated[ErasureAsker, field("Pemohon", "Asked by")]
    classes: Classes = ()
    received_on: Annotated[dt.date | None, field("Tanggal diterima", "Received on")] = None
    proof: Annotated[Document | None, field("Bukti permohonan", "Proof of the request", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Penghapusan disetujui",
    label_en="Erasure approved",
    by=DPO,
    audience="consent",
    kind="decision",
    stale_on=(
        "CaseReopened", "ConsentGranted", "ConsentScopeChanged", "InvestigationOrdered", "LegalHoldLifted",
        "LegalHoldPlaced", "PoliceReportFiled", "RestitutionRequested", "SpdpSent",
    ),
    narrative_as=VICTIM,
    person_field="person",
    aliases={"BasisReviewed": {}},
)  # fmt: skip
class ErasureApproved(Event, frozen=True, kw_only=True):
    """The basis of each class is reviewed: what rests on nothing any more is to be erased, the rest is kept.

    Rests on a request or on a withdrawal of consent. Source: UU 27/2022 arts 15, 43, 44(1)(c), 50; Sc-6.
    """

    erasure: Erasure
    person: Person
    because_source: Annotated[EventSource, field("Pencatat sebab", "Because of an event of")]
    because_id: Annotated[EventId, field("Sebab", "Because of event")]
    classes: Classes = ()
    kept: Annotated[tuple[Kept, ...], field("Yang disimpan", "What is kept", max_length=10)] = ()
    document: Annotated[Document | None, field("Keputusan tertulis", "Written decision", VICTIM)] = None
    statement: Statement = None


@event_type(
    label_id="Kunci dihancurkan",
    label_en="Key shredded",
    by=HOST,
    audience="consent",
    person_field="person",
)
class KeyShredded(Event, frozen=True, kw_only=True):
    """The keys of these classes of a person are destroyed: bodies stay and verify, their contents are gone.

    `of_the_case`: the case had no other person, so what no event tells of one person went too.

    Source: UU 27/2022 arts 43-45; DESIGN sections 2 and 7 (`shredded`); scenario Sc-6.
    """

    erasure: Erasure
    person: Person
    classes: Annotated[
        tuple[DataClassName, ...], field("Golongan data", "Data classes", min_length=1, max_length=10)
    ]
    keys: Annotated[Count, field("Jumlah kunci", "Number of keys")]
    events: Annotated[Count | None, field("Jumlah catatan", "Number of events")] = None
    through: Annotated[LogPosition | None, field("Sampai posisi log", "Up to log position")] = None
    of_the_case: Annotated[
        bool | None, field("Termasuk yang milik kasus seutuhnya", "What belongs to the case as a whole too")
    ] = None


@event_type(
    label_id="Penghapusan selesai",
    label_en="Erasure completed",
    by=(*DPO, *HOST),
    audience="consent",
    person_field="person",
    stops=("erasure",),
)
class ErasureCompleted(Event, frozen=True, kw_only=True):
    """Keys are destroyed and the agencies that held copies have confirmed that they purged them, or have not.

    `unreadable_from`: the day from which on no backup of the deployment opens what was erased.

    Source: UU 27/2022 arts 43-45 (the person is told); DESIGN section 7 (confirmation of `shredded`).
    """

    erasure: Erasure
    person: Person
    confirmed_by: Annotated[
        tuple[AgencyId, ...], field("Telah menghapus salinan", "Copies purged by", max_length=100)
    ] = ()
    awaited: Annotated[
        tuple[AgencyId, ...], field("Belum mengonfirmasi", "Not confirmed by", max_length=100)
    ] = ()
    unreadable_from: Annotated[
        dt.date | None, field("Cadangan tidak terbaca sejak", "Backups unreadable from")
    ] = None
    certificate: Annotated[Document | None, field("Berita acara", "Certificate", VICTIM)] = None


@event_type(
    label_id="Penahanan data ditetapkan",
    label_en="Legal hold placed",
    by=HOLDERS,
    audience="consent",
    narrative_as=LEGAL,
)
class LegalHoldPlaced(Event, frozen=True, kw_only=True):
    """Data of a person, or of the whole case (no person named), are kept as long as the hold stands.

    Source: UU 27/2022 arts 15, 44(1)(c), 50 (data linked to settling a legal case are not destroyed).
    """

    hold: Annotated[UUID, field("Penahanan data", "Legal hold")]
    person: OptionalPerson = None
    classes: Classes = ()
    ground: Annotated[HoldGround, field("Dasar", "Ground")]
    until: Annotated[dt.date | None, field("Ditinjau pada", "Reviewed on")] = None
    document: Annotated[Document | None, field("Dasar tertulis", "Written basis", LEGAL)] = None
    statement: Statement = None


@event_type(
    label_id="Penahanan data dicabut",
    label_en="Legal hold lifted",
    by=HOLDERS,
    audience="consent",
    narrative_as=LEGAL,
)
class LegalHoldLifted(Event, frozen=True, kw_only=True):
    """The hold ends; retention and consent count again.

    Source: UU 27/2022 arts 44, 50; DESIGN section 4 (privacy).
    """

    hold: Annotated[UUID, field("Penahanan data", "Legal hold")]
    reason: Annotated[HoldEnd, field("Alasan", "Reason")]
    document: Annotated[Document | None, field("Dasar tertulis", "Written basis", LEGAL)] = None
    statement: Statement = None
