"""Chapter conference: positions, disputes, experts and the case conference (gelar perkara)."""

from domain.catalogue.conference import disputes, experts, gelar_perkara, outcomes, positions

__all__ = ["disputes", "experts", "gelar_perkara", "outcomes", "positions"]
