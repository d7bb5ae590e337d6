"""The file itself: sent, received, found incomplete, sent again."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import POLICE, PROSECUTOR
from domain.catalogue.fields import (
    Count,
    DataClass,
    Document,
    PaperNumber,
    Sha256,
    field,
)
from domain.catalogue.file_exchange.members import ReturnCount, Round
from domain.catalogue.members import (
    File,
    LegalPaper,
    OptionalArticles,
    OptionalLegalPaper,
    Statement,
    Suspects,
    Victims,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE

# Hash of the whole file: tells two copies apart, names nobody; unequal hashes are a discrepancy (DESIGN 2).
FileHash = Annotated[Sha256, field("SHA-256 berkas", "SHA-256 of the file")]


def _matches(sha256: str, document: Document | None) -> None:
    """The hash stated in the clear is that of the paper disclosed beside it."""
    if document is not None and document.sha256 != sha256:
        raise ValueError("sha256 differs from that of the document")


@event_type(
    label_id="Berkas dikirim (Tahap I)",
    label_en="File submitted",
    legal_code="Tahap I",
    by=POLICE,
    audience="legal",
    stops=("p17",),
)
class FileSubmitted(Event, frozen=True, kw_only=True):
    """Police send the case file to the prosecutor for study.

    Source: KUHAP 1981 arts 8(3), 110(1); KUHAP 2025 art 61(1).
    """

    file: File
    sha256: FileHash
    submitted_on: Annotated[dt.date | None, field("Tanggal pengiriman", "Submitted on")] = None
    articles: OptionalArticles = None
    victims: Victims = ()
    suspects: Suspects = ()
    pages: Annotated[Count | None, field("Jumlah halaman", "Pages")] = None
    document: LegalPaper

    def __post_init__(self) -> None:
        """Raises ValueError where the hash in the clear is not that of the paper."""
        _matches(self.sha256, self.document)


@event_type(
    label_id="Berkas diterima",
    label_en="File received",
    legal_code="P-1B",
    by=PROSECUTOR,
    audience="legal",
    starts=("review", "p19_return"),
)
class FileReceived(Event, frozen=True, kw_only=True):
    """The prosecutor states that a file arrived, and what it hashes to there; the time for study starts.

    Source: B-310 (receipt P-1B); KUHAP 1981 art 138(1); KUHAP 2025 art 61(1).
    """

    file: File
    sha256: FileHash
    received_on: Annotated[dt.date | None, field("Tanggal diterima", "Received on")] = None
    return_number: Annotated[ReturnCount | None, field("Sesudah pengembalian ke-", "After return")] = None
    document: OptionalLegalPaper = None

    def __post_init__(self) -> None:
        """Raises ValueError where the hash in the clear is not that of the paper."""
        _matches(self.sha256, self.document)


@event_type(
    label_id="Hasil penyidikan belum lengkap",
    label_en="File found incomplete",
    legal_code="P-18",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("ArticleChanged", "FileResubmitted", "FileSubmitted", "InvestigationTerminated"),
    narrative_as=LEGAL,
)
class FileFoundIncomplete(Event, frozen=True, kw_only=True):
    """The prosecutor tells police within 7 days that the file is not complete; the instructions follow.

    Source: KUHAP 1981 art 138(1); form P-18 (under B-310 the cover letter of the return).
    """

    file: File
    found_on: Annotated[dt.date | None, field("Tanggal P-18", "Date of the P-18")] = None
    number: Annotated[PaperNumber | None, field("Nomor P-18", "Number of the P-18", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Berkas dikirim kembali",
    label_en="File resubmitted",
    by=POLICE,
    audience="legal",
    narrative_as=LEGAL,
    starts=("review", "p19_return"),
    stops=("supplementary",),
    aliases={"SupplementaryDone": {}},
)
class FileResubmitted(Event, frozen=True, kw_only=True):
    """Police send the file back after supplementary investigation, within 14 days of receiving the return.

    Source: KUHAP 1981 art 138(2); KUHAP 2025 art 61(3).
    """

    file: File
    return_number: Round
    sha256: FileHash
    resubmitted_on: Annotated[dt.date | None, field("Tanggal pengiriman", "Resubmitted on")] = None
    document: LegalPaper
    statement: Statement = None

    def __post_init__(self) -> None:
        """Raises ValueError where the hash in the clear is not that of the paper."""
        _matches(self.sha256, self.document)


@event_type(
    label_id="Waktu penyidikan tambahan habis",
    label_en="Supplementary investigation overdue",
    legal_code="P-20",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("CaseConferenceHeld", "FileResubmitted", "FileSubmitted", "InvestigationTerminated"),
    narrative_as=LEGAL,
)
class SupplementaryOverdue(Event, frozen=True, kw_only=True):
    """The time to complete a returned file has run out and it has not come back.

    Under KUHAP 2025 the SPDP goes back with it (B-310); under KUHAP 1981 it is a reminder without sanction.
    Source: KUHAP 1981 art 138(2); KUHAP 2025 art 61(3); form P-20; B-310.
    """

    file: File
    return_number: Round
    notified_on: Annotated[dt.date | None, field("Tanggal P-20", "Date of the P-20")] = None
    number: Annotated[PaperNumber | None, field("Nomor P-20", "Number of the P-20", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None
