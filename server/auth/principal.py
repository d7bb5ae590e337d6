"""Who calls."""

from typing import Literal, get_args
from uuid import UUID

import msgspec

Role = Literal["publisher", "reader", "coordinator", "auditor", "dpo", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)


class Principal(msgspec.Struct, frozen=True):
    """One agency in one role, by one token."""

    token_id: UUID
    agency: str
    role: Role
