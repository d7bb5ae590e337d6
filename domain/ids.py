"""Identifiers: agencies, sources, event ids, and the streams that belong to no case."""

from __future__ import annotations

import re
from uuid import RFC_4122, UUID, uuid5

NAMESPACE = UUID("5b0c1f7e-2f6a-5d0e-9c55-6a656a616b21")

MAX_ID = 64
ID_PATTERN = re.compile(r"[A-Za-z0-9._:-]{1,64}")
AGENCY_PATTERN = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")

_SOURCE_PREFIX = "/agencies/"


def source_of(agency: str) -> str:
    """The CloudEvents `source` of an agency: `/agencies/<agency>`."""
    return _SOURCE_PREFIX + agency


def agency_of(source: str) -> str:
    """The agency id in a CloudEvents `source`; ValueError when the source is not an agency's."""
    agency = source[len(_SOURCE_PREFIX) :]
    if not source.startswith(_SOURCE_PREFIX) or not AGENCY_PATTERN.fullmatch(agency):
        raise ValueError("a source is /agencies/ and an agency id")
    return agency


def agency_stream(origin: str, agency: str) -> UUID:
    """The registry stream of one agency: its registration and keys."""
    return _registry_stream(f"{origin}/agencies/{agency}")


def rules_stream(origin: str) -> UUID:
    """The registry stream of the rules in force in one deployment."""
    return _registry_stream(f"{origin}/rules")


def task_force_stream(origin: str, task_force: str) -> UUID:
    """The registry stream of one task force."""
    return _registry_stream(f"{origin}/task-forces/{task_force}")


def is_registry_stream(stream: UUID) -> bool:
    """Whether the id has the form kept for the registry: a UUID of version 8 (RFC 9562 section 5.8).

    Anyone can compute these ids, so a case opened under one would keep an agency from ever being registered.
    """
    return stream.variant == RFC_4122 and stream.version == 8


def _registry_stream(name: str) -> UUID:
    """SHA-1 of the name as in version 5, marked as version 8."""
    bits = uuid5(NAMESPACE, name).int
    return UUID(int=bits & ~(0xF << 76) | 8 << 76)
