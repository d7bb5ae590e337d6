"""Events as an agency makes and reads them: CloudEvents, signed, with classed fields as disclosures.

docs/envelope.md is the format. This shares no code with the server (docs/adr/0024).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from jejak_client import base64url, strict_json
from jejak_client.keys import AgencyKey

TYP = "jejak-event+jws"
SALT_BYTES = 16

Event = dict[str, Any]


class EnvelopeError(ValueError):
    """An event cannot be signed or opened; the message names the field and the rule, never a value."""


class OpenedEvent(NamedTuple):
    """An event as its reader may see it.

    `attributes` are those of the signed body without `data`; `data` holds the case-class fields and every
    disclosed one; `disclosed` names the latter; `withheld` counts digests without a disclosure.
    """

    attributes: Event
    data: Event
    disclosed: tuple[str, ...]
    withheld: int
    kid: str


def new_event(
    agency: str, event_type: str, case: UUID | str, data: Mapping[str, Any], time: datetime, **attributes: Any
) -> Event:
    """A plain event with a random id; `time` must know its offset.

    `attributes` are the optional ones of docs/envelope.md, and `id` where the caller's system has its own.
    """
    if time.utcoffset() is None:
        raise EnvelopeError("time: it needs its offset")
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"/agencies/{agency}",
        "type": event_type,
        "subject": str(case),
        "time": time.isoformat(),
        **attributes,
        "data": dict(data),
    }


def sign_event(
    event: Mapping[str, Any],
    key: AgencyKey,
    classes: Mapping[str, str],
    origin: str,
    salts: Callable[[], bytes] = lambda: secrets.token_bytes(SALT_BYTES),
) -> Event:
    """Sign a plain event for the deployment `origin`: the flattened JWS with its disclosures.

    `classes` gives the data class of each field of the type, as the catalogue of the server has it. A field
    of another name raises EnvelopeError rather than stand in the body by mistake.
    """
    body = {name: value for name, value in event.items() if name != "datacontenttype" and value is not None}
    if body.get("source") != f"/agencies/{key.agency}":
        raise EnvelopeError("source: it is not the agency of the key")
    if body.setdefault("origin", origin) != origin:
        raise EnvelopeError("origin: the event names another deployment")
    body["data"], disclosures = _cut_out(event.get("data"), classes, salts)
    signed = key.sign(_encode(body), TYP)
    return {**signed, "header": {"disclosures": disclosures}} if disclosures else dict(signed)


def is_signed(item: Mapping[str, Any]) -> bool:
    """Whether this is a flattened JWS and not a plain event."""
    return "payload" in item


def attributes_of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The members of a plain event, or of the body of a signed one."""
    return _body_of(item) if is_signed(item) else item


def id_of(item: Mapping[str, Any]) -> str | None:
    """The id of a plain or signed event, None where it has none."""
    try:
        found = attributes_of(item).get("id")
    except EnvelopeError:
        return None
    return found if isinstance(found, str) else None


def open_event(signed: Mapping[str, Any]) -> OpenedEvent:
    """Open the disclosures of a flattened JWS. EnvelopeError where one does not belong to the signed body.

    The signature is not verified: who needs proof asks the verifier.
    """
    body = _body_of(signed)
    data = dict(body.pop("data", {}))
    digests = data.pop("_sd", [])
    data.pop("_sd_alg", None)
    opened = [_open(each, digests) for each in signed.get("header", {}).get("disclosures", [])]
    disclosed = dict(opened)
    if len(disclosed) != len(opened) or disclosed.keys() & data.keys():
        raise EnvelopeError("disclosures: a field stands twice")
    return OpenedEvent(
        body, {**data, **disclosed}, tuple(disclosed), len(digests) - len(opened), _kid_of(signed)
    )


def body_hash(signed: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the signed body: `hash` of the server's answers and receipts."""
    return sha256(base64url.decode(signed["payload"])).hexdigest()


def _cut_out(data: Any, classes: Mapping[str, str], salts: Callable[[], bytes]) -> tuple[Event, list[str]]:
    if not isinstance(data, Mapping):
        raise EnvelopeError("data: it is a JSON object")
    body: Event = {}
    disclosures: list[str] = []
    for name, value in data.items():
        if name not in classes:
            raise EnvelopeError("data: the type has no such field in the catalogue that this client read")
        if classes[name] == "case":
            body[name] = value
        elif value is not None:
            disclosures.append(base64url.encode(_encode([base64url.encode(salts()), name, value])))
    if disclosures:
        body |= {"_sd": sorted(map(_digest, disclosures)), "_sd_alg": "sha-256"}
    return body, disclosures


def _open(encoded: str, digests: list[str]) -> tuple[str, Any]:
    if _digest(encoded) not in digests:
        raise EnvelopeError("disclosures: one has no digest in the signed body")
    try:
        _, name, value = strict_json.decode(base64url.decode(encoded))
    except (ValueError, TypeError):
        raise EnvelopeError("disclosures: one is not salt, field and value") from None
    return str(name), value


def _body_of(signed: Mapping[str, Any]) -> Event:
    try:
        body = strict_json.decode(base64url.decode(signed["payload"]))
    except (ValueError, TypeError, AttributeError):
        raise EnvelopeError("payload: it is not base64url of JSON") from None
    if not isinstance(body, dict):
        raise EnvelopeError("payload: it is not an event")
    return body


def _kid_of(signed: Mapping[str, Any]) -> str:
    try:
        return str(strict_json.decode(base64url.decode(signed["protected"]))["kid"])
    except (ValueError, TypeError, KeyError):
        raise EnvelopeError("protected: it is not a header with a kid") from None


def _digest(encoded: str) -> str:
    return base64url.encode(sha256(encoded.encode("ascii")).digest())


def _encode(value: Any) -> bytes:
    try:
        return strict_json.encode(value)
    except ValueError:
        raise EnvelopeError("data: a value has no form in JSON") from None
