"""A police file as the steps recorded so far state it: what passed, what was asked, what each side holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

Regime = Literal["KUHAP1981", "KUHAP2025"]
Side = Literal["police", "prosecutor", "court"]


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A file or an SPDP passing from one office to the other, as one of the two states it.

    `at`: when it happened, as its publisher dates it; `on`: the date of the paper. `round`: how often it had
    been returned before (0 for the first time). `sha256`: what it hashes to there, None for an SPDP.
    """

    position: int
    agency: str
    at: datetime
    on: date | None
    sha256: str | None
    round: int


class ItemKey(NamedTuple):
    """One instruction of a file: the return it stands in, and its number there."""

    round: int
    number: int


class ItemAnswer(msgspec.Struct, frozen=True, gc=False):
    """What police answer to an instruction; `cites` are positions of the log."""

    position: int
    agency: str
    answer: str
    reason: str | None = None
    cites: tuple[int, ...] = ()


class Item(msgspec.Struct, frozen=True, gc=False):
    """One instruction (petunjuk) of a return. `raised_in`: the return that first asked for it; `new`: first
    asked for in a return after the first. `continues`: the earlier instruction that it takes up again."""

    number: int
    reason: str
    element: str | None
    raised_in: int
    new: bool
    continues: ItemKey | None = None
    answers: tuple[ItemAnswer, ...] = ()
    satisfied_at: int = 0

    @property
    def contested(self) -> bool:
        """Whether police contest it by their last answer and the prosecutor does not hold it satisfied."""
        return not self.satisfied_at and bool(self.answers) and self.answers[-1].answer == "contested"


class Round(msgspec.Struct, frozen=True, gc=False):
    """One return of the file with its instructions. `number`: as the prosecutor counts."""

    number: int
    instrument: str
    position: int
    agency: str
    at: datetime
    items: tuple[Item, ...]


class ArticlesHeld(msgspec.Struct, frozen=True, gc=False):
    """The articles that an office holds on its side for a file from `at` on, by the event at `position`."""

    articles: tuple[str, ...]
    position: int
    agency: str
    at: datetime
    side: Side
    role: str | None = None
    reason: str | None = None


class ElementView(msgspec.Struct, frozen=True, gc=False):
    """What one side holds of one element of the offence, and the positions of the log that it cites."""

    holds: str
    position: int
    agency: str
    at: datetime
    cites: tuple[int, ...] = ()


class SpdpReturn(msgspec.Struct, frozen=True, gc=False):
    """The SPDP came back to police: file and notice have to be sent anew."""

    position: int
    agency: str
    at: datetime
    reason: str


class Termination(msgspec.Struct, frozen=True, gc=False):
    """The investigation was terminated (SP3); `by_conference`: a case conference decided it (art 62(3)).

    `voided`: position of the ruling that voided it, 0 while it stands.
    """

    position: int
    agency: str
    at: datetime
    reason: str | None
    by_conference: bool
    voided: int = 0


class Coordinated(NamedTuple):
    """A coordination held at that moment; `stage` as its publisher calls it."""

    stage: str
    at: datetime


class Transfer(msgspec.Struct, frozen=True, gc=False):
    """The file passes from one office to another; it has passed once the other side acknowledged it."""

    position: int
    agency: str
    at: datetime
    from_agency: str
    to_agency: str
    acknowledged: int = 0

    @property
    def acknowledged_by(self) -> str:
        """Whose it is to acknowledge: the side that did not state the transfer."""
        return self.from_agency if self.agency == self.to_agency else self.to_agency


class PoliceFile(msgspec.Struct, frozen=True, gc=False):
    """A police file (berkas) as the steps recorded so far state it.

    Each side counts for itself: `submissions` are what police say they sent, `receipts` what the prosecutor
    says arrived, `decisions` how often the prosecutor answered. Positions are 0 until the step is recorded.
    `articles` are those in force: of the office that has the file. `investigators` and `prosecutors` are all
    offices that had or have it. `completions`: whenever it was declared complete, also if it came back
    unhanded. `answers` and `satisfied` hold by instruction what was said of it, also where the return it
    stands in is not on record.
    """

    id: UUID
    regime: Regime | None = None
    investigated_by: str | None = None
    investigators: frozenset[str] = frozenset()
    ordered_on: date | None = None
    ordered_at: datetime | None = None
    articles: tuple[str, ...] = ()
    prosecutor: str | None = None
    prosecutors: frozenset[str] = frozenset()
    court: str | None = None
    victims: frozenset[UUID] = frozenset()
    suspects: frozenset[UUID] = frozenset()
    spdp_sent: int = 0
    spdp_received: int = 0
    spdp_sent_as: Passage | None = None
    spdp_received_as: Passage | None = None
    returned_spdp: tuple[SpdpReturn, ...] = ()
    prosecutor_appointed: int = 0
    progress_requests: tuple[int, ...] = ()
    coordinations: tuple[Coordinated, ...] = ()
    sent: tuple[Passage, ...] = ()
    received: tuple[Passage, ...] = ()
    rounds: tuple[Round, ...] = ()
    answers: dict[ItemKey, tuple[ItemAnswer, ...]] = {}
    satisfied: dict[ItemKey, int] = {}
    articles_held: dict[str, ArticlesHeld] = {}
    article_history: tuple[ArticlesHeld, ...] = ()
    elements: dict[tuple[str, str], ElementView] = {}
    submissions: int = 0
    receipts: int = 0
    decisions: int = 0
    returns: int = 0
    resubmissions: int = 0
    submitted_at: int = 0
    received_at: int = 0
    found_incomplete: int = 0
    returned_at: int = 0
    completed_at: int = 0
    complete_since: datetime | None = None
    completions: tuple[int, ...] = ()
    deemed_complete: int = 0
    handed_over: int = 0
    conference_terminates: int = 0
    terminated: Termination | None = None
    prosecution_mandatory: int = 0
    transfers: tuple[Transfer, ...] = ()
    indicted: int = 0
    sent_to_court: int = 0
    verdict: int = 0
    restitution_awarded: int | None = None
    stage: str | None = None
    stage_at: datetime | None = None

    @property
    def stands_terminated(self) -> bool:
        """Whether an SP3 stands that no court has voided."""
        return self.terminated is not None and not self.terminated.voided

    @property
    def last_receipt(self) -> Passage | None:
        """The receipt of the file as it was sent last, None while the prosecutor has stated none."""
        last = max(self.received, key=lambda each: (each.round, each.position), default=None)
        return None if last is None or any(each.round > last.round for each in self.sent) else last

    @property
    def pending_transfer(self) -> Transfer | None:
        """The last transfer, while the other side has not acknowledged it."""
        last = self.transfers[-1] if self.transfers else None
        return None if last is None or last.acknowledged else last

    def passed_on_by(self, agency: str) -> bool:
        """Whether that office had the file and has it no more, by a transfer that was acknowledged."""
        return agency not in (self.investigated_by, self.prosecutor) and any(
            each.acknowledged and each.from_agency == agency for each in self.transfers
        )

    @property
    def coordinations_after_file(self) -> int:
        """How many coordinations were held after a file, also where that file was recorded later."""
        return sum(self.is_after_file(each.stage, each.at) for each in self.coordinations)

    def is_after_file(self, stage: str, at: datetime) -> bool:
        """Whether a coordination held then came after a file had gone to the prosecutor (KUHAP 2025 art
        59(5)), whatever its publisher calls it."""
        return stage == "after_file" or any(passage.at <= at for passage in (*self.sent, *self.received))
