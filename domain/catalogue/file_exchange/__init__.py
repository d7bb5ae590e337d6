"""Chapter file_exchange: what passes between police and prosecutor from the SPDP to the handover."""

from domain.catalogue.file_exchange import completion, coordination, instructions, notice, study

__all__ = ["completion", "coordination", "instructions", "notice", "study"]
