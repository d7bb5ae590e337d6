"""An expert between the two offices: who, on what ground, with what interest, what is opened till when."""

from typing import Annotated

from domain.catalogue.conference.disputes import SECRETARIAT, SIDES
from domain.catalogue.conference.members import (
    Excerpt,
    OptionalConference,
    OptionalDispute,
    Until,
)
from domain.catalogue.conference_codes import ExpertPanel, ExpertQualification
from domain.catalogue.fields import AgencyId, DataClass, Document, Line, field
from domain.catalogue.legal_codes import ExpertField
from domain.catalogue.members import OptionalFile, OptionalLetterNumber, Statement
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="Ahli dilibatkan",
    label_en="Expert engaged",
    legal_code="Ahli",
    by=(*SIDES, *SECRETARIAT, "expert"),
    audience="dispute",
    narrative_as=LEGAL,
)
class ExpertEngaged(Event, frozen=True, kw_only=True):
    """An expert is engaged and says what interests it has; an excerpt of the file is open to it for a time.

    The events named and those of the dispute are open to it, and what is recorded from here on, until the
    moment stated; nothing where it states a conflict of interest.
    Source: KUHAP 2025 art 1 no. 51 (qualification), art 62(2); reference/domain.md 3.2 (cell T); Sc-3.
    """

    expert: Annotated[AgencyId, field("Ahli", "Expert")]
    fields: Annotated[
        tuple[ExpertField, ...], field("Bidang keahlian", "Fields of expertise", min_length=1, max_length=6)
    ]
    qualification: Annotated[ExpertQualification, field("Kualifikasi", "Qualification")]
    conflict_of_interest: Annotated[bool, field("Benturan kepentingan", "Conflict of interest stated")]
    until: Until
    panel: Annotated[ExpertPanel, field("Daftar ahli", "Panel")] = ExpertPanel.NONE
    file: OptionalFile = None
    dispute: OptionalDispute = None
    conference: OptionalConference = None
    excerpt: Excerpt = ()
    conflict_statement: Annotated[
        Document | None, field("Pernyataan benturan kepentingan", "Conflict-of-interest statement", LEGAL)
    ] = None
    qualification_paper: Annotated[
        Document | None, field("Bukti kualifikasi", "Proof of qualification", LEGAL)
    ] = None
    name: Annotated[Line | None, field("Nama ahli", "Name of the expert", LEGAL)] = None
    letter_number: OptionalLetterNumber = None
    statement: Statement = None
