"""The return of a file with its instructions, and what becomes of each."""

from typing import Annotated

import msgspec

from domain.catalogue.agencies import POLICE, PROSECUTOR
from domain.catalogue.codes import Element
from domain.catalogue.fields import Articles, DataClass, Sha256, Text, field, labelled
from domain.catalogue.file_exchange.members import ItemNumber, Number, Round
from domain.catalogue.file_exchange_codes import AnswerReason, InstructionAnswer
from domain.catalogue.legal_codes import ReturnInstrument, ReturnReason
from domain.catalogue.members import Cites, File, OptionalLegalPaper, OptionalLetterNumber, Statement
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


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


@event_type(    label_id="Berkas dikembalikan",
    label_en="File returned",
    legal_code="P-19",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=(
        "ArticleChanged", "CoordinationHeld", "FileResubmitted", "FileSubmitted", "InstructionAnswered",
        "InvestigationTerminated", "JurisdictionTransferred", "SuspectDesignated",
    ),
    narrative_as=LEGAL,
    starts=("supplementary", "second_round"),
    stops=("review", "p19_return"),
)  # fmt: skip
class FileReturned(Event, frozen=True, kw_only=True):
    """The prosecutor returns the file with instructions, each an item that can be answered.

    The second return under KUHAP 2025 leads to the case conference (art 62(2)); there is no third.
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
    articles: Annotated[Articles | None, field("Pasal menurut jaksa", "Articles the prosecutor holds")] = None
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None

    def __post_init__(self) -> None:
        """Raises ValueError where two instructions have one number: each is answered by it."""
        numbers = [each.number for each in self.instructions]
        if len(set(numbers)) < len(numbers):
            raise ValueError("two instructions have the same number")


@event_type(
    label_id="Petunjuk dijawab",
    label_en="Instruction answered",
    legal_code="Pemenuhan petunjuk",
    by=POLICE,
    audience="legal",
    narrative_as=LEGAL,
)
class InstructionAnswered(Event, frozen=True, kw_only=True):
    """Police answer one instruction: met, met in part or contested, why, and by which records of the log.

    Source: KUHAP 1981 art 138(2); KUHAP 2025 art 61(3); reference/domain.md 2.5 no. 20.
    """

    file: File
    return_number: Round
    number: Number
    answer: Annotated[InstructionAnswer, field("Jawaban", "Answer")]
    reason: Annotated[AnswerReason | None, field("Alasan", "Reason")] = None
    cites: Cites = ()
    sha256: Annotated[Sha256 | None, field("SHA-256 bukti", "SHA-256 of the evidence")] = None
    document: OptionalLegalPaper = None
    statement: Statement = None

    def __post_init__(self) -> None:
        """Raises ValueError where an instruction is contested without saying why."""
        if self.answer == InstructionAnswer.CONTESTED and self.reason is None:
            raise ValueError("a contested instruction has a reason")


@event_type(
    label_id="Petunjuk dinyatakan terpenuhi",
    label_en="Instruction satisfied",
    legal_code="Petunjuk terpenuhi",
    by=PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("FileResubmitted", "InstructionAnswered"),
    narrative_as=LEGAL,
)
class InstructionSatisfied(Event, frozen=True, kw_only=True):
    """The prosecutor holds one instruction satisfied, whatever else of the file is open.

    Source: KUHAP 1981 art 139; KUHAP 2025 art 59(6); B-310 (checklist SOP FORM-5).
    """

    file: File
    return_number: Round
    number: Number
    cites: Cites = ()
    statement: Statement = None
