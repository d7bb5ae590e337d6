"""Chapter court: from the indictment to the execution of the judgment, and restitution all along."""

from domain.catalogue.court import execution, restitution, review, trial

__all__ = ["execution", "restitution", "review", "trial"]
