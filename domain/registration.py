"""Who may register or revoke which key: the checks on registry events that need the registry so far.

DESIGN section 2, reference/evidence.md section 4.6. An agency's root is pinned by its first registration and
alone brings its keys into force, so that the host cannot slip a key of its own under an agency's name. Keys
that the host holds for an agency without a root come into force by the host's word, and are named escrow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from domain.base64url import decode, encode
from domain.body import Proposed
from domain.directory import Agency, Directory, Key
from domain.ids import agency_stream
from domain.keys import check_possession, key_in_use, read_public_key
from domain.problems import Refusal, refuse
from domain.signatures import is_genesis

HOST_KIND = "deployment"

# Police, prosecutors and courts sign themselves: the host must not be able to write for them.
SIGNS_ITSELF = frozenset({"polres", "kejari", "pn"})

# Custodies of keys with which the deployment vouches for what it recorded.
_OF_THE_HOST = frozenset({"receipt", "log", "reads-log"})

END = 2**62  # beyond any position of the log

_IN_USE = "A key is registered once, for one agency and one use."


def check_registration(
    proposed: Proposed,
    directory: Directory,
    origin: str,
    elsewhere: Collection[bytes] = (),
    log_end: int = END,
) -> Refusal | None:
    """Refusal of a registration or revocation of a key that may not come into force, or of a log that may not
    begin anew; None for other events.

    `elsewhere`: public keys that are used and not registered here, as those of witnesses. `log_end`: the last
    position of the log. Slugs: key_refused, key_unknown, escrow_refused, stream_kind, precondition,
    invalid_field, authority_missing.
    """
    check = _CHECKS.get(proposed.event_type.name)
    if check is None:
        return None
    return (
        check(proposed, directory, origin)
        or _used_elsewhere(proposed, elsewhere)
        or _not_yet(proposed, log_end)
    )


def _check_agency(proposed: Proposed, directory: Directory, origin: str) -> Refusal | None:
    data = proposed.data
    return (
        _in_stream(proposed, data.agency, origin)
        or _by_host(proposed, directory)
        or _same_agency(data, directory.agencies.get(data.agency))
        or _check_root(proposed, directory, origin)
    )


def _check_key(proposed: Proposed, directory: Directory, origin: str) -> Refusal | None:
    data, custody = proposed.data, str(proposed.data.custody)
    return (
        _in_stream(proposed, data.agency, origin)
        or _may_register(proposed, directory, custody)
        or _fresh_key(data.key, "data.key", directory)
        or _possessed(data.key, data.possession, data.agency, origin, custody)
    )


def _check_rotation(proposed: Proposed, directory: Directory, origin: str) -> Refusal | None:
    data, replaced = proposed.data, directory.keys.get(proposed.data.replaces)
    if replaced is None or replaced.until_position is not None or replaced.agency != data.agency:
        return refuse(
            "key_unknown", "Only a key of the agency that is in force is replaced.", "data.replaces"
        )
    if replaced.custody != data.custody:
        rule = "A key is replaced by one in the same custody; a root key is pinned for good."
        return refuse("key_refused", rule, "data.custody")
    return _check_key(proposed, directory, origin)


def _check_revocation(proposed: Proposed, directory: Directory, origin: str) -> Refusal | None:
    key, since = directory.keys.get(proposed.data.kid), proposed.data.compromised_since
    if key is None or (key.until_position is not None and since is None):
        return refuse("key_unknown", "Only a key that is in force is revoked.", "data.kid")
    if since is not None and not key.from_position < since < (key.until_position or END):
        return _no_such_window()
    return _in_stream(proposed, key.agency, origin) or _may_revoke(proposed, directory, key)


def _not_yet(proposed: Proposed, log_end: int) -> Refusal | None:
    """The event itself may be the first that the key did not sign in good hands."""
    since = getattr(proposed.data, "compromised_since", None)
    return _no_such_window() if since is not None and since > log_end + 1 else None


def _no_such_window() -> Refusal:
    rule = "A key is compromised since a position of the log at which it could sign."
    return refuse("invalid_field", rule, "data.compromised_since")


def _used_elsewhere(proposed: Proposed, elsewhere: Collection[bytes]) -> Refusal | None:
    for name in ("key", "root_key"):
        x = getattr(proposed.data, name, None)
        if x is not None and decode(x) in elsewhere:
            return refuse("key_refused", _IN_USE, f"data.{name}")
    return None


def _check_generation(proposed: Proposed, directory: Directory, origin: str) -> Refusal | None:
    data = proposed.data
    if data.generation <= directory.generation(str(data.log)):
        rule = "A log begins anew under a higher number than before."
        return refuse("precondition", rule, "data.generation")
    return _in_stream(proposed, proposed.agency, origin) or _by_host_key(proposed, directory)


_CHECKS: dict[str, Callable[[Proposed, Directory, str], Refusal | None]] = {
    "AgencyRegistered": _check_agency,
    "KeyRegistered": _check_key,
    "KeyRotated": _check_rotation,
    "KeyRevoked": _check_revocation,
    "LogGenerationDeclared": _check_generation,
}


def _in_stream(proposed: Proposed, agency: str, origin: str) -> Refusal | None:
    if proposed.case == agency_stream(origin, agency):
        return None
    return refuse("stream_kind", "The subject is the registry stream of the agency concerned.", "subject")


def _by_host(proposed: Proposed, directory: Directory) -> Refusal | None:
    if directory.agencies:
        return None if directory.kind_of(proposed.agency) == HOST_KIND else _not_host()
    first = is_genesis(proposed, directory) and proposed.data.kind == HOST_KIND
    return None if first else _not_host()


def _not_host() -> Refusal:
    rule = "The deployment registers agencies, itself first, with a root key of its own."
    return refuse("authority_missing", rule, "source")


def _same_agency(data: Any, known: Agency | None) -> Refusal | None:
    if known is not None and known.kind != data.kind:
        rule = "The kind of an agency is fixed by its first registration."
        return refuse("precondition", rule, "data.kind")
    return None


def _check_root(proposed: Proposed, directory: Directory, origin: str) -> Refusal | None:
    data = proposed.data
    pinned = _root_of(directory, data.agency)
    if pinned is not None and data.root_key != encode(pinned.public):
        rule = "The root key of an agency is pinned by its first registration."
        return refuse("key_refused", rule, "data.root_key")
    if (data.root_key is None) != (data.possession is None):
        rule = "A root key and the proof of its possession stand together."
        return refuse("missing_field", rule, "data.possession" if data.root_key else "data.root_key")
    if data.root_key is None:
        return None
    fresh = None if pinned is not None else _fresh_key(data.root_key, "data.root_key", directory)
    return fresh or _possessed(data.root_key, data.possession, data.agency, origin, "root")


def _may_register(proposed: Proposed, directory: Directory, custody: str) -> Refusal | None:
    if proposed.data.agency not in directory.agencies:
        return refuse("precondition", "An agency is registered before its keys.", "data.agency")
    if custody == "escrow":
        return _may_escrow(proposed, directory)
    if custody in _OF_THE_HOST and directory.kind_of(proposed.data.agency) != HOST_KIND:
        rule = "Receipts and checkpoints are signed by the deployment only."
        return refuse("key_refused", rule, "data.custody")
    return _by_root(proposed, directory, proposed.data.agency)


def _may_escrow(proposed: Proposed, directory: Directory) -> Refusal | None:
    agency = proposed.data.agency
    if directory.kind_of(agency) in SIGNS_ITSELF:
        rule = "Police, prosecutors and courts sign their events themselves."
        return refuse("escrow_refused", rule, "data.custody")
    if _root_of(directory, agency) is not None:
        return _by_root(proposed, directory, agency)
    return _by_host_key(proposed, directory)


def _may_revoke(proposed: Proposed, directory: Directory, key: Key) -> Refusal | None:
    if _root_of(directory, key.agency) is not None:
        return _by_root(proposed, directory, key.agency)
    return _by_host_key(proposed, directory)


def _by_root(proposed: Proposed, directory: Directory, agency: str) -> Refusal | None:
    root = _root_of(directory, agency)
    if root is not None and proposed.kid == root.kid:
        return None
    rule = "Keys of an agency are registered and revoked by its root key."
    return refuse("authority_missing", rule, "source")


def _by_host_key(proposed: Proposed, directory: Directory) -> Refusal | None:
    if directory.kind_of(proposed.agency) == HOST_KIND and proposed.assurance == "agency":
        return None
    rule = "Keys of an agency without a root key are registered and revoked by the deployment."
    return refuse("authority_missing", rule, "source")


def _root_of(directory: Directory, agency: str) -> Key | None:
    known = directory.agencies.get(agency)
    return directory.keys.get(known.root_kid) if known is not None and known.root_kid else None


def _fresh_key(x: str, field: str, directory: Directory) -> Refusal | None:
    public = read_public_key(x)
    if isinstance(public, Refusal):
        return refuse(public.type, public.rule, field)
    return refuse("key_refused", _IN_USE, field) if key_in_use(directory, public) else None


def _possessed(x: str, proof: str, agency: str, origin: str, use: str) -> Refusal | None:
    public = read_public_key(x)
    if isinstance(public, Refusal):
        return public
    return check_possession(proof, public, agency, origin, use)
