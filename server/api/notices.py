"""/v1/notices/confidentiality: that identities are secret, read and acknowledged before one is opened."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.params import JSONBody

from server.api.documented import TOKEN, TOKEN_PROBLEMS, answer, refusals
from server.api.problems import invalid_parameter
from server.api.reading import refuse_unknown_parameters
from server.auth.guards import requires_token
from server.readlog.reader import reader_of
from server.services import services_of


class ConfidentialityNotice(msgspec.Struct, kw_only=True):
    """The notice in force. `classes`: what is not opened before it is acknowledged; `acknowledgedat`: when
    this caller did, null until then."""

    version: int
    text: dict[str, str]
    basis: str
    classes: list[str]
    acknowledgedat: datetime | None


class NoticeRead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The caller has been told what this version of the notice says."""

    version: int


class NoticeAcknowledged(msgspec.Struct, kw_only=True):
    """On record since `acknowledgedat`, for the person, or for the token where no person acts."""

    version: int
    acknowledgedat: datetime


@get(
    "/v1/notices/confidentiality",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readConfidentialityNotice",
    summary="The notice that identities are secret, and whether I have acknowledged it",
    description="Token: any. Telling an identity on is an offence for one who was told (UU 21/2007 art 24).",
    security=TOKEN,
    tags=["reading"],
    responses={200: answer(ConfidentialityNotice, "The notice in force.")}
    | refusals("invalid_parameter", *TOKEN_PROBLEMS),
)
async def read_confidentiality_notice(request: Request[Any, Any, Any]) -> ConfidentialityNotice:
    """In both languages."""
    notices = services_of(request).notices
    notice, reader = notices.notice, reader_of(request)
    return ConfidentialityNotice(
        version=notice.version,
        text=msgspec.structs.asdict(notice.text),
        basis=notice.basis,
        classes=list(notice.before),
        acknowledgedat=await notices.acknowledged_at(reader.holder),
    )


@post(
    "/v1/notices/confidentiality/acknowledgement",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="acknowledgeConfidentialityNotice",
    summary="Say that I have been told that identities are secret",
    description=(
        "Token: any. Recorded once for a person, or for a token where no person acts; the same again answers "
        "the first. Without it, what would open an identity is refused (`notice_required`)."
    ),
    security=TOKEN,
    tags=["reading"],
    status_code=200,
    responses={200: answer(NoticeAcknowledged, "On record.")}
    | refusals("invalid_parameter", *TOKEN_PROBLEMS),
)
async def acknowledge_confidentiality_notice(
    request: Request[Any, Any, Any], data: JSONBody[NoticeRead]
) -> NoticeAcknowledged:
    """Of the version in force: nobody acknowledges what they were not shown."""
    notices = services_of(request).notices
    if data.version != notices.notice.version:
        raise invalid_parameter("version", "Acknowledge the version of the notice that is in force.")
    first = await notices.acknowledge(reader_of(request))
    return NoticeAcknowledged(version=data.version, acknowledgedat=first)
