"""The agencies on a case, and on what grounds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

RelationKind = Literal[
    "owner", "assigned", "statutory", "referred", "granted", "reporter", "offered", "shared"
]
STRENGTH: dict[str, int] = {
    "owner": 0,
    "assigned": 1,
    "statutory": 2,
    "referred": 3,
    "granted": 4,
    "reporter": 5,
    "offered": 6,
    "shared": 7,
}
# Relations of those whom the cells F of the access matrix are meant for.
WORKING = frozenset({"owner", "assigned", "statutory", "referred", "granted"})


class Relation(msgspec.Struct, frozen=True, gc=False):
    """One ground on which an agency is on the case; one with whom it is `shared` sees bare rows alone, of law
    or all as `history` says.

    `reads_from`: it opens events from this position on (0: all). `offer`: position of the referral offer,
    open whatever the history. `classes`: DataClass mask a grant adds. `until`: it ends then by itself.
    `excerpt`: single earlier events that it opens besides (an expert reads an excerpt of the file).
    `on_consent`: it holds while a consent that stands names the agency, and for what that covers.
    """

    kind: RelationKind
    since_position: int
    since_version: int
    reads_from: int = 0
    history: str = "all"
    until: datetime | None = None
    classes: int = 0
    referral: UUID | None = None
    offer: int = 0
    ended: bool = False
    excerpt: frozenset[int] = frozenset()
    on_consent: bool = False

    def stands(self, at: datetime) -> bool:
        """Whether the relation holds at that moment."""
        return not self.ended and (self.until is None or at < self.until)


class Party(msgspec.Struct, frozen=True, gc=False):
    """An agency on the case with all its relations, in the order they arose; ended ones stay."""

    agency: str
    relations: tuple[Relation, ...]

    @property
    def strongest(self) -> Relation:
        """The strongest relation that has not ended; the last one where all have."""
        open_ones = [relation for relation in self.relations if not relation.ended]
        if not open_ones:
            return self.relations[-1]
        return min(open_ones, key=lambda relation: STRENGTH[relation.kind])

    @property
    def relation(self) -> RelationKind:
        """The kind of the strongest relation."""
        return self.strongest.kind

    @property
    def since_position(self) -> int:
        """Log position at which the strongest relation arose."""
        return self.strongest.since_position

    @property
    def since_version(self) -> int:
        """Case version at which the strongest relation arose."""
        return self.strongest.since_version

    @property
    def until(self) -> datetime | None:
        """When the strongest relation ends by itself."""
        return self.strongest.until

    @property
    def history(self) -> str:
        """How much of the past the strongest relation opens: all, from_referral, from_now or excerpt."""
        return self.strongest.history

    @property
    def classes(self) -> int:
        """DataClass mask that standing grants add."""
        mask = 0
        for relation in self.relations:
            mask |= 0 if relation.ended else relation.classes
        return mask

    @property
    def ended(self) -> bool:
        """Whether every relation has ended."""
        return all(relation.ended for relation in self.relations)

    def stands(self, at: datetime) -> bool:
        """Whether any relation holds at that moment."""
        return any(relation.stands(at) for relation in self.relations)

    def holds(self, kinds: frozenset[str], at: datetime) -> bool:
        """Whether a relation of one of these kinds holds at that moment."""
        return any(relation.kind in kinds and relation.stands(at) for relation in self.relations)
