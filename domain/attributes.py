"""The attributes of an event besides its data: their forms, and how they depend on each other."""

from __future__ import annotations

import re
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.base64url import decode
from domain.body import Body
from domain.catalogue import EventType, by_type
from domain.ids import ID_PATTERN, agency_of
from domain.problems import Refusal, refuse

MAX_INTEGER = 2**31 - 1  # the Integer of CloudEvents 1.0 section 3.4
MAX_ORIGIN = 255

_SUBJECT = re.compile(r"(?![0-]+$)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(
    r"(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII
)  # RFC 3339, capital letters
_DATE = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")
_PAIRS = (("effectedon", "effecteddoc"), ("prevversion", "prevhash"), ("seensize", "seenroot"))
_TEXTS = (("basis", 200), ("purpose", 100), ("effecteddoc", 200))
# Basis and purpose stand in the clear for ever, so they cite and classify: no phone or identity number fits.
_CITATION = re.compile(r"(?!.*[0-9]{7})[A-Za-z0-9 ./,:;()&'_-]+", re.ASCII)
_DEFAULTS = dict(
    zip(Body.__struct_fields__[-len(Body.__struct_defaults__) :], Body.__struct_defaults__, strict=True)
)
_optional = attrgetter(*_DEFAULTS)
_NONE = tuple(_DEFAULTS.values())
_COUNTS = (("basedon", 0), ("prevversion", 1), ("seensize", 0))


class Context(NamedTuple):
    """What the attributes say: which type, whose, which case, when (aware)."""

    event_type: EventType
    agency: str
    case: UUID
    occurred: datetime


def read_attributes(body: Body, origin: str) -> Context | Refusal:
    """Check every attribute of `body` for the deployment `origin`."""
    if body.origin != origin:
        return refuse("wrong_origin", "The event names another deployment as its origin.", "origin")
    if not ID_PATTERN.fullmatch(body.id):
        return _invalid("id", "An id is 1 to 64 of A-Z a-z 0-9 . _ : -")
    try:
        agency = agency_of(body.source)
    except ValueError:
        return _invalid("source", "A source is /agencies/ and the id of an agency.")
    if not _SUBJECT.fullmatch(body.subject):
        return _invalid("subject", "A subject is the UUID of a case in lower case with hyphens, not nil.")
    occurred = _read_time(body.time)
    if occurred is None:
        return _invalid("time", "A time is RFC 3339 with its offset, of the years 1900 to 2199.")
    event_type = by_type(body.type)
    if event_type is None:
        return refuse("unknown_type", "The type is not in the catalogue of this deployment.", "type")
    refusal = _check_optional(body)
    return refusal or Context(event_type, agency, msgspec.convert(body.subject, UUID), occurred)


def _check_optional(body: Body) -> Refusal | None:
    if _optional(body) == _NONE:
        return None  # most events have none
    return (
        _check_ids(body)
        or _check_texts(body)
        or _check_counts(body)
        or _check_pairs(body)
        or _check_forms(body)
    )


def _check_ids(body: Body) -> Refusal | None:
    if body.actor is not None and not ID_PATTERN.fullmatch(body.actor):
        return _invalid("actor", "An actor is a random id: 1 to 64 of A-Z a-z 0-9 . _ : -")
    if body.group is not None and not ID_PATTERN.fullmatch(body.group):
        return _invalid("group", "A group is 1 to 64 of A-Z a-z 0-9 . _ : -")
    return None


def _check_texts(body: Body) -> Refusal | None:
    for name, longest in _TEXTS:
        text = getattr(body, name)
        if text is not None and not (0 < len(text) <= longest and text.isprintable()):
            return _invalid(name, f"The text has 1 to {longest} printable characters.")
    for name in ("basis", "purpose"):
        text = getattr(body, name)
        if text is not None and not _CITATION.fullmatch(text):
            rule = "A citation or a code: letters, digits, ./,:;()&'_- and no run of seven digits."
            return _invalid(name, rule)
    return None


def _check_counts(body: Body) -> Refusal | None:
    for name, least in _COUNTS:
        count = getattr(body, name)
        if count is not None and not least <= count <= MAX_INTEGER:
            return _invalid(name, f"The number is {least} to 2^31 - 1.")
    return None


def _check_pairs(body: Body) -> Refusal | None:
    for left, right in _PAIRS:
        if (getattr(body, left) is None) != (getattr(body, right) is None):
            lacking = right if getattr(body, right) is None else left
            return refuse("missing_attribute", f"{left} and {right} stand together.", lacking)
    return None


def _check_forms(body: Body) -> Refusal | None:
    if body.effectedon is not None and not _is_date(body.effectedon):
        return _invalid("effectedon", "The value is a date, YYYY-MM-DD, of the years 1900 to 2199.")
    if body.prevhash is not None and not _HASH.fullmatch(body.prevhash):
        return _invalid("prevhash", "A hash is 64 lower-case hexadecimal digits.")
    if body.seenroot is not None and not _is_root(body.seenroot):
        return _invalid("seenroot", "A root is 32 bytes in base64, as in a checkpoint.")
    return None


def _read_time(text: str) -> datetime | None:
    if not _TIME.fullmatch(text) or text.endswith("-00:00"):  # -00:00: offset unknown, RFC 3339 section 4.3
        return None
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return None


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_root(text: str) -> bool:
    if not _ROOT.fullmatch(text):
        return False
    return decode(text[:43].replace("+", "-").replace("/", "_")) is not None


def _invalid(attribute: str, rule: str) -> Refusal:
    return refuse("invalid_attribute", rule, attribute)
