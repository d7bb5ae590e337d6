"""What single types presuppose. Only invariants stand here: agencies contradict each other in fact, and a
contradiction is recorded and shown, not refused (DESIGN section 3).

`PARTIES` says who may answer what and holds always. `ORDER` says what must have come before; an act already
done on paper is recorded all the same and marked as conflicting.
"""

from __future__ import annotations

from domain.guards import Guard
from domain.preconditions import (
    break_glass,
    clockwork,
    conduct,
    conference,
    consents,
    coordination,
    corrections,
    court,
    disputes,
    files,
    investigation,
    joint_acts,
    privacy,
    referrals,
    rounds,
    subject_access,
)
from domain.preconditions.named_agencies import requires_known_agencies

PARTIES: dict[str, Guard] = {
    **referrals.PARTIES,
    **joint_acts.PARTIES,
    **files.PARTIES,
    **investigation.PARTIES,
    **conference.PARTIES,
    **disputes.PARTIES,
    **conduct.PARTIES,
    **court.PARTIES,
    **privacy.PARTIES,
    **consents.PARTIES,
    **break_glass.PARTIES,
    **subject_access.PARTIES,
    **coordination.PARTIES,
    **corrections.PARTIES,
    **clockwork.PARTIES,
}
ORDER: dict[str, Guard] = {
    **referrals.ORDER,
    **files.ORDER,
    **rounds.ORDER,
    **investigation.ORDER,
    **conference.ORDER,
    **disputes.ORDER,
    **court.ORDER,
    **conduct.ORDER,
    **consents.ORDER,
    **corrections.ORDER,
    **subject_access.ORDER,
}

__all__ = ["ORDER", "PARTIES", "requires_known_agencies"]
