"""How a dispute is to end: proposed by one, accepted by both sides."""

from typing import Annotated

from domain.catalogue.conference.disputes import SECRETARIAT, SIDES
from domain.catalogue.conference.members import Dispute, Proposal
from domain.catalogue.conference_codes import DisputeOutcome
from domain.catalogue.fields import Articles, DataClass, field
from domain.catalogue.members import Cites, OptionalLegalPaper, Statement
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="Hasil sengketa diusulkan",
    label_en="Dispute outcome proposed",
    by=(*SIDES, *SECRETARIAT, "expert"),
    audience="dispute",
    kind="decision",
    stale_on=("DisputeEscalated", "DisputeOutcomeAccepted", "DisputeOutcomeProposed", "DisputeWithdrawn"),
    narrative_as=LEGAL,
)
class DisputeOutcomeProposed(Event, frozen=True, kw_only=True):
    """A side, the expert or the secretariat proposes how the dispute ends. It binds nobody until both sides
    accept it; a later proposal takes its place, and what was accepted before counts no more.

    Source: DESIGN section 8 (disputes); reference/domain.md section 6 no. 2.
    """

    dispute: Dispute
    proposal: Proposal
    outcome: Annotated[DisputeOutcome, field("Hasil", "Outcome")]
    cites: Cites = ()
    articles: Annotated[Articles | None, field("Pasal", "Articles", LEGAL)] = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Hasil sengketa diterima",
    label_en="Dispute outcome accepted",
    by=SIDES,
    audience="dispute",
    kind="decision",
    stale_on=("DisputeEscalated", "DisputeOutcomeProposed", "DisputeWithdrawn"),
    narrative_as=LEGAL,
)
class DisputeOutcomeAccepted(Event, frozen=True, kw_only=True):
    """A side accepts the outcome proposed; the dispute is agreed when both have.

    Source: DESIGN section 8 (disputes); reference/domain.md section 6 no. 2.
    """

    dispute: Dispute
    proposal: Proposal
    document: OptionalLegalPaper = None
    statement: Statement = None
