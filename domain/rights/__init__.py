"""What victims are entitled to, and what of it is on record as given. Pure."""

from domain.rights.person import PersonRights, rights_of
from domain.rights.sight import Sight

__all__ = ["PersonRights", "Sight", "rights_of"]
