"""The cookie of a session: sent to this host alone, over TLS alone, to no script and from no other site."""

import re
from ipaddress import ip_address
from typing import Any

from litestar.datastructures import Cookie

from domain.problems import refuse
from server.api.problems import ProblemError

BY_TLS = "__Host-jejak"  # a browser takes it only with Secure, Path=/ and no Domain (RFC 6265bis)
AT_HOME = "jejak"  # on the machine itself, where there is no TLS
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:]*)(?::[0-9]{1,5})?")


def session_cookie(scope: Any, secret: str, seconds: int) -> Cookie:
    """The cookie to be set; 0 seconds takes it away."""
    return Cookie(
        key=cookie_name(scope),
        value=secret,
        max_age=seconds,
        path="/",
        secure=scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )


def sign_in_cookie(scope: Any, sealed: str, seconds: int) -> Cookie:
    """What the browser keeps while its user is at the identity provider, from where another site sends it
    back: so `lax`, which the session's own is not."""
    made = session_cookie(scope, sealed, seconds)
    made.key, made.samesite = sign_in_name(scope), "lax"
    return made


def browser_cookie(scope: Any, sealed: str, seconds: int) -> Cookie:
    """What tells a browser in which somebody came in before (server/auth/browsers.py)."""
    made = session_cookie(scope, sealed, seconds)
    made.key = browser_name(scope)
    return made


def cookie_name(scope: Any) -> str:
    """Under which name the session is kept, by how the call comes."""
    return BY_TLS if scope["scheme"] == "https" else AT_HOME


def sign_in_name(scope: Any) -> str:
    """Under which name a login at the provider is kept."""
    return f"{cookie_name(scope)}-sign-in"


def browser_name(scope: Any) -> str:
    """Under which name a browser that is known keeps it."""
    return f"{cookie_name(scope)}-browser"


def cookie_value(scope: Any, name: str) -> str | None:
    """The value of the one cookie of this name; None where there is none, or more than one."""
    found = [
        value.strip()
        for header, line in scope["headers"]
        if header == b"cookie"
        for key, _, value in (pair.partition("=") for pair in line.decode("latin-1").split(";"))
        if key.strip() == name
    ]
    return found[0] if len(found) == 1 else None


def requires_private_way(scope: Any) -> None:
    """Raises ProblemError where a password or a session would cross a network without TLS.

    Judged by the host that the browser asked for: another site's name that leads to this machine is not home.
    """
    if scope["scheme"] == "https" or _loopback(_host(scope)):
        return
    rule = "People log in over TLS; a proxy that ends it must say so in X-Forwarded-Proto."
    raise ProblemError(refuse("forbidden", rule))


def refuse_other_sites(scope: Any) -> None:
    """Raises ProblemError where a browser says that another site makes the call: by Fetch Metadata, and one
    that has none of it by the origin of the page. A program that is no browser says neither."""
    sites = _values(scope, b"sec-fetch-site")
    ours = f"{scope['scheme']}://".encode() + b"".join(_values(scope, b"host"))
    others = set(sites) - {b"same-origin", b"none"} if sites else set(_values(scope, b"origin")) - {ours}
    if others:
        raise ProblemError(refuse("forbidden", "A page of another site may not make this call."))


def _values(scope: Any, name: bytes) -> list[bytes]:
    return [value for header, value in scope["headers"] if header == name]


def _host(scope: Any) -> str:
    named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    match = HOST.fullmatch(named[0]) if len(named) == 1 else None
    return match[1].strip("[]").lower() if match else ""


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
