"""Reports routed to agencies, and joint acts that other parties confirm or contest."""

from __future__ import annotations

import msgspec


class Report(msgspec.Struct, frozen=True, gc=False):
    """A report routed to agencies; `taken_up` by those that have triaged it or filed it as police."""

    event: tuple[str, str]
    position: int
    routed_to: tuple[str, ...]
    taken_up: tuple[str, ...] = ()


class PartyAnswer(msgspec.Struct, frozen=True, gc=False):
    """What a named party answered to a joint act, by the event at `position`; a reason where it contests.

    `minutes`: the hash of the copy that it holds, where it says so.
    """

    agency: str
    position: int
    reason: str | None = None
    minutes: str | None = None


class JointAct(msgspec.Struct, frozen=True, gc=False):
    """An act of several parties as one of them stated it; true for all once nobody is awaited or contests.

    `answers`: all that its parties answered, in the order of recording. `minutes`: the hash of the copy that
    its publisher holds, where it says so.
    """

    event: tuple[str, str]
    type: str
    agency: str
    position: int
    named: tuple[str, ...]
    confirmed: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    answers: tuple[PartyAnswer, ...] = ()
    minutes: str | None = None

    @property
    def awaited(self) -> tuple[str, ...]:
        """The named parties that have not answered yet."""
        return tuple(each for each in self.named if each not in self.confirmed and each not in self.contested)

    @property
    def settled(self) -> bool:
        """Whether every named party has confirmed it."""
        return set(self.confirmed) == set(self.named)
