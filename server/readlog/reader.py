"""Who reads, for what purpose and from which network: what the read log keeps of the one who asks."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple
from uuid import UUID

from litestar.connection import ASGIConnection

from domain.read_purposes import OF_ROLE, ReadPurpose
from server.api.documented import PURPOSE
from server.api.problems import invalid_parameter
from server.auth.guards import principal_of
from server.auth.principal import Principal, Role

# So much of an address tells an office, and not a person at a desk in it.
PREFIX_OF_VERSION = {4: 24, 6: 48}

_HEADER = PURPOSE.lower().encode()
_PURPOSES = {each.value.encode(): each for each in ReadPurpose}


class Reader(NamedTuple):
    """`token_id`: of the token or the session. The operator at the server itself has none, and no network."""

    agency: str
    role: Role
    token_id: UUID | None
    person: UUID | None
    purpose: ReadPurpose
    origin: str | None

    @property
    def holder(self) -> UUID | None:
        """Who is told that identities are secret: the person, or the token where no person acts."""
        return self.person or self.token_id


def reader_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Reader:
    """Who reads here; only behind a guard. Raises ProblemError for a purpose that is not one of the list."""
    principal = principal_of(connection)
    client = connection.scope.get("client")
    return Reader(
        principal.agency,
        principal.role,
        principal.token_id,
        principal.person,
        _purpose(connection.scope["headers"], principal),
        network_of(client[0]) if client else None,
    )


def operator_at(agency: str) -> Reader:
    """Whoever runs a command on the server's own machine, in the name of the deployment's agency.

    Nobody reads unrecorded, the operator neither.
    """
    return Reader(agency, "operator", None, None, OF_ROLE["operator"], None)


@lru_cache(maxsize=4096)
def network_of(host: str) -> str | None:
    """The network of an address, cut short; None for what is no address, such as a socket file."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefix = PREFIX_OF_VERSION[address.version]
    return str(ip_network(f"{address.compressed.partition('%')[0]}/{prefix}", strict=False))


def _purpose(headers: Any, principal: Principal) -> ReadPurpose:
    stated = [value for name, value in headers if name == _HEADER]
    if not stated:
        return OF_ROLE[principal.role]
    purpose = _PURPOSES.get(stated[0]) if len(stated) == 1 else None
    if purpose is None:
        raise invalid_parameter(PURPOSE, "The purpose is one of those that the OpenAPI document lists.")
    return purpose
