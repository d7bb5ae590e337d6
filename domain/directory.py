"""Who is in the deployment, with which keys, and under which rules: the fold of the registry streams.

Keys are valid by position in the log, never by wall time (reference/evidence.md section 4.6): a key signs
events after the one that registered it and before the one that revoked it, and a revocation deletes nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from domain.base64url import decode
from domain.catalogue.task_forces import Seat, ServiceOffered, SopClock, SopStep
from domain.keys import kid_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.events import RecordedEvent


class Agency(msgspec.Struct, frozen=True):
    """One agency: `kind` decides its authority and its matrix row; `root_kid` its root, if any."""

    id: str
    kind: str
    name: str
    task_forces: tuple[str, ...]
    root_kid: str | None


class Key(msgspec.Struct, frozen=True):
    """An Ed25519 public key (32 bytes); valid for positions strictly between the two.

    `custody` is "root", "agency", "device", "escrow", "receipt", "log" or "reads-log". `compromised_since`:
    from this position until its end its agency does not vouch for what it signed.
    """

    kid: str
    agency: str
    public: bytes
    custody: str
    from_position: int
    until_position: int | None = None
    compromised_since: int | None = None

    @property
    def is_root(self) -> bool:
        """Whether it is the offline root that registers the agency's other keys."""
        return self.custody == "root"


class TaskForce(msgspec.Struct, frozen=True):
    """A regency's task force as last configured, at `position`; `zone` is the IANA zone its clocks run in.

    `sop_clocks`: the lengths set here, by rule; `holidays`: days off beside the national ones.
    """

    id: str
    lead: str
    members: tuple[str, ...]
    zone: str
    position: int = 0
    version: int = 1
    regency: str | None = None
    seats: tuple[Seat, ...] = ()
    services: tuple[ServiceOffered, ...] = ()
    sop_steps: tuple[SopStep, ...] = ()
    sop_clocks: dict[str, SopClock] = {}
    holidays: frozenset[date] = frozenset()


class Adopted(NamedTuple):
    """A table of rules that came into force at a position of the log."""

    position: int
    kind: str
    version: int


class Beginning(NamedTuple):
    """A log that begins anew at a position of the log, for the so-manieth time."""

    position: int
    generation: int


class Directory(msgspec.Struct, frozen=True):
    """The registry as of `position`, the position of the last registry event applied (0: none).

    `configured` and `adopted` keep what was in force before: a clock runs by the rules of when it started.
    `generations`: of each log that had to begin anew, where it did.
    """

    agencies: dict[str, Agency] = {}
    keys: dict[str, Key] = {}
    task_forces: dict[str, TaskForce] = {}
    rules: dict[str, tuple[int, str]] = {}
    configured: tuple[TaskForce, ...] = ()
    adopted: tuple[Adopted, ...] = ()
    generations: dict[str, tuple[Beginning, ...]] = {}
    position: int = 0

    def kind_of(self, agency: str) -> str | None:
        """The kind of an agency, None when it is not registered."""
        found = self.agencies.get(agency)
        return found.kind if found else None

    def generation(self, log: str, position: int | None = None) -> int:
        """How often a log ("log" or "reads") has begun, from 1; `position`: as of that log position."""
        begun = self.generations.get(log, ())
        upto = self.position if position is None else position
        return max((each.generation for each in begun if each.position <= upto), default=1)

    def key_valid(self, kid: str, position: int) -> bool:
        """Whether an event at `position` may be signed with the key."""
        key = self.keys.get(kid)
        if key is None or position <= key.from_position:
            return False
        return key.until_position is None or position < key.until_position


EMPTY = Directory()


def evolve_directory(directory: Directory, event: RecordedEvent) -> Directory:
    """The directory after `event`; events of other streams leave it as it is."""
    step = _STEPS.get(event.head.type)
    if step is None:
        return directory
    return msgspec.structs.replace(directory, position=event.head.position, **step(directory, event))


def _agency_registered(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    """Registered anew, an agency keeps its root key from where it came into force."""
    data = event.data
    root = data.root_key and _key(data.agency, data.root_key, "root", event.head.position)
    agency = Agency(data.agency, str(data.kind), data.name, data.task_forces, root.kid if root else None)
    keys = {root.kid: root, **directory.keys} if root else directory.keys
    return {"agencies": {**directory.agencies, agency.id: agency}, "keys": keys}


def _key_registered(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    data = event.data
    key = _key(data.agency, data.key, str(data.custody), event.head.position)
    return {"keys": {**directory.keys, key.kid: key}}


def _key_revoked(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    """A key that has ended stays ended; of two compromises stated the earlier counts."""
    key = directory.keys.get(event.data.kid)
    if key is None:
        return {}
    since = [each for each in (key.compromised_since, event.data.compromised_since) if each is not None]
    revoked = msgspec.structs.replace(
        key,
        until_position=key.until_position or event.head.position,
        compromised_since=min(since, default=None),
    )
    return {"keys": {**directory.keys, key.kid: revoked}}


def _key_rotated(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    keys = _key_registered(directory, event)["keys"]
    replaced = keys.get(event.data.replaces)
    if replaced is None or replaced.until_position is not None:
        return {"keys": keys}
    ended = msgspec.structs.replace(replaced, until_position=event.head.position)
    return {"keys": {**keys, ended.kid: ended}}


def _task_force_configured(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    data = event.data
    force = TaskForce(
        id=data.task_force,
        lead=data.lead,
        members=data.members,
        zone=str(data.zone),
        position=event.head.position,
        version=data.version,
        regency=data.regency,
        seats=data.seats,
        services=data.services,
        sop_steps=data.sop_steps,
        sop_clocks={clock.rule: clock for clock in data.sop_clocks},
        holidays=frozenset(holiday.on for holiday in data.holidays),
    )
    return {
        "task_forces": {**directory.task_forces, force.id: force},
        "configured": (*directory.configured, force),
    }


def _rules_adopted(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    data = event.data
    adopted = Adopted(event.head.position, str(data.kind), data.version)
    return {
        "rules": {**directory.rules, adopted.kind: (data.version, data.sha256)},
        "adopted": (*directory.adopted, adopted),
    }


def _log_generation_declared(directory: Directory, event: RecordedEvent) -> dict[str, Any]:
    kind = str(event.data.log)
    begun = (*directory.generations.get(kind, ()), Beginning(event.head.position, event.data.generation))
    return {"generations": {**directory.generations, kind: begun}}


def changes_directory(type_name: str) -> bool:
    """Whether events of this type change the directory."""
    return type_name in _STEPS


_STEPS: dict[str, Callable[[Directory, RecordedEvent], dict[str, Any]]] = {
    "AgencyRegistered": _agency_registered,
    "KeyRegistered": _key_registered,
    "KeyRotated": _key_rotated,
    "KeyRevoked": _key_revoked,
    "TaskForceConfigured": _task_force_configured,
    "RulesAdopted": _rules_adopted,
    "LogGenerationDeclared": _log_generation_declared,
}


def _key(agency: str, x: str, custody: str, position: int) -> Key:
    public = decode(x)
    assert public is not None, "a key that is not canonical base64url is refused before it is recorded"
    return Key(kid_of(agency, public, escrow=custody == "escrow"), agency, public, custody, position)
