"""Chapter repatriation: the way home, leg by leg, and reintegration after it."""

from domain.catalogue.repatriation import journey, reintegration

__all__ = ["journey", "reintegration"]
