"""Chapter services: the six services of Permen PPPA 8/2021, visum, shelter, companions, rights."""

from domain.catalogue.services import care, rights, six

__all__ = ["care", "rights", "six"]
