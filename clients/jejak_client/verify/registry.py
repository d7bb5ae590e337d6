"""Whose keys sign what: the key history of a dossier, from the registrations in it
(docs/envelope.md section 6).

Keys are valid by position in the log, never by time. The first entry of the log is the operator's
registration of itself, signed with the root key that it names; everything else rests on that and on the roots
of the agencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from jejak_client import base64url
from jejak_client.streams import registry_stream
from jejak_client.tlog import ed25519
from jejak_client.tlog.errors import Malformed
from jejak_client.verify.event import Record
from jejak_client.verify.jws import POSSESSION, read_compact
from jejak_client.verify.reading import Unreadable

HOST_KIND = "deployment"
# What stands in the registry streams of agencies; the last one changes no key.
REGISTRATIONS = frozenset(
    {"AgencyRegistered", "KeyRegistered", "KeyRotated", "KeyRevoked", "LogGenerationDeclared"}
)
ROOT_SIGNS = frozenset({"KeyRegistered", "KeyRotated", "KeyRevoked"})
OF_THE_HOST = frozenset({"receipt", "log", "reads-log"})
SIGNS_EVENTS = frozenset({"agency", "device", "escrow"})
_AGENCY = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
SIGNS_ITSELF = frozenset({"polres", "kejari", "pn"})  # the host may not write for these


class NotAllowed(Exception):
    """A registration that the rules do not allow."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, valid at positions strictly between the two; `compromised_since` as its revocation says."""

    kid: str
    agency: str
    public: bytes
    custody: str
    from_position: int
    until_position: int | None = None
    compromised_since: int | None = None
    brought_by: str | None = None  # the kid of the key that registered it; None for a root

    def valid_at(self, position: int) -> bool:
        """Whether it was in force at a position."""
        return self.from_position < position and (
            self.until_position is None or position < self.until_position
        )

    def in_other_hands_at(self, position: int) -> bool:
        """Whether the agency says that somebody else may have signed with it there."""
        return self.compromised_since is not None and position >= self.compromised_since


@dataclass(slots=True)
class Registry:
    """Agencies and keys as the registrations make them; `host` is the operator's agency, once it is known."""

    origin: str
    host: str | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)

    def apply(self, record: Record) -> None:
        """Take in a registration whose signature holds. Raises NotAllowed, and changes nothing then."""
        try:
            if record.subject != str(registry_stream(self.origin, _concerned(record))):
                raise NotAllowed
            if record.name in _APPLY:
                _APPLY[record.name](self, record)
        except (Unreadable, Malformed, ValueError, KeyError, TypeError):
            raise NotAllowed from None

    def signer(self, record: Record) -> Key | None:
        """The key that an event names, None where no such key was registered for its agency before it.

        The first registration of all is signed with the root that it registers.
        """
        if record.name == "AgencyRegistered" and record.position == 1:
            return _genesis_root(record)
        key = self.keys.get(record.jws.kid)
        return key if key is not None and key.from_position < record.position else None

    def doubts(self, key: Key, position: int) -> bool:
        """Whether the key may have been in other hands there, or the one by which it came into force."""
        above = self.keys.get(key.brought_by or "")
        return key.in_other_hands_at(position) or (
            above is not None and self.doubts(above, key.from_position)
        )

    def of_custody(self, custody: str) -> list[Key]:
        """The operator's keys of one custody, revoked ones included."""
        return [key for key in self.keys.values() if key.agency == self.host and key.custody == custody]

    def host_keys(self) -> frozenset[bytes]:
        """Every public key that the operator holds: its own, and those it keeps for others."""
        return frozenset(
            key.public for key in self.keys.values() if key.agency == self.host or key.custody == "escrow"
        )

    def add(self, key: Key) -> None:
        """Bring a key into force. Raises NotAllowed for one that was ever registered, for whatever use."""
        if any(known.public == key.public for known in self.keys.values()):
            raise NotAllowed
        self.keys[key.kid] = key


def may_sign(key: Key, record: Record) -> bool:
    """Whether this key signs events of this type at this position."""
    genesis = key.from_position == record.position == 1
    if not genesis and not key.valid_at(record.position) and not _ends_itself(key, record):
        return False
    if key.custody == "root":
        return genesis or record.name in ROOT_SIGNS
    return key.custody in SIGNS_EVENTS


def _ends_itself(key: Key, record: Record) -> bool:
    """A root may end itself: with that it signs for the last time."""
    ends = record.name == "KeyRevoked" and record.data.get("kid") == key.kid
    return ends and record.position == key.until_position


def thumbprint(public: bytes) -> str:
    """The RFC 7638 SHA-256 thumbprint of an Ed25519 public key."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{base64url.encode(public)}"}}'
    return base64url.encode(sha256(jwk.encode("ascii")).digest())


def _agency_registered(registry: Registry, record: Record) -> None:
    agency, kind = _text(record, "agency"), _text(record, "kind")
    if not _AGENCY.fullmatch(agency):
        raise NotAllowed
    if registry.host is None:
        if record.position != 1 or kind != HOST_KIND or agency != record.agency:
            raise NotAllowed
    elif record.agency != registry.host:
        raise NotAllowed
    if registry.kinds.get(agency, kind) != kind:
        raise NotAllowed
    root = record.data.get("root_key")
    if agency in registry.kinds:
        known = registry.roots.get(agency)
        if known is not None and (root is None or registry.keys[known].public != base64url.decode(root)):
            raise NotAllowed
    if root is not None and agency not in registry.roots:
        _pin_root(registry, record, agency)
    if registry.host is None:
        if agency not in registry.roots:
            raise NotAllowed
        registry.host = agency
    registry.kinds[agency] = kind


def _pin_root(registry: Registry, record: Record, agency: str) -> None:
    key = _key(record, agency, _text(record, "root_key"), "root")
    _require_possession(record, key, "root", registry.origin)
    registry.add(key)
    registry.roots[agency] = key.kid


def _key_registered(registry: Registry, record: Record) -> None:
    agency, custody = _text(record, "agency"), _text(record, "custody")
    if agency not in registry.kinds or not _brings_into_force(registry, record, agency, custody):
        raise NotAllowed
    key = _key(record, agency, _text(record, "key"), custody)
    _require_possession(record, key, custody, registry.origin)
    registry.add(replace(key, brought_by=record.jws.kid))


def _key_rotated(registry: Registry, record: Record) -> None:
    replaced = registry.keys[_text(record, "replaces")]
    agency, custody = _text(record, "agency"), _text(record, "custody")
    if replaced.agency != agency or replaced.custody != custody or replaced.until_position is not None:
        raise NotAllowed
    _key_registered(registry, record)
    registry.keys[replaced.kid] = replace(replaced, until_position=record.position)


def _key_revoked(registry: Registry, record: Record) -> None:
    """A key that has ended stays ended: what may still be said of it is since when it was in other hands."""
    key = registry.keys[_text(record, "kid")]
    since, ended = record.data.get("compromised_since"), key.until_position
    if not _ends(registry, record, key) or (ended is not None and since is None):
        raise NotAllowed
    last = record.position if ended is None else ended - 1
    if since is not None and (type(since) is not int or not key.from_position < since <= last):
        raise NotAllowed
    stated = [each for each in (key.compromised_since, since) if each is not None]
    registry.keys[key.kid] = replace(
        key, until_position=ended or record.position, compromised_since=min(stated, default=None)
    )


def _brings_into_force(registry: Registry, record: Record, agency: str, custody: str) -> bool:
    """An agency's root alone registers its keys; the operator does where there is no root, in escrow only."""
    if custody == "escrow":
        if registry.kinds[agency] in SIGNS_ITSELF:
            return False
        return _by_root(registry, record, agency) if agency in registry.roots else _by_host(registry, record)
    if custody in OF_THE_HOST and agency != registry.host:
        return False
    known = custody in OF_THE_HOST or custody in ("agency", "device")
    return known and _by_root(registry, record, agency)


def _ends(registry: Registry, record: Record, key: Key) -> bool:
    if key.agency in registry.roots:
        return _by_root(registry, record, key.agency)
    return _by_host(registry, record)


def _by_root(registry: Registry, record: Record, agency: str) -> bool:
    return registry.roots.get(agency) == record.jws.kid


def _by_host(registry: Registry, record: Record) -> bool:
    key = registry.keys.get(record.jws.kid)
    return record.agency == registry.host and key is not None and key.custody in ("agency", "device")


def _genesis_root(record: Record) -> Key | None:
    try:
        key = _key(record, record.agency, _text(record, "root_key"), "root")
    except (Unreadable, Malformed, ValueError, KeyError):
        return None
    return key if key.kid == record.jws.kid else None


def _key(record: Record, agency: str, x: str, custody: str) -> Key:
    public = base64url.decode(x)
    ed25519.check_public_key(public)
    escrow = "escrow/" if custody == "escrow" else ""
    return Key(f"{escrow}{agency}/{thumbprint(public)}", agency, public, custody, record.position)


def _require_possession(record: Record, key: Key, use: str, origin: str) -> None:
    proof = read_compact(_text(record, "possession"), POSSESSION, with_kid=False)
    stated = {"agency": key.agency, "origin": origin, "thumbprint": thumbprint(key.public), "use": use}
    if proof.said() != stated or not proof.holds(key.public):
        raise NotAllowed


def _concerned(record: Record) -> str:
    """The agency whose registry stream it belongs to."""
    if record.name == "KeyRevoked":
        return _text(record, "kid").removeprefix("escrow/").partition("/")[0]
    return record.agency if record.name == "LogGenerationDeclared" else _text(record, "agency")


def _text(record: Record, name: str) -> str:
    value = record.data[name]
    if not isinstance(value, str):
        raise Unreadable("a member of the registration")
    return value


_APPLY = {
    "AgencyRegistered": _agency_registered,
    "KeyRegistered": _key_registered,
    "KeyRotated": _key_rotated,
    "KeyRevoked": _key_revoked,
}


def differs(registry: Registry, told: Any) -> bool:
    """Whether keys.json says something else than the registrations do, of a key or of one more."""
    try:
        keys = [key for agency in told["agencies"] for key in agency["keys"]]
        listed = {key["kid"]: key for key in keys}
        differing = any(_told_otherwise(key, listed.get(key.kid)) for key in registry.keys.values())
        return differing or len(keys) != len(registry.keys)
    except (KeyError, TypeError):
        return True


def _told_otherwise(key: Key, told: Mapping[str, Any] | None) -> bool:
    mine = (base64url.encode(key.public), key.custody, key.from_position, key.until_position)
    names = ("x", "custody", "from_position", "until_position")
    if told is None or tuple(told[name] for name in names) != mine:
        return True
    return bool(told.get("compromised_since") != key.compromised_since)


def registrations(records: Iterable[Record]) -> list[Record]:
    """Those of the records that are registrations, in the order of the log."""
    return sorted((each for each in records if each.name in REGISTRATIONS), key=lambda each: each.position)
