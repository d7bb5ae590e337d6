"""GET /v1/log/keys: whose signatures the log holds, and from which position to which each key is valid."""

import msgspec
from litestar import Request, get

from domain import base64url
from domain.directory import Agency, Directory, Key
from domain.keys import thumbprint
from server.api.documented import TOKEN, TOKEN_PROBLEMS, refusals
from server.auth.guards import requires_token
from server.services import services_of


class PublicKey(msgspec.Struct, kw_only=True):
    """An Ed25519 key as an OKP JWK names it (`x`), valid for positions strictly between the two.

    `compromised_since`: for what it signed from this position on its agency does not vouch; null for none.
    """

    kid: str
    x: str
    thumbprint: str
    custody: str
    from_position: int
    until_position: int | None
    compromised_since: int | None


class AgencyKeys(msgspec.Struct, kw_only=True):
    """An agency and every key it ever registered.

    `root` is the thumbprint that verifiers pin; null where the host alone vouches for the agency's keys.
    """

    id: str
    kind: str
    name: str
    task_forces: list[str]
    root: str | None
    keys: list[PublicKey]


class LogKeys(msgspec.Struct, kw_only=True):
    """The registry as of `position`, the position of its last event."""

    origin: str
    position: int
    agencies: list[AgencyKeys]


@get(
    "/v1/log/keys",
    guards=[requires_token],
    operation_id="listKeys",
    summary="Agencies and their keys",
    description="Token: any.",
    security=TOKEN,
    tags=["log"],
    responses=refusals(*TOKEN_PROBLEMS),
)
async def list_keys(request: Request) -> LogKeys:
    """Every agency with its keys, in order of agency id and of registration."""
    services = services_of(request)
    await services.directory.reload()
    directory = services.directory.current
    return LogKeys(
        origin=services.settings.origin,
        position=directory.position,
        agencies=[agency_keys(directory, agency) for _, agency in sorted(directory.agencies.items())],
    )


def agency_keys(directory: Directory, agency: Agency) -> AgencyKeys:
    """An agency with its keys in order of registration."""
    keys = sorted(
        (key for key in directory.keys.values() if key.agency == agency.id),
        key=lambda key: (key.from_position, key.kid),
    )
    return AgencyKeys(
        id=agency.id,
        kind=agency.kind,
        name=agency.name,
        task_forces=list(agency.task_forces),
        root=thumbprint(directory.keys[agency.root_kid].public) if agency.root_kid else None,
        keys=[_key(key) for key in keys],
    )


def _key(key: Key) -> PublicKey:
    return PublicKey(
        kid=key.kid,
        x=base64url.encode(key.public),
        thumbprint=thumbprint(key.public),
        custody=key.custody,
        from_position=key.from_position,
        until_position=key.until_position,
        compromised_since=key.compromised_since,
    )
