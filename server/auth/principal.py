"""Who calls."""

from typing import Literal, get_args
from uuid import UUID

import msgspec

Role = Literal["publisher", "reader", "coordinator", "auditor", "dpo", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)


class Principal(msgspec.Struct, frozen=True):
    """One agency in one role, by one token or, where a person acts, by one session.

    `token_id` is the id of the token or of the session. `person` is the random id of the account of who acts:
    None for an agency's system.
    """

    token_id: UUID
    agency: str
    role: Role
    person: UUID | None = None
