"""What an agency knew of a case at a moment: what it was owed, had fetched or had acknowledged by then.

What was known stays known: a withdrawal ends the right to use it, and is told beside it (docs/adr/0135).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from domain.access import NOTHING, STAGE, Visibility
from domain.events import EventHead
from domain.matrix import BODY_LEVEL
from server.ledger.chain import LedgerRow
from server.ledger.projector import holdings, level_of
from server.ledger.queries import Asked, LedgerReader
from server.log.reader import END
from server.reads import STAGE_ONLY

Basis = Literal["owed", "fetched", "acknowledged"]
Knowledge = dict[int, Visibility]


class Known(NamedTuple):
    """What was known of one event: the bare row or the body, with the classes of its disclosures; and whether
    the ledger had taken some of it back by then."""

    seen: Visibility
    withdrawn: bool


class Question(NamedTuple):
    """Whose knowledge is asked for, on which basis, and by when it had it (None: by now).

    `longest_page`: the most ledger rows that one fetch of the feed can serve.
    """

    agency: str
    basis: Basis
    by: datetime | None
    longest_page: int


async def known(
    ledger: LedgerReader, question: Question, *, case: UUID, heads: Sequence[EventHead]
) -> dict[int, Known]:
    """By log position what the agency knew of these events of one case: all that were on record by then.

    Its own events are always among it, in full. Exact for a case that the ledger has taken in.
    """
    positions = [head.position for head in heads]
    owed = caused_by(await ledger.owed_rows(question.agency, [case], END), positions)
    entitled = together(entitlements(owed))
    if question.basis == "owed":
        found = entitled
    else:
        asked = Asked(question.agency, case, positions, question.by, question.longest_page)
        pairs = await (ledger.served(asked) if question.basis == "fetched" else ledger.taken_in(asked))
        on_record = frozenset(positions)
        found = together((position, given(classes)) for position, classes in pairs if position in on_record)
    held = holdings(owed)
    taken_back = {position for position, most in entitled.items() if held.get(position, NOTHING) != most}
    return {
        position: Known(seen, position in taken_back)
        for position, seen in (found | own_events(question.agency, heads)).items()
    }


def caused_by(owed: Iterable[LedgerRow], positions: Collection[int]) -> list[LedgerRow]:
    """The rows of a ledger that these events made: a row is owed from the moment its cause was recorded."""
    causes = frozenset(positions)
    return [row for row in owed if row.cause in causes]


def entitlements(owed: Iterable[LedgerRow]) -> Iterable[tuple[int, Visibility]]:
    """What each row that means an event leaves its agency at."""
    return (
        (row.position, Visibility(level_of(row), row.classes)) for row in owed if row.position is not None
    )


def together(pairs: Iterable[tuple[int, Visibility]]) -> Knowledge:
    """By log position the most that any of these gave."""
    found: Knowledge = {}
    for position, (level, classes) in pairs:
        before = found.get(position, NOTHING)
        found[position] = Visibility(max(before.level, level), before.classes | classes)
    return found


def given(classes: int) -> Visibility:
    """What the read log says of one event, as a visibility."""
    return STAGE if classes == STAGE_ONLY else Visibility(BODY_LEVEL, classes)


def own_events(agency: str, heads: Iterable[EventHead]) -> Knowledge:
    """What the agency recorded itself: it knows all of it from the moment it stood on record."""
    return {head.position: Visibility(BODY_LEVEL, head.classes) for head in heads if head.agency == agency}
