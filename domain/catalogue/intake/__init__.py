"""Chapter intake: reports and their triage, duplicates, joint acts confirmed, and the end of a case."""

from domain.catalogue.intake import conduct, reports

__all__ = ["conduct", "reports"]
