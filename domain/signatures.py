"""Which registered key may sign which event, and whether it did.

A key is valid by position in the log, never by wall time: a stolen and revoked key must not sign events that
are merely dated before the theft (reference/evidence.md section 4.6).
"""

from __future__ import annotations

from domain.body import Proposed, Signed
from domain.directory import Directory
from domain.jws import signature_of, signing_input
from domain.keys import read_public_key, thumbprint, verify
from domain.problems import Refusal, refuse

GENESIS = "AgencyRegistered"

# What an agency's root key is for. Daily use would bring the offline key online.
ROOT_SIGNS = frozenset({"KeyRegistered", "KeyRotated", "KeyRevoked"})
_SIGNS_EVENTS = frozenset({"root", "agency", "device"})


def verify_event(signed: Signed, directory: Directory) -> Refusal | None:
    """Refusal unless the key of `signed` is registered, valid now, allowed this type, and did sign."""
    public = _genesis_key(signed) if is_genesis(signed, directory) else _registered_key(signed, directory)
    if isinstance(public, Refusal):
        return public
    if not verify(public, signature_of(signed.state), signing_input(signed.state)):
        return refuse("signature_invalid", "The signature is that of the key over the bytes received.")
    return None


def is_genesis(event: Signed | Proposed, directory: Directory) -> bool:
    """Whether this is the first registration of all: the deployment's own, signed by its own root."""
    if directory.agencies or event.event_type.name != GENESIS:
        return False
    return event.data.agency == event.agency and event.data.root_key is not None


def _genesis_key(signed: Signed) -> bytes | Refusal:
    public = read_public_key(signed.data.root_key)
    if not isinstance(public, Refusal) and signed.kid != f"{signed.agency}/{thumbprint(public)}":
        return refuse("key_unknown", "The first registration is signed with the root key that it registers.")
    return public


def _registered_key(signed: Signed, directory: Directory) -> bytes | Refusal:
    key = directory.keys.get(signed.kid)
    if key is None or key.agency != signed.agency:
        return refuse("key_unknown", "No such key is registered for the agency.")
    if not directory.key_valid(key.kid, directory.position + 1):
        return refuse("key_not_valid", "The key is revoked.")
    if key.custody not in _SIGNS_EVENTS:
        return refuse("key_not_valid", "Keys of this custody sign no events of an agency.")
    if key.is_root and signed.event_type.name not in ROOT_SIGNS:
        return refuse("key_not_valid", "A root key registers and revokes keys, and signs nothing else.")
    return key.public
