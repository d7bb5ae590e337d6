"""Returns of a file with their instructions, and what is answered to each, over any number of rounds.

Answers are kept by the instruction they name, not in it: an answer may be recorded before the return, and
is seen by agencies that see it and not the return.
"""

from __future__ import annotations

from typing import Any

import msgspec

from domain.events import RecordedEvent
from domain.fold.steps import happened
from domain.shapes.files import Item, ItemAnswer, ItemKey, PoliceFile, Round

Members = dict[str, Any]


def returned(file: PoliceFile, event: RecordedEvent) -> Members:
    """One return more, in the order in which the prosecutor numbers them."""
    data = event.data
    items = tuple(_item(file, data.return_number, each) for each in data.instructions)
    this = Round(data.return_number, data.instrument, event.position, event.agency, happened(event), items)
    rounds = tuple(sorted((*file.rounds, this), key=lambda each: (each.number, each.position)))
    return {
        "rounds": with_answers(rounds, file.answers, file.satisfied),
        "decisions": file.decisions + 1,
        "returns": file.returns + 1,
        "returned_at": event.position,
    }


def answered(file: PoliceFile, event: RecordedEvent) -> Members:
    """Police answer an instruction; earlier answers stay."""
    data = event.data
    key = ItemKey(data.return_number, data.number)
    answer = ItemAnswer(event.position, event.agency, data.answer, data.reason, data.cites)
    answers = {**file.answers, key: (*file.answers.get(key, ()), answer)}
    return {"answers": answers, "rounds": with_answers(file.rounds, answers, file.satisfied)}


def satisfied(file: PoliceFile, event: RecordedEvent) -> Members:
    """The prosecutor holds an instruction satisfied, from the first time it is said."""
    data = event.data
    key = ItemKey(data.return_number, data.number)
    known = {**file.satisfied, key: file.satisfied.get(key) or event.position}
    return {"satisfied": known, "rounds": with_answers(file.rounds, file.answers, known)}


def item_of(file: PoliceFile, key: ItemKey) -> Item | None:
    """The instruction of that number in that return, None where it is not on record."""
    found = (item for each in file.rounds if each.number == key.round for item in each.items)
    return next((item for item in found if item.number == key.number), None)


def with_answers(
    rounds: tuple[Round, ...],
    answers: dict[ItemKey, tuple[ItemAnswer, ...]],
    satisfied: dict[ItemKey, int],
) -> tuple[Round, ...]:
    """The rounds with each instruction as answered and satisfied so far."""
    return tuple(
        msgspec.structs.replace(
            each,
            items=tuple(
                msgspec.structs.replace(
                    item,
                    answers=answers.get(ItemKey(each.number, item.number), ()),
                    satisfied_at=satisfied.get(ItemKey(each.number, item.number), 0),
                )
                for item in each.items
            ),
        )
        for each in rounds
    )


def _item(file: PoliceFile, number: int, instruction: Any) -> Item:
    """An instruction that continues none is new, and marked so in every return after the first."""
    continues = getattr(instruction, "continues", None)
    key = ItemKey(continues.return_number, continues.number) if continues else None
    earlier = item_of(file, key) if key else None
    raised_in = earlier.raised_in if earlier else key.round if key else number
    return Item(
        instruction.number,
        instruction.reason,
        instruction.element,
        raised_in,
        key is None and number > 1,
        key,
    )
