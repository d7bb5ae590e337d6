"""Detention and custody: started, extended, ended, moved.

Where a suspect is kept is matter of the file: those who guard the victim learn that and in what kind of
place, not where. The class `location` would open it to them: it is meant for shelters.
"""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import COURT, POLICE_AND_PROSECUTOR
from domain.catalogue.fields import AgencyId, DataClass, Instant, Line, PaperNumber, Regency, field
from domain.catalogue.investigation_codes import (
    CustodyKind,
    DetentionEndReason,
    DetentionStage,
    ExtensionGround,
)
from domain.catalogue.members import ChildOrNot, File, OptionalFile, OptionalLegalPaper, Statement, Suspect
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE

Stage = Annotated[DetentionStage, field("Tahap", "Stage")]
Days = Annotated[int, field("Lama (hari)", "Days", ge=1, le=120)]
CustodyPlace = Annotated[CustodyKind | None, field("Jenis tempat", "Kind of place")]
PlaceName = Annotated[Line | None, field("Tempat penahanan", "Place of detention", LEGAL)]
OrderNumber = Annotated[PaperNumber | None, field("Nomor surat perintah", "Order number", LEGAL)]


@event_type(
    label_id="Penahanan dimulai",
    label_en="Detention started",
    legal_code="Sprin.Han",
    by=(*POLICE_AND_PROSECUTOR, *COURT),
    audience="suspect",
    narrative_as=LEGAL,
    person_field="suspect",
    starts=("detention",),
)
class DetentionStarted(Event, frozen=True, kw_only=True):
    """A suspect is detained by the office whose stage of the procedure it is.

    Source: KUHAP 1981 arts 20-29; KUHAP 2025 arts 99-107; UU 11/2012 arts 33-35 (children).
    """

    suspect: Suspect
    file: File
    stage: Stage
    days: Days
    started_at: Annotated[Instant | None, field("Ditahan sejak", "Detained from")] = None
    child: ChildOrNot = None
    place_kind: CustodyPlace = None
    place: PlaceName = None
    order_number: OrderNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Penahanan diperpanjang",
    label_en="Detention extended",
    legal_code="T-4",
    by=("kejari", "pn"),
    audience="suspect",
    kind="decision",
    stale_on=("ArticleChanged", "DetentionEnded", "DetentionExtended"),
    narrative_as=LEGAL,
    person_field="suspect",
    starts=("detention",),
)
class DetentionExtended(Event, frozen=True, kw_only=True):
    """The prosecutor, then the head of the court, adds days; beyond the first extension for grave offences.

    Source: KUHAP 1981 arts 24-29; KUHAP 2025 arts 102-107 (nine years or more, or grave illness).
    """

    suspect: Suspect
    file: File
    stage: Stage
    days: Days
    ground: Annotated[ExtensionGround, field("Dasar perpanjangan", "Ground")] = ExtensionGround.EXAMINATION
    extended_on: Annotated[dt.date | None, field("Tanggal perpanjangan", "Extended on")] = None
    order_number: OrderNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Penahanan berakhir",
    label_en="Detention ended",
    legal_code="Sprin.Han berakhir",
    by=(*POLICE_AND_PROSECUTOR, *COURT),
    audience="suspect",
    narrative_as=LEGAL,
    person_field="suspect",
    stops=("detention",),
)
class DetentionEnded(Event, frozen=True, kw_only=True):
    """A suspect is no longer detained at this stage; those who guard the victim must know.

    Source: KUHAP 1981 arts 24(4), 29(6); KUHAP 2025 arts 102-107; UU 21/2007 art 47 (safety of the victim).
    """

    suspect: Suspect
    file: File
    reason: Annotated[DetentionEndReason, field("Alasan", "Reason")]
    stage: Annotated[DetentionStage | None, field("Tahap", "Stage")] = None
    ended_at: Annotated[Instant | None, field("Berakhir pada", "Ended at")] = None
    order_number: OrderNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Tahanan dipindahkan",
    label_en="Custody transferred",
    legal_code="Pemindahan tahanan",
    by=(*POLICE_AND_PROSECUTOR, *COURT),
    audience="suspect",
    narrative_as=LEGAL,
    person_field="suspect",
    joint_with=("with_agencies",),
)
class CustodyTransferred(Event, frozen=True, kw_only=True):
    """A suspect is moved to another place or office; the office that takes over confirms or contests.

    Source: reference/domain.md 2.5 no. 51; scenario Sc-9 (safety notice without address).
    """

    suspect: Suspect
    with_agencies: Annotated[
        tuple[AgencyId, ...], field("Instansi penerima", "Receiving agencies", max_length=5)
    ]
    to_kind: Annotated[CustodyKind, field("Jenis tempat tujuan", "Kind of place moved to")]
    from_kind: Annotated[CustodyKind | None, field("Jenis tempat asal", "Kind of place moved from")] = None
    file: OptionalFile = None
    moved_at: Annotated[Instant | None, field("Waktu pemindahan", "Moved at")] = None
    regency: Annotated[Regency | None, field("Tujuan (kabupaten/kota)", "Regency moved to")] = None
    risk_to_victim: Annotated[bool | None, field("Berisiko bagi korban", "Risk to the victim")] = None
    place: PlaceName = None
    order_number: OrderNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None
