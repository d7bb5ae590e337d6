"""Restitution after the judgment: paid, or not and then taken, or replaced by confinement."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import COURT, PROSECUTOR
from domain.catalogue.court.restitution import LEGAL, Amount
from domain.catalogue.court_codes import AssetKind, PaidBy
from domain.catalogue.fields import Count, Document, PaperNumber, Rupiah, field
from domain.catalogue.members import File, OptionalLegalPaper
from domain.catalogue.registry import Event, event_type
from domain.catalogue.registry_events import HOST

OptionalRestitution = Annotated[UUID | None, field("Permohonan restitusi", "Request for restitution")]
Victim = Annotated[UUID | None, field("Korban (nama samaran kasus)", "Victim (case pseudonym)")]
Convict = Annotated[UUID | None, field("Terpidana (nama samaran kasus)", "Convict (case pseudonym)")]
Balance = Annotated[Rupiah | None, field("Sisa (rupiah)", "Balance (rupiah)")]


@event_type(
    label_id="Restitusi dibayar",
    label_en="Restitution paid",
    legal_code="Pembayaran restitusi",
    by=(*PROSECUTOR, *COURT, "lpsk"),
    audience="restitution",
    stops=("restitution_pay",),
)
class RestitutionPaid(Event, frozen=True, kw_only=True):
    """A payment of restitution; `in_full` where nothing of what the judgment orders is owed any more.

    Source: UU 21/2007 art 50 (14 days); PP 7/2018 art 31 and KUHAP 2025 art 181 (30 days); Sc-11.
    """

    file: File
    restitution: OptionalRestitution = None
    victim: Victim = None
    amount: Amount
    in_full: Annotated[bool, field("Lunas", "In full")] = False
    balance: Balance = None
    paid_by: Annotated[PaidBy, field("Dibayar oleh", "Paid by")] = PaidBy.CONVICT
    paid_on: Annotated[dt.date | None, field("Tanggal pembayaran", "Paid on")] = None
    convict: Convict = None
    receipt: Annotated[Document | None, field("Bukti pembayaran", "Receipt", LEGAL)] = None


@event_type(
    label_id="Restitusi tidak dibayar",
    label_en="Restitution defaulted",
    legal_code="Restitusi menunggak",
    by=(*PROSECUTOR, *COURT, *HOST),
    audience="restitution",
)
class RestitutionDefaulted(Event, frozen=True, kw_only=True):
    """The time to pay is over and something is owed: the court warns, then property is taken.

    Source: UU 21/2007 art 50(2)-(3) (warning, 14 days more); KUHAP 2025 art 181; scenario Sc-11.
    """

    file: File
    restitution: OptionalRestitution = None
    victim: Victim = None
    balance: Annotated[Rupiah, field("Sisa (rupiah)", "Balance (rupiah)")]
    due_on: Annotated[dt.date | None, field("Jatuh tempo", "Due on")] = None
    warned_on: Annotated[dt.date | None, field("Tanggal teguran pengadilan", "Warned by the court on")] = None
    convict: Convict = None
    document: OptionalLegalPaper = None


@event_type(
    label_id="Harta dilelang",
    label_en="Asset auctioned",
    legal_code="Lelang",
    by=PROSECUTOR,
    audience="restitution",
)
class AssetAuctioned(Event, frozen=True, kw_only=True):
    """Seized property is sold and the proceeds go to restitution.

    Source: UU 21/2007 art 50(3); KUHAP 2025 arts 181, 183; scenario Sc-11.
    """

    file: File
    restitution: OptionalRestitution = None
    asset: Annotated[UUID | None, field("Harta", "Asset")] = None
    kind: Annotated[AssetKind | None, field("Jenis harta", "Kind of asset")] = None
    proceeds: Annotated[Rupiah, field("Hasil lelang (rupiah)", "Proceeds (rupiah)")]
    balance: Balance = None
    auctioned_on: Annotated[dt.date | None, field("Tanggal lelang", "Auctioned on")] = None
    record: Annotated[Document | None, field("Risalah lelang", "Record of the auction", LEGAL)] = None


@event_type(
    label_id="Kurungan pengganti dijatuhkan",
    label_en="Substitute imposed",
    legal_code="Pidana pengganti",
    by=(*COURT, *PROSECUTOR),
    audience="restitution",
    stops=("restitution_pay",),
)
class SubstituteImposed(Event, frozen=True, kw_only=True):
    """What cannot be taken is replaced by confinement; the victim may be compensated from the state fund.

    Source: UU 21/2007 art 50(4) (at most one year); KUHAP 2025 arts 183, 187 (not above the main sentence;
    compensation); scenario Sc-11.
    """

    file: File
    restitution: OptionalRestitution = None
    victim: Victim = None
    convict: Convict = None
    months: Annotated[Count, field("Lama (bulan)", "Months")]
    remainder: Annotated[Rupiah, field("Sisa restitusi (rupiah)", "Remainder of the restitution (rupiah)")]
    state_fund_requested: Annotated[
        bool, field("Kompensasi negara dimohonkan", "Compensation from the state fund requested")
    ] = False
    imposed_on: Annotated[dt.date | None, field("Tanggal", "Imposed on")] = None
    number: Annotated[PaperNumber | None, field("Nomor penetapan", "Number of the order", LEGAL)] = None
    document: OptionalLegalPaper = None
