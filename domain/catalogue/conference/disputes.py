"""A dispute opened between police and prosecutor, taken back, or carried further."""

from typing import Annotated

from domain.catalogue.conference.members import Dispute, OptionalDiscrepancy, OptionalElement
from domain.catalogue.conference_codes import (
    DisputeWithdrawalReason,
    EscalatedTo,
    EscalationReason,
)
from domain.catalogue.fields import AgencyId, Articles, DataClass, field
from domain.catalogue.members import OptionalFile, OptionalLegalPaper, Statement
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE
SIDES = ("polres", "kejari")
# The secretariat sees that two offices are stuck, and may bring them together (UU 21/2007 art 58).
SECRETARIAT = ("coordinator", "dp3a")


@event_type(
    label_id="Sengketa dibuka",
    label_en="Dispute opened",
    by=(*SIDES, *SECRETARIAT),
    audience="dispute",
    narrative_as=LEGAL,
)
class DisputeOpened(Event, frozen=True, kw_only=True):
    """Two offices hold different things, on a discrepancy of the log or by hand, and are to settle it.

    Source: DESIGN section 8 (disputes); reference/domain.md section 6 no. 2; KUHAP 2025 art 62.
    """

    dispute: Dispute
    sides: Annotated[tuple[AgencyId, ...], field("Pihak", "Sides", min_length=2, max_length=2)]
    discrepancy: OptionalDiscrepancy = None
    file: OptionalFile = None
    element: OptionalElement = None
    articles: Annotated[Articles | None, field("Pasal yang disengketakan", "Articles in dispute", LEGAL)] = (
        None
    )
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Sengketa diteruskan",
    label_en="Dispute escalated",
    by=(*SIDES, *SECRETARIAT),
    audience="dispute",
    kind="decision",
    stale_on=("DisputeOutcomeAccepted", "DisputeOutcomeProposed", "DisputeWithdrawn"),
    narrative_as=LEGAL,
)
class DisputeEscalated(Event, frozen=True, kw_only=True):
    """No outcome that both sides accept was found; the dispute is for those above them.

    Source: DESIGN section 8 (disputes); KUHAP 2025 art 62(2) (supervisors of both offices).
    """

    dispute: Dispute
    to: Annotated[EscalatedTo, field("Kepada", "To")]
    reason: Annotated[EscalationReason, field("Alasan", "Reason")]
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Sengketa ditarik",
    label_en="Dispute withdrawn",
    by=(*SIDES, *SECRETARIAT),
    audience="dispute",
    kind="decision",
    stale_on=("DisputeEscalated", "DisputeOutcomeAccepted", "DisputeOutcomeProposed"),
    narrative_as=LEGAL,
)
class DisputeWithdrawn(Event, frozen=True, kw_only=True):
    """The office that opened the dispute takes it back; what was recorded in it stays.

    Source: DESIGN section 8 (disputes).
    """

    dispute: Dispute
    reason: Annotated[DisputeWithdrawalReason, field("Alasan", "Reason")]
    statement: Statement = None
