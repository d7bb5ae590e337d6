"""The police report, inquiry, the order that sets the procedure regime, articles, and evidence."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import ON_A_CASE, POLICE, POLICE_AND_PROSECUTOR
from domain.catalogue.fields import (
    Articles,
    Count,
    DataClass,
    Document,
    Line,
    PaperNumber,
    Regency,
    Sha256,
    field,
)
from domain.catalogue.investigation_codes import EvidenceKind, InquiryOutcome
from domain.catalogue.legal_codes import ArticleChangeReason, ArticleRole
from domain.catalogue.members import (
    ChildOrNot,
    File,
    FileArticles,
    OptionalArticles,
    OptionalFile,
    OptionalLegalPaper,
    OptionalPerson,
    Statement,
    VictimName,
    Victims,
)
from domain.catalogue.registry import Event, event_type

LEGAL, EVIDENCE = DataClass.LEGAL_FILE, DataClass.EVIDENCE


@event_type(
    label_id="Laporan polisi dibuat",
    label_en="Police report filed",
    legal_code="LP",
    by=POLICE,
    audience="legal",
    opens_case=True,
    narrative_as=LEGAL,
    person_field="person",
    starts=("report_response",),
    stops=("police_notice",),
)
class PoliceReportFiled(Event, frozen=True, kw_only=True):
    """Police enter a report (LP); it opens the case where no agency had reported before.

    Source: KUHAP 2025 art 23 (act on a report within 14 days); reference/domain.md 2.5 no. 1.
    """

    file: OptionalFile = None
    person: OptionalPerson = None
    victims: Victims = ()
    child: ChildOrNot = None
    articles: OptionalArticles = None
    regency: Annotated[Regency | None, field("Tempat kejadian (kabupaten/kota)", "Regency of the act")] = None
    acted_from: Annotated[dt.date | None, field("Waktu kejadian dari", "Act from")] = None
    acted_until: Annotated[dt.date | None, field("Waktu kejadian sampai", "Act until")] = None
    report_number: Annotated[PaperNumber | None, field("Nomor laporan polisi", "Report number", LEGAL)] = None
    document: OptionalLegalPaper = None
    victim_name: VictimName = None
    statement: Statement = None


@event_type(
    label_id="Penyelidikan diperintahkan",
    label_en="Inquiry ordered",
    legal_code="Sprin.Lidik",
    by=POLICE,
    audience="legal",
    narrative_as=LEGAL,
    stops=("report_response",),
)
class InquiryOrdered(Event, frozen=True, kw_only=True):
    """The order to find out whether there was a crime, before anyone is investigated.

    Source: KUHAP 2025 arts 16-18 (inquiry), 23 (act on a report within 14 days).
    """

    file: OptionalFile = None
    ordered_on: Annotated[dt.date | None, field("Tanggal Sprin.Lidik", "Date of the order")] = None
    order_number: Annotated[PaperNumber | None, field("Nomor Sprin.Lidik", "Order number", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Gelar perkara penyelidikan diputuskan",
    label_en="Inquiry conference decided",
    legal_code="Gelar perkara lidik",
    by=POLICE,
    audience="legal",
    kind="decision",
    stale_on=("EvidenceReceived", "RemoteStatementTaken", "ReportReceived", "TraffickingStatusAssessed"),
    narrative_as=LEGAL,
)
class InquiryConferenceDecided(Event, frozen=True, kw_only=True):
    """Police decide what comes of an inquiry: investigation, its end, or another unit.

    Source: Perkap 6/2019 art 9; KUHAP 2025 art 19.
    """

    file: OptionalFile = None
    outcome: Annotated[InquiryOutcome, field("Hasil", "Outcome")]
    decided_on: Annotated[dt.date | None, field("Tanggal gelar perkara", "Decided on")] = None
    minutes: Annotated[Document | None, field("Notula gelar perkara", "Minutes", LEGAL)] = None
    statement: Statement = None


@event_type(
    label_id="Penyidikan diperintahkan",
    label_en="Investigation ordered",
    legal_code="Sprin.Sidik",
    by=POLICE,
    audience="legal",
    narrative_as=LEGAL,
    starts=("spdp",),
    stops=("report_response",),
)
class InvestigationOrdered(Event, frozen=True, kw_only=True):
    """The order to investigate; its date decides which criminal-procedure code the file follows to its end.

    Source: KUHAP 1981 art 109; KUHAP 2025 arts 60, 361 (regime of files begun before 2 January 2026).
    """

    file: File
    ordered_on: Annotated[dt.date, field("Tanggal Sprin.Sidik", "Date of the order")]
    articles: FileArticles
    alternative_articles: Annotated[Articles | None, field("Pasal alternatif", "Alternative articles")] = None
    victims: Victims = ()
    child_victim: Annotated[bool | None, field("Korban anak (pemberatan)", "Child victim (aggravation)")] = (
        None
    )
    order_number: Annotated[PaperNumber | None, field("Nomor Sprin.Sidik", "Order number", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Pasal diubah",
    label_en="Articles changed",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
)
class ArticleChanged(Event, frozen=True, kw_only=True):
    """The articles an office holds for a file change; earlier ones stay on record. Detention limits follow.

    Source: reference/domain.md 2.5 no. 36 and 2.3 (a change of article can end detention early).
    """

    file: File
    articles: FileArticles
    role: Annotated[ArticleRole | None, field("Kedudukan pasal", "Role of the articles")] = None
    reason: Annotated[ArticleChangeReason, field("Alasan", "Reason")]
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Bukti diterima",
    label_en="Evidence received",
    by=ON_A_CASE,
    audience="legal",
    narrative_as=LEGAL,
)
class EvidenceReceived(Event, frozen=True, kw_only=True):
    """An agency states that it has an item of evidence, and what it hashes to there: the chain starts here.

    Source: UU 21/2007 art 29; KUHAP 2025 art 235(3) (electronic evidence is authenticated); scenario Sc-10.
    """

    kind: Annotated[EvidenceKind, field("Jenis bukti", "Kind of evidence")]
    file: OptionalFile = None
    items: Annotated[Count | None, field("Jumlah", "Items")] = None
    received_on: Annotated[dt.date | None, field("Tanggal diterima", "Received on")] = None
    victims: Victims = ()
    sha256: Annotated[Sha256 | None, field("SHA-256 bukti", "SHA-256 of the evidence")] = None
    document: Annotated[Document | None, field("Bukti", "Evidence", EVIDENCE)] = None
    handle: Annotated[Line | None, field("Nama akun/nomor rekaman", "Account or recording", EVIDENCE)] = None
    statement: Statement = None
