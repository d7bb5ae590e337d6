"""What an agency opens in an emergency, with a reason, for a time, by two persons; who confirms it, and its
review."""

from typing import Annotated
from uuid import UUID

from domain.catalogue.consent_codes import DataClassName
from domain.catalogue.fields import DataClass, Document, EventId, EventSource, Instant, field
from domain.catalogue.members import OptionalPerson, Statement
from domain.catalogue.privacy_codes import BreakGlassFinding, BreakGlassMeasure, BreakGlassReason
from domain.catalogue.registry import Event, event_type

# Kinds whose row of the access matrix has a letter B.
BREAKS_GLASS = ("polres", "dp3a", "dpo", "auditor")
# Who guards the address, or the data of all: one of them opens it with the agency that asks.
CONFIRMS_BROKEN_GLASS = ("uptdppa", "dinsos", "lpsk", "dpo")

OpenedId = Annotated[EventId, field("Akses darurat", "Break-glass")]
OpenedSource = Annotated[EventSource, field("Dibuka oleh", "Opened by")]


@event_type(
    label_id="Akses darurat dibuka",
    label_en="Break-glass opened",
    by=BREAKS_GLASS,
    audience="emergency",
    narrative_as=DataClass.LEGAL_FILE,
    starts=("break_glass_review",),
)
class BreakGlassOpened(Event, frozen=True, kw_only=True):
    """An agency opens classes that its cell keeps closed, because it cannot wait. Two persons of it say so.

    Source: reference/domain.md 3.2 (letter B: reason and review); DESIGN section 6; UU 27/2022 art 20.
    """

    person: OptionalPerson = None
    classes: Annotated[
        tuple[DataClassName, ...], field("Golongan data", "Data classes", min_length=1, max_length=10)
    ]
    reason: Annotated[BreakGlassReason, field("Alasan", "Reason")]
    until: Annotated[Instant, field("Berlaku sampai", "Until")]
    second: Annotated[UUID, field("Orang kedua (kode acak)", "Second person (random id)")]
    statement: Statement = None


@event_type(
    label_id="Akses darurat disetujui instansi lain",
    label_en="Break-glass confirmed",
    by=CONFIRMS_BROKEN_GLASS,
    audience="emergency",
)
class BreakGlassConfirmed(Event, frozen=True, kw_only=True):
    """Another agency opens with it what no agency opens alone: where a person is kept.

    Source: DESIGN section 6 (`location` opens by two persons); reference/evidence.md 5 (two agencies).
    """

    opened_id: OpenedId
    opened_source: OpenedSource


@event_type(
    label_id="Akses darurat ditinjau",
    label_en="Break-glass reviewed",
    by=("dpo",),
    audience="emergency",
    narrative_as=DataClass.LEGAL_FILE,
    stops=("break_glass_review",),
)
class BreakGlassReviewed(Event, frozen=True, kw_only=True):
    """The data protection officer says whether it was right, and what follows.

    Source: reference/domain.md 3.2; UU 27/2022 arts 46 (breach notice), 53, 57.
    """

    opened_id: OpenedId
    opened_source: OpenedSource
    finding: Annotated[BreakGlassFinding, field("Temuan", "Finding")]
    measures: Annotated[tuple[BreakGlassMeasure, ...], field("Tindak lanjut", "Measures", max_length=5)] = ()
    report: Annotated[Document | None, field("Laporan", "Report", DataClass.LEGAL_FILE)] = None
    statement: Statement = None
