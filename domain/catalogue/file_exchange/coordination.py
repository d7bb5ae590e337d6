"""Coordination of investigator and prosecutor, what each holds of the elements, and its absence."""

import datetime as dt
from typing import Annotated

import msgspec

from domain.catalogue.agencies import POLICE_AND_PROSECUTOR, PROSECUTOR
from domain.catalogue.codes import Element
from domain.catalogue.fields import DataClass, Document, field, labelled
from domain.catalogue.file_exchange_codes import CoordinationForm, CoordinationReportTo, ElementHeld
from domain.catalogue.legal_codes import CoordinationStage, ExpertField
from domain.catalogue.members import (
    File,
    LogPosition,
    MinutesHash,
    OptionalLegalPaper,
    OptionalLetterNumber,
    Statement,
    WithAgencies,
    hash_matches,
)
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


class ElementAssessment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one side holds of one element, and the log positions it rests that on."""

    element: Annotated[Element, labelled("Unsur", "Element")]
    holds: Annotated[ElementHeld, labelled("Pendapat", "Position")]
    cites: Annotated[
        tuple[LogPosition, ...], labelled("Catatan yang dirujuk", "Log positions cited", max_length=100)
    ] = ()


@event_type(
    label_id="Koordinasi dilaksanakan",
    label_en="Coordination held",
    legal_code="SOP FORM-6",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
    joint_with=("with_agencies",),
    stops=("first_coordination",),
)
class CoordinationHeld(Event, frozen=True, kw_only=True):
    """Investigator and prosecutor coordinate and minute it (SOP FORM-6); the other confirms or contests.

    Source: KUHAP 2025 arts 59(4) (minutes), 59(5) (once after the file), 60(2) (first within 3 days).
    """

    file: File
    with_agencies: WithAgencies
    form: Annotated[CoordinationForm, field("Bentuk", "Form")] = CoordinationForm.COORDINATION
    held_on: Annotated[dt.date | None, field("Tanggal koordinasi", "Held on")] = None
    stage: Annotated[CoordinationStage, field("Tahap", "Stage")] = CoordinationStage.BEFORE_FILE
    elements_agreed: Annotated[
        tuple[Element, ...], field("Unsur disepakati", "Elements agreed", max_length=3)
    ] = ()
    elements_open: Annotated[
        tuple[Element, ...], field("Unsur belum disepakati", "Elements open", max_length=3)
    ] = ()
    experts: Annotated[
        tuple[ExpertField, ...], field("Ahli yang diperlukan", "Experts needed", max_length=6)
    ] = ()
    minutes: Annotated[Document | None, field("Berita acara koordinasi", "Minutes", LEGAL)] = None
    minutes_sha256: MinutesHash = None
    statement: Statement = None

    def __post_init__(self) -> None:
        hash_matches(self.minutes_sha256, self.minutes)


@event_type(
    label_id="Koordinasi tidak dilaksanakan, dilaporkan",
    label_en="Coordination overdue, reported",
    legal_code="SOP FORM-1B/1C",
    by=PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
)
class CoordinationOverdueReported(Event, frozen=True, kw_only=True):
    """No coordination took place within 3 days of the SPDP; it is reported to those above.

    Source: B-310 (SOP FORM-1B, SOP FORM-1C); KUHAP 2025 art 60(2).
    """

    file: File
    to: Annotated[CoordinationReportTo, field("Kepada", "To")]
    reported_on: Annotated[dt.date | None, field("Tanggal laporan", "Reported on")] = None
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Unsur dinilai",
    label_en="Elements assessed",
    legal_code="SOP FORM-5",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
)
class ElementsAssessed(Event, frozen=True, kw_only=True):
    """One side fills in the checklist: what it holds of process, means and purpose, and on what record.

    Source: KUHAP 2025 art 59(6); B-310 (SOP FORM-5, filled from the SPDP on); UU 21/2007 art 1(1).
    """

    file: File
    elements: Annotated[tuple[ElementAssessment, ...], field("Unsur", "Elements", min_length=1, max_length=3)]
    document: OptionalLegalPaper = None
    statement: Statement = None
