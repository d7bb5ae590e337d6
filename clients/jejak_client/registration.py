"""Registering, replacing and revoking keys of an agency under its root key, from the agency's own machine.

The subject is the registry stream of the agency (docs/envelope.md). Neither private key leaves its file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jejak_client.answers import Answer
from jejak_client.envelope import new_event
from jejak_client.keys import AgencyKey
from jejak_client.streams import registry_stream

if TYPE_CHECKING:
    from jejak_client.api import JejakClient  # which verifies receipts by the registry of the verifier


class Registered(Exception):
    """What was asked for is on record already: asking again would be refused."""


def register_key(client: JejakClient, key: AgencyKey, root: AgencyKey, custody: str) -> Answer:
    """Bring `key` into force; `custody` is "agency" or "device". Raises Registered where it is on record."""
    if _on_record(client, key.kid) is not None:
        raise Registered(key.kid)
    data = _of_key(client, key, custody)
    return _published(client, "KeyRegistered", data, root)


def rotate_key(client: JejakClient, key: AgencyKey, replaces: str, root: AgencyKey, reason: str) -> Answer:
    """Let `key` take the place of the key of id `replaces`, in the same custody, with no position between.

    Raises Registered where the new key is on record; LookupError where the old one is not.
    """
    if _on_record(client, key.kid) is not None:
        raise Registered(key.kid)
    old = _on_record(client, replaces)
    if old is None:
        raise LookupError(replaces)
    data = {**_of_key(client, key, str(old["custody"])), "replaces": replaces, "reason": reason}
    return _published(client, "KeyRotated", data, root)


def revoke_key(
    client: JejakClient, kid: str, root: AgencyKey, reason: str, compromised_since: int | None = None
) -> Answer:
    """End the key of this id. With `compromised_since`, a log position, the agency does not vouch for what
    the key signed from there on; that may be said of a key that has ended already.

    Raises Registered where that is on record.
    """
    known = _on_record(client, kid) or {}
    ended, since = known.get("until_position") is not None, known.get("compromised_since")
    if ended and (compromised_since is None or (since is not None and since <= compromised_since)):
        raise Registered(kid)
    data: dict[str, Any] = {"kid": kid, "reason": reason}
    if compromised_since is not None:
        data |= {"compromised_since": compromised_since}
    return _published(client, "KeyRevoked", data, root)


def _of_key(client: JejakClient, key: AgencyKey, custody: str) -> dict[str, Any]:
    proof = key.prove_possession(client.origin(), custody)
    return {"agency": key.agency, "key": key.x, "custody": custody, "possession": proof}


def _on_record(client: JejakClient, kid: str) -> dict[str, Any] | None:
    keys = (key for agency in client.keys()["agencies"] for key in agency["keys"])
    return next((key for key in keys if key["kid"] == kid), None)


def _published(client: JejakClient, name: str, data: dict[str, Any], root: AgencyKey) -> Answer:
    stream = registry_stream(client.origin(), root.agency)
    event = new_event(root.agency, f"jejak.{name}.v1", stream, data, datetime.now(UTC))
    return client.publish(client.sign(event, root))
