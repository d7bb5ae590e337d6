"""GET /v1/audit/accounts: who was let in, given what, and closed out, since when."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from psycopg.types.numeric import Int8

from server import audit
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, answer, refusals
from server.api.reading import refuse_unknown_parameters
from server.audit.pages import auditing_as, audits_all
from server.auth.guards import requires_auditor_or_officer
from server.opening import asker_of
from server.readlog.reader import reader_of
from server.services import services_of

LONGEST = 500  # changes on one page
LAST = 2**53 - 1
CHANGES = (Path(audit.__path__[0]) / "account_changes.sql").read_bytes()

_encode = msgspec.json.Encoder().encode


class AccountChange(msgspec.Struct, kw_only=True):
    """A change of an account or a token, which stands with its agency and roles as they were then. `altered`:
    what it may do or who it is was changed, which no verb of the operator does."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    at: datetime
    change: Literal["made", "opened", "closed", "reset", "password_changed", "altered", "removed"]
    kind: Literal["account", "token"]
    id: UUID
    agency: str
    roles: list[str]


class AccountChangePage(msgspec.Struct, kw_only=True):
    """Changes in the order in which they were made; `next` is the `after` of the next page, null at the
    end."""

    items: list[AccountChange]
    next: int | None


@get(
    "/v1/audit/accounts",
    operation_class=ReadOperation,
    guards=[requires_auditor_or_officer],
    before_request=refuse_unknown_parameters,
    operation_id="readAuditAccounts",
    summary="Every change of accounts and tokens",
    description=(
        "Token: auditor or dpo. For an agency of the kind auditor or dpo all changes; for those of another "
        "agency the changes of this agency's accounts and tokens. Ids as events and reads name them, no "
        "login. Recorded first, or refused."
    ),
    security=TOKEN,
    tags=["audit"],
    responses={200: answer(AccountChangePage, "A page of changes.")}
    | refusals("invalid_parameter", "read_log_unavailable", *TOKEN_PROBLEMS),
)
async def read_audit_accounts(
    request: Request[Any, Any, Any],
    after: Annotated[int, Parameter(ge=0, le=LAST, description="The number of the last that you have.")] = 0,
    limit: Annotated[int, Parameter(ge=1, le=LONGEST, description="At most.")] = 100,
) -> ASGIResponse:
    """Noted by the database itself at each change (migration 0035): no way of making one is without it."""
    services, reader = services_of(request), reader_of(request)
    asker = await asker_of(services, reader)
    everything = audits_all(asker)
    given = {"after": Int8(after), "limit": Int8(limit), "agency": None if everything else asker.agency}
    async with auditing_as(services, asker).connection() as conn:
        cursor = await conn.execute(CHANGES, given, prepare=True)
    names = AccountChange.__struct_fields__
    items = [AccountChange(**dict(zip(names, row, strict=True))) for row in await cursor.fetchall()]
    await services.reads.record(reader, "readAuditAccounts", [], required=True)
    following = items[-1].number if len(items) == limit else None
    return ASGIResponse(body=_encode(AccountChangePage(items=items, next=following)))
