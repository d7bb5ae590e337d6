"""Chapter investigation: report, inquiry, investigation, suspects, detention, jurisdiction, termination."""

from domain.catalogue.investigation import detention, jurisdiction, orders, suspects, termination

__all__ = ["detention", "jurisdiction", "orders", "suspects", "termination"]
