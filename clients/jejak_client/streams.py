"""The streams of the log that belong to no case (docs/envelope.md section 6)."""

from __future__ import annotations

from uuid import UUID, uuid5

STREAMS = UUID("5b0c1f7e-2f6a-5d0e-9c55-6a656a616b21")


def registry_stream(origin: str, agency: str) -> UUID:
    """The stream of an agency's registration and keys: a UUIDv5 of its name, marked as version 8."""
    bits = uuid5(STREAMS, f"{origin}/agencies/{agency}").int
    return UUID(int=bits & ~(0xF << 76) | 8 << 76)
