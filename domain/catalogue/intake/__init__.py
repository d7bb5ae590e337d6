"""Chapter intake: reports and their triage, checks, duplicates, joint acts confirmed, the end of a case."""

# What comes first in the procedure stands first in the catalogue.
from domain.catalogue.intake import reports

# isort: split
from domain.catalogue.intake import checks, conduct

__all__ = ["checks", "conduct", "reports"]
