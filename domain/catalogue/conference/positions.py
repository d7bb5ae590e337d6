"""What each side holds, on what law and on which events of the log."""

from typing import Annotated

from domain.catalogue.conference.members import (
    LegalBasis,
    OptionalDiscrepancy,
    OptionalDispute,
    OptionalElement,
)
from domain.catalogue.conference_codes import PositionHeld, PositionSubject
from domain.catalogue.fields import DataClass, field
from domain.catalogue.legal_codes import ArticleRole
from domain.catalogue.members import Cites, OptionalArticles, OptionalFile, OptionalLegalPaper, Statement
from domain.catalogue.registry import Event, event_type


@event_type(
    label_id="Pendapat dicatat",
    label_en="Position recorded",
    by=("polres", "kejari", "expert"),
    audience="legal",
    narrative_as=DataClass.LEGAL_FILE,
)
class PositionRecorded(Event, frozen=True, kw_only=True):
    """What an office holds of a file, an element, an article or a discrepancy, on what law and evidence.

    The last position of a side on a subject is the one it holds. What an expert records is an opinion.
    Source: KUHAP 2025 arts 59(6), 62(2); reference/domain.md 2.7; scenario Sc-12.
    """

    on: Annotated[PositionSubject, field("Mengenai", "About")]
    holds: Annotated[PositionHeld, field("Pendapat", "Position")]
    file: OptionalFile = None
    dispute: OptionalDispute = None
    element: OptionalElement = None
    articles: OptionalArticles = None
    role: Annotated[ArticleRole | None, field("Kedudukan pasal", "Role of the articles")] = None
    discrepancy: OptionalDiscrepancy = None
    cites: Cites = ()
    legal_basis: LegalBasis = ()
    document: OptionalLegalPaper = None
    statement: Statement = None
