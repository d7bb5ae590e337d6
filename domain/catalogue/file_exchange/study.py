"""The file itself: sent, received, returned, declared complete, and the handover of the suspect."""

import datetime as dt
from typing import Annotated

import msgspec

from domain.catalogue.agencies import POLICE, POLICE_AND_PROSECUTOR, PROSECUTOR
from domain.catalogue.codes import Element
from domain.catalogue.fields import (
    Articles,
    Count,
    DataClass,
    Document,
    PaperNumber,
    Sha256,
    Text,
    field,
    labelled,
)
from domain.catalogue.legal_codes import ReturnInstrument, ReturnReason
from domain.catalogue.members import (
    File,
    LegalPaper,
    OptionalLegalPaper,
    Statement,
    Suspects,
    Victims,
    WithAgencies,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE

# Hash of the whole file: tells two copies apart, names nobody; unequal hashes are a discrepancy (DESIGN 2).
FileHash = Annotated[Sha256, field("SHA-256 berkas", "SHA-256 of the file")]
Round = Annotated[int, field("Pengembalian ke-", "Return number", ge=1, le=99)]
ReturnCount = Annotated[int, msgspec.Meta(ge=0, le=99)]
ItemNumber = Annotated[int, labelled("Nomor petunjuk", "Number of the instruction", ge=1, le=200)]


class EarlierInstruction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instruction of an earlier return, by that return and its number there."""

    return_number: Annotated[int, labelled("Pengembalian ke-", "Return number", ge=1, le=99)]
    number: ItemNumber


class Instruction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One instruction (petunjuk) of a return by number and reason; its words are a disclosure. One that
    continues none of an earlier return is new."""

    number: ItemNumber
    reason: Annotated[ReturnReason, labelled("Alasan", "Reason")]
    element: Annotated[Element | None, labelled("Unsur", "Element")] = None
    continues: Annotated[
        EarlierInstruction | None, labelled("Melanjutkan petunjuk", "Continues an instruction")
    ] = None


class InstructionText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one instruction."""

    number: ItemNumber
    text: Annotated[Text, labelled("Isi petunjuk", "Text of the instruction")]


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
    articles: Annotated[Articles | None, field("Pasal", "Articles")] = None
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
    label_id="Berkas dikembalikan",
    label_en="File returned",
    legal_code="P-19",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("ArticleChanged", "CoordinationHeld", "FileResubmitted", "FileSubmitted", "SuspectDesignated"),
    narrative_as=LEGAL,
    starts=("supplementary", "second_round"),
    stops=("review", "p19_return"),
)
class FileReturned(Event, frozen=True, kw_only=True):
    """The prosecutor returns the file with instructions, each an item that can be answered.

    Source: KUHAP 1981 arts 110(2), 110(4), 138(2); KUHAP 2025 arts 61(1)-(2), 62(1); B-3326/E/EJP/11/2011.
    """

    file: File
    return_number: Round
    instrument: Annotated[ReturnInstrument, field("Surat", "Instrument")] = ReturnInstrument.P19
    instructions: Annotated[
        tuple[Instruction, ...], field("Petunjuk", "Instructions", min_length=1, max_length=100)
    ]
    texts: Annotated[
        tuple[InstructionText, ...], field("Isi petunjuk", "Texts of the instructions", LEGAL, max_length=100)
    ] = ()
    number: Annotated[PaperNumber | None, field("Nomor surat", "Number of the letter", LEGAL)] = None
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
    label_id="Berkas dinyatakan lengkap",
    label_en="File complete",
    legal_code="P-21",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("ArticleChanged", "FileResubmitted", "FileSubmitted", "SuspectDesignated"),
    narrative_as=LEGAL,
    starts=("tahap2",),
    stops=("review", "p19_return"),
)
class FileComplete(Event, frozen=True, kw_only=True):
    """The head of the prosecutor's office declares the file complete.

    Source: KUHAP 1981 art 139; KUHAP 2025 art 59(7) (signed by the head of the office), art 61(1).
    """

    file: File
    articles: Annotated[Articles | None, field("Pasal", "Articles")] = None
    number: Annotated[PaperNumber | None, field("Nomor P-21", "Number of the P-21", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Tersangka dan barang bukti diserahkan (Tahap II)",
    label_en="Handed over",
    legal_code="Tahap II",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
    joint_with=("with_agencies",),
    starts=("indictment",),
    stops=("tahap2",),
)
class HandedOver(Event, frozen=True, kw_only=True):
    """Suspect and evidence pass to the prosecutor (P-22, BA-4, BA-5); the other party confirms or contests.

    Source: KUHAP 1981 art 8(3)(b); KUHAP 2025 art 59(8); B-310 (within 14 days of P-21).
    """

    file: File
    with_agencies: WithAgencies
    suspects: Suspects = ()
    evidence_items: Annotated[Count | None, field("Jumlah barang bukti", "Items of evidence")] = None
    suspect_minutes: Annotated[Document | None, field("BA-4 (tersangka)", "BA-4 (suspect)", LEGAL)] = None
    evidence_minutes: Annotated[Document | None, field("BA-5 (barang bukti)", "BA-5 (evidence)", LEGAL)] = (
        None
    )
    statement: Statement = None
