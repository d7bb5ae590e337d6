"""Pinned roots: which key an agency has told others, by another way, to be its root.

One kid a line, `<agency>/<RFC 7638 thumbprint>`; empty lines and lines that begin with # are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jejak_client.verify.reading import Unreadable
from jejak_client.verify.registry import Registry
from jejak_client.verify.result import Findings

Roots = Mapping[str, str]  # by agency: the kid of its root

_KID = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)/[A-Za-z0-9_-]{43}", re.ASCII)


def read_roots(raw: bytes) -> Roots:
    """The roots of a file. Raises Unreadable for any other line, an agency that stands twice, or none at
    all."""
    try:
        lines = [line.strip() for line in raw.decode("utf-8").splitlines()]
    except UnicodeDecodeError:
        raise Unreadable("UTF-8") from None
    found: dict[str, str] = {}
    for line in lines:
        if not line or line.startswith("#"):
            continue
        match = _KID.fullmatch(line)
        if match is None or match[1] in found:
            raise Unreadable("one kid of a root a line, each agency once")
        found[match[1]] = line
    if not found:
        raise Unreadable("no root is pinned")
    return found


def check_roots(registry: Registry, roots: Roots | None, findings: Findings) -> None:
    """Every root in the dossier is the pinned one; without pinned ones it is said that it vouches for
    itself."""
    if roots is None:
        findings.note("own_roots", "keys.json")
        return
    for agency, kid in registry.roots.items():
        if agency not in roots:
            findings.problem("root_unpinned", agency)
        elif roots[agency] != kid:
            findings.problem("root_differs", agency)
