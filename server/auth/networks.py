"""From which network a call comes: what failures are counted by."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

SITE_BITS = 64  # of IPv6: one site gets at least so much (RFC 6177), and could use each address of it once
UNKNOWN = "unknown"


def network_of(scope: Any) -> str:
    """The IPv4 address or IPv6 /64 of who calls, as the server sees it; `unknown` where it sees none.

    Behind a proxy that is the proxy, unless the server is told whose X-Forwarded-For it may believe
    (FORWARDED_ALLOW_IPS).
    """
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        address = None
    if address is None:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), SITE_BITS), strict=False))
