"""Body and disclosures: the one format in which events travel and are stored (docs/envelope.md).

Signed: `parse_signed` (form) then `verify_signed` (key and signature). Plain: `parse_plain`, then
`build_signed` with an escrow key. Both end as a Proposed event. Stored bytes are the bytes received.
The parts stand in `body` (shapes), `jws`, `attributes`, `disclosures` and `canonical`; import from here.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256
from operator import attrgetter
from typing import Any, Literal, NamedTuple

import msgspec

from domain.attributes import Context, read_attributes
from domain.base64url import encode
from domain.body import Body, Disclosure, Plain, Proposed, Signed, Signer
from domain.canonical import (
    Members,
    canonical,
    canonical_members,
    read_members,
    too_deep,
    too_large,
)
from domain.catalogue import EventType
from domain.catalogue.registry import decode_body, decode_full
from domain.catalogue.upcast import upcast
from domain.directory import Directory
from domain.disclosures import (
    classes_of,
    cut_out,
    match_disclosures,
    misplaced,
    open_disclosure,
    take_digests,
)
from domain.json_errors import tell
from domain.jws import protect, read_flattened
from domain.problems import Refusal, refuse
from domain.signatures import verify_event

__all__ = [
    "Body",
    "Disclosure",
    "Plain",
    "Proposed",
    "Signed",
    "Signer",
    "build_signed",
    "canonical",
    "form_hmac",
    "open_disclosure",
    "parse_plain",
    "parse_signed",
    "verify_signed",
]

_SERVER_ONLY = frozenset({"position", "caseversion", "recordedat", "assurance"})


class _PlainBody(Body, frozen=True, forbid_unknown_fields=True, kw_only=True):
    origin: str | None = None  # type: ignore[assignment]  # filled with the deployment's own
    datacontenttype: Literal["application/json"] | None = None  # accepted and dropped


class _Data(NamedTuple):
    typed: Any
    disclosures: tuple[Disclosure, ...]


_encode_body = msgspec.json.Encoder().encode
_decode_body = msgspec.json.Decoder(Body).decode
_decode_plain = msgspec.json.Decoder(_PlainBody).decode
_values = attrgetter(*Body.__struct_fields__)


def parse_signed(raw: bytes, origin: str) -> Signed | Refusal:
    """Read a flattened JWS event for the deployment `origin`, all but its key and signature.

    `raw` is one JSON object, media type application/jose+json.
    """
    flattened = read_flattened(raw)
    if isinstance(flattened, Refusal):
        return flattened
    if flattened.header.escrow:
        return refuse("escrow_refused", "Escrow keys sign inside the server only.")
    body = _read_body(flattened.payload)
    if isinstance(body, Refusal):
        return body
    context = read_attributes(body, origin)
    if isinstance(context, Refusal):
        return context
    if context.agency != flattened.header.agency:
        return refuse("foreign_source", "The kid names the agency that is the source.", "source")
    data = _read_data(context.event_type, body, flattened.disclosures)
    if isinstance(data, Refusal):
        return data
    return Signed(
        event_type=context.event_type,
        body=body,
        data=data.typed,
        agency=context.agency,
        case=context.case,
        occurred=context.occurred,
        payload=flattened.payload,
        state=flattened.state,
        kid=flattened.header.kid,
        disclosures=data.disclosures,
        classes=classes_of(context.event_type, data.disclosures),
        body_hash=sha256(flattened.payload).hexdigest(),
    )


def verify_signed(signed: Signed, directory: Directory, origin: str) -> Proposed | Refusal:
    """Check that the key of `signed` is registered, valid at the end of the log, may sign this type, and did.

    `origin` must be the one it was parsed for.
    """
    if signed.body.origin != origin:
        return refuse("wrong_origin", "The event names another deployment as its origin.", "origin")
    refusal = verify_event(signed, directory)
    if refusal is not None:
        return refusal
    return Proposed(
        event_type=signed.event_type,
        body=signed.body,
        data=signed.data,
        agency=signed.agency,
        case=signed.case,
        occurred=signed.occurred,
        payload=signed.payload,
        state=signed.state,
        kid=signed.kid,
        assurance="agency",
        disclosures=signed.disclosures,
        classes=signed.classes,
        body_hash=signed.body_hash,
    )


def parse_plain(raw: bytes, origin: str) -> Plain | Refusal:
    """Read a CloudEvents event without a signature for the deployment `origin`.

    `raw` is one JSON object, media type application/cloudevents+json: the attributes of the signed body with
    the full data in clear. `origin` may be left out; `datacontenttype: application/json` is dropped.
    """
    refusal = too_large(raw, "An event") or too_deep(raw)
    if refusal is not None:
        return refusal
    received = _decode(raw, _decode_plain)
    if isinstance(received, Refusal):
        return received
    members = read_members(raw)
    if isinstance(members, Refusal):
        return members
    body = _filled(received, origin)
    context = read_attributes(body, origin)
    if isinstance(context, Refusal):
        return context
    return _checked_plain(body, context, _form(members, origin))


def build_signed(
    plain: Plain, signer: Signer, salts: Callable[[], bytes], request_hmac: bytes | None
) -> Proposed | Refusal:
    """Cut the classed fields out of `plain`, and sign the body with an escrow key of its agency.

    `salts` gives 16 fresh random bytes at each call; `request_hmac` is `form_hmac` of the same event.
    """
    data, disclosures = cut_out(plain.event_type, plain.body.data, salts)
    body = msgspec.structs.replace(plain.body, data=data)
    payload = _encode_body(body)
    refusal = too_large(payload, "A body")
    if refusal is not None:
        return refusal
    signed = f"{protect(signer.kid)}.{encode(payload)}".encode("ascii")
    return Proposed(
        event_type=plain.event_type,
        body=body,
        data=decode_body(plain.event_type, _current(plain.event_type, body.type, data)),
        agency=plain.agency,
        case=plain.case,
        occurred=plain.occurred,
        payload=payload,
        state=signed + b"." + encode(signer.sign(signed)).encode("ascii"),
        kid=signer.kid,
        assurance="escrow",
        disclosures=disclosures,
        classes=classes_of(plain.event_type, disclosures),
        body_hash=sha256(payload).hexdigest(),
        request_hmac=request_hmac,
    )


def form_hmac(key: bytes, plain: Plain) -> bytes:
    """HMAC-SHA256 of the RFC 8785 form of a plain event: the same event sent again has the same.

    Keyed, because the form holds names and phone numbers that a bare hash would let anyone guess.
    """
    return hmac.digest(key, plain.form, "sha256")


def _read_body(payload: bytes) -> Body | Refusal:
    refusal = too_large(payload, "A body") or too_deep(payload)
    if refusal is not None:
        return refusal
    body = _decode(payload, _decode_body)
    if isinstance(body, Refusal):
        return body
    members = read_members(payload)
    return members if isinstance(members, Refusal) else body


def _decode(raw: bytes, decoder: Callable[[bytes], Any]) -> Any:
    try:
        return decoder(raw)
    except msgspec.ValidationError as error:
        return _tell_attribute(error)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return refuse("malformed_json", "An event is one JSON object in UTF-8 (RFC 8259).")


def _tell_attribute(error: msgspec.ValidationError) -> Refusal:
    refusal = tell(error, "attribute")
    if refusal.field is None and refusal.type == "invalid_attribute":
        return refuse("malformed_json", "An event is one JSON object.")
    if refusal.field in _SERVER_ONLY:
        return refuse("unknown_attribute", "The server gives this attribute, no publisher.", refusal.field)
    return refusal


def _filled(received: _PlainBody, origin: str) -> Body:
    body = Body(**dict(zip(Body.__struct_fields__, _values(received), strict=True)))
    return body if body.origin is not None else msgspec.structs.replace(body, origin=origin)


def _form(members: Members, origin: str) -> bytes:
    attributes = {name: value for name, value in members.value.items() if value is not None}
    attributes.pop("datacontenttype", None)
    attributes["origin"] = origin
    return canonical_members(Members(attributes, members.simple))


def _checked_plain(body: Body, context: Context, form: bytes) -> Plain | Refusal:
    try:
        decode_full(context.event_type, _current(context.event_type, body.type, body.data))
    except msgspec.ValidationError as error:
        return tell(error, "field", "data")
    return Plain(
        event_type=context.event_type,
        body=body,
        agency=context.agency,
        case=context.case,
        occurred=context.occurred,
        form=form,
    )


def _current(event_type: EventType, type_string: str, data: dict[str, Any]) -> dict[str, Any]:
    """`data` in the current version of its type: an agency that was offline may publish an earlier one."""
    return data if type_string == event_type.type else upcast(type_string, data)


def _read_data(event_type: EventType, body: Body, received: tuple[str, ...]) -> _Data | Refusal:
    data = dict(body.data)
    digests = take_digests(data)
    if isinstance(digests, Refusal):
        return digests
    disclosures = match_disclosures(digests, received)
    if isinstance(disclosures, Refusal):
        return disclosures
    refusal = misplaced(event_type, data, disclosures)
    if refusal is not None:
        return refusal
    data = _current(event_type, body.type, data)
    full = {**data, **{disclosure.field: disclosure.value for disclosure in disclosures}}
    try:
        decode_full(event_type, full)
        return _Data(decode_body(event_type, data), disclosures)
    except msgspec.ValidationError as error:
        return tell(error, "field", "data")
