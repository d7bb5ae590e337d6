"""What can happen: one module per chapter, one class per event type."""

from domain.catalogue import (
    clockwork,
    conference,
    consent,
    coordination,
    court,
    file_exchange,
    identification,
    intake,
    investigation,
    privacy,
    referral,
    registry_events,
    repatriation,
    services,
)
from domain.catalogue.registry import REGISTRY, EventType, by_type

CHAPTERS = (
    intake,
    consent,
    identification,
    referral,
    services,
    repatriation,
    investigation,
    file_exchange,
    conference,
    court,
    coordination,
    registry_events,
    privacy,
    clockwork,
)

__all__ = ["CHAPTERS", "REGISTRY", "EventType", "by_type"]
