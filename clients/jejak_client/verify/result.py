"""What a verification finds: the same for the same bytes, in this verifier and in the page for browsers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from jejak_client.verify.codes import NOTES, PROBLEMS


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong, or that must be known: `where` is a file of the dossier, or what it is
    about."""

    code: str
    where: str
    said: str


class EventShown(msgspec.Struct, frozen=True, kw_only=True):
    """An event all of whose own checks hold.

    `who` is the agency that signed it, `time` when it happened as the agency says, `recordedat` as the server
    says. Witnesses vouch that it was not yet in the log at `after` and was in it at `before` (RFC 3339, UTC;
    null where no final checkpoint says so). `assurance` is "escrow" where the host signed for an agency
    without a key. `withheld` counts digests whose values are not in the dossier.
    """

    position: int
    who: str
    type: str
    time: str
    recordedat: str
    assurance: str
    after: str | None
    before: str | None
    withheld: int
    flags: tuple[str, ...]


class CheckpointShown(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint that the log has signed; `root` in base64; `witnesses` those whose cosignatures count."""

    origin: str
    size: int
    root: str
    final: bool
    witnesses: tuple[str, ...]


class DeliveryShown(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an event at an agency. `proved` says on whose word: "both", "host" or "nobody" (times
    alone)."""

    position: int
    agency: str
    owed_at: str
    fetched_at: str | None
    acknowledged_at: str | None
    proved: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict: `ok` only where nothing at all is wrong. `notes` must be known to read it rightly."""

    ok: bool
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    events: tuple[EventShown, ...] = ()
    deliveries: tuple[DeliveryShown, ...] = ()
    checkpoint: CheckpointShown | None = None


class Findings:
    """Problems and notes as they are found, each once."""

    def __init__(self) -> None:
        self._problems: set[tuple[str, str]] = set()
        self._notes: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._problems)

    def problem(self, code: str, where: str) -> None:
        """Something is wrong."""
        self._problems.add((code, where))

    def note(self, code: str, where: str) -> None:
        """Something must be known."""
        self._notes.add((code, where))

    def problems(self) -> tuple[Problem, ...]:
        """Every problem, by code and place."""
        return _said(self._problems, PROBLEMS)

    def notes(self) -> tuple[Problem, ...]:
        """Every note, by code and place."""
        return _said(self._notes, NOTES)

    def refused(self) -> Result:
        """The verdict where nothing can be shown."""
        return Result(ok=False, problems=self.problems(), notes=self.notes())


def _said(found: Iterable[tuple[str, str]], sentences: dict[str, str]) -> tuple[Problem, ...]:
    return tuple(Problem(code, where, sentences[code]) for code, where in sorted(found))
