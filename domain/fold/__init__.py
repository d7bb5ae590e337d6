"""How events change a case, by chapter: a step takes state and event and gives the members that change."""

from __future__ import annotations

from domain.fold import (
    access,
    clockwork,
    conference,
    consent,
    coordination,
    corrections,
    court,
    custody,
    duplicates,
    files,
    intake,
    persons,
    privacy,
    referral,
    repatriation,
    restitution,
    services,
    subject_access,
    transfers,
)
from domain.fold.steps import Step

STEPS: dict[str, Step] = {
    **intake.STEPS,
    **persons.STEPS,
    **corrections.STEPS,
    **consent.STEPS,
    **referral.STEPS,
    **services.STEPS,
    **repatriation.STEPS,
    **files.STEPS,
    **custody.STEPS,
    **transfers.STEPS,
    **conference.STEPS,
    **access.STEPS,
    **privacy.STEPS,
    **subject_access.STEPS,
    **duplicates.STEPS,
    **court.STEPS,
    **restitution.STEPS,
    **coordination.STEPS,
    **clockwork.STEPS,
}

__all__ = ["STEPS"]
