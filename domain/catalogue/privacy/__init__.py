"""Chapter privacy: access granted and ended, glass broken, data erased or held."""

from domain.catalogue.privacy import access, break_glass, erasure

__all__ = ["access", "break_glass", "erasure"]
