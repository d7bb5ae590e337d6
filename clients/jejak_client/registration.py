"""Registering a signing key of an agency under its root key, from the agency's own machine.

The subject is the registry stream of the agency (docs/envelope.md). Neither private key leaves its file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from jejak_client.answers import Answer
from jejak_client.api import JejakClient
from jejak_client.envelope import new_event
from jejak_client.keys import AgencyKey

STREAMS = UUID("5b0c1f7e-2f6a-5d0e-9c55-6a656a616b21")


class Registered(Exception):
    """The key is on record already: registering it again would be refused."""


def register_key(client: JejakClient, key: AgencyKey, root: AgencyKey, custody: str) -> Answer:
    """Bring `key` into force; `custody` is "agency" or "device". Raises Registered where it is on record."""
    if any(known["kid"] == key.kid for agency in client.keys()["agencies"] for known in agency["keys"]):
        raise Registered(key.kid)
    origin = client.origin()
    data = {
        "agency": key.agency,
        "key": key.x,
        "custody": custody,
        "possession": key.prove_possession(origin, custody),
    }
    stream = registry_stream(origin, key.agency)
    event = new_event(root.agency, "jejak.KeyRegistered.v1", stream, data, datetime.now(UTC))
    return client.publish(client.sign(event, root))


def registry_stream(origin: str, agency: str) -> UUID:
    """The stream of an agency's registration and keys: a UUIDv5 of its name, marked as version 8."""
    bits = uuid5(STREAMS, f"{origin}/agencies/{agency}").int
    return UUID(int=bits & ~(0xF << 76) | 8 << 76)
