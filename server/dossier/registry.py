"""The registrations that the keys in a dossier rest on, and the keys as they stood at its position. Pure.

Who verifies begins at a pinned root: the agency with its root, the keys that the root registered, rotated and
revoked, and the same of whoever signed those registrations (docs/adr/0212).
"""

from collections.abc import Iterable, Sequence
from functools import reduce

from domain.directory import EMPTY, Directory, evolve_directory
from domain.events import RecordedEvent

# What stands in the registry streams of agencies: with one left out, a verifier could not tell what else was.
REGISTRATIONS = frozenset(
    {"AgencyRegistered", "KeyRegistered", "KeyRotated", "KeyRevoked", "LogGenerationDeclared"}
)

BRINGS_INTO_FORCE = frozenset({"KeyRegistered", "KeyRotated"})


def directory_of(events: Iterable[RecordedEvent]) -> Directory:
    """The registry that these events make."""
    return reduce(evolve_directory, events, EMPTY)


def registrations(events: Sequence[RecordedEvent], agencies: Iterable[str]) -> list[RecordedEvent]:
    """The registrations of these agencies and their keys, and of those who signed the registrations."""
    wanted = frozenset(agencies)
    while True:
        chosen = [each for each in events if each.type in REGISTRATIONS and agency_registered(each) in wanted]
        signers = frozenset(agency_of(each.kid) for each in chosen)
        if signers <= wanted:
            return chosen
        wanted |= signers


def doubted(registry: Sequence[RecordedEvent], told: Iterable[RecordedEvent]) -> frozenset[int]:
    """What was signed with a key that may have been in other hands there, or by one that a key registered
    which was: as agencies said later. By log position."""
    keys = directory_of(registry).keys
    signed = {each.position: each.kid for each in registry if each.type in BRINGS_INTO_FORCE}

    def doubts(kid: str, position: int) -> bool:
        since, begun = keys[kid].compromised_since, keys[kid].from_position
        return (since is not None and position >= since) or (begun in signed and doubts(signed[begun], begun))

    return frozenset(each.position for each in told if doubts(each.kid, each.position))


def agency_of(kid: str) -> str:
    """Whose key it is: `<agency>/<thumbprint>`, or `escrow/<agency>/<thumbprint>`."""
    return kid.removeprefix("escrow/").partition("/")[0]


def agency_registered(event: RecordedEvent) -> str:
    """The agency that a registration is of."""
    if event.type == "LogGenerationDeclared":
        return event.agency
    return agency_of(event.data.kid) if event.type == "KeyRevoked" else str(event.data.agency)
