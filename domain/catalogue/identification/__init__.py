"""Chapter identification: who the person is, the interview, whether it was trafficking, and corrections."""

from domain.catalogue.identification import assessment, corrections

__all__ = ["assessment", "corrections"]
