"""Chapter privacy: access granted and ended, glass broken, data erased or held, a copy given."""

from domain.catalogue.privacy import access, break_glass, erasure, subject_access

__all__ = ["access", "break_glass", "erasure", "subject_access"]
