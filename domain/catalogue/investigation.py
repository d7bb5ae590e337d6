"""Chapter investigation: the police report, the order that sets the procedure regime, suspects, articles."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from domain.catalogue.agencies import POLICE, POLICE_AND_PROSECUTOR
from domain.catalogue.fields import (
    Address,
    Articles,
    DataClass,
    Line,
    Nik,
    PaperNumber,
    Regency,
    field,
)
from domain.catalogue.htcds_exploitation import PerpetratorRole
from domain.catalogue.legal_codes import ArticleChangeReason, ArticleRole
from domain.catalogue.members import (
    ChildOrNot,
    File,
    FileArticles,
    OptionalLegalPaper,
    OptionalPerson,
    Statement,
    Suspect,
    Victims,
)
from domain.catalogue.registry import Event, event_type

LEGAL, SUSPECT = DataClass.LEGAL_FILE, DataClass.SUSPECT_IDENTITY


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

    file: Annotated[UUID | None, field("Berkas perkara", "Case file")] = None
    person: OptionalPerson = None
    victims: Victims = ()
    child: ChildOrNot = None
    articles: Annotated[Articles | None, field("Pasal", "Articles")] = None
    regency: Annotated[Regency | None, field("Tempat kejadian (kabupaten/kota)", "Regency of the act")] = None
    acted_from: Annotated[dt.date | None, field("Waktu kejadian dari", "Act from")] = None
    acted_until: Annotated[dt.date | None, field("Waktu kejadian sampai", "Act until")] = None
    report_number: Annotated[PaperNumber | None, field("Nomor laporan polisi", "Report number", LEGAL)] = None
    document: OptionalLegalPaper = None
    victim_name: Annotated[
        Line | None, field("Nama korban", "Name of the victim", DataClass.VICTIM_IDENTITY)
    ] = None
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
    label_id="Tersangka ditetapkan",
    label_en="Suspect designated",
    legal_code="SP.Tap tersangka",
    by=POLICE,
    audience="suspect",
    narrative_as=LEGAL,
    summary_to={SUSPECT: ("uptdppa", "disnaker", "bp3mi")},
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
