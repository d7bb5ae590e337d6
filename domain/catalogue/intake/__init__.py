"""Chapter intake: reports and their triage, checks, duplicates, joint acts confirmed, the end of a case."""

from domain.catalogue.intake import checks, conduct, reports

__all__ = ["checks", "conduct", "reports"]
