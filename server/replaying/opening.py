"""Values that a replay opens: none unless asked for with a reason, which stands on record with them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.disclosures import open_disclosure
from domain.events import LogRow
from domain.problems import Refusal
from server.reads import Served
from server.services import Services


class Opening(NamedTuple):
    """By log position the disclosed fields of events with their values, and the DataClass mask of those."""

    fields: Mapping[int, Mapping[str, Any]]
    classes: Mapping[int, int]

    def served(self, positions: Sequence[int]) -> list[Served]:
        """What the read log must say of events whose bodies are told, with what was opened of them."""
        return [Served(position, self.classes.get(position, 0)) for position in positions]


CLOSED = Opening({}, {})


async def opening(services: Services, asked: Sequence[tuple[LogRow, int]]) -> Opening:
    """The values of events, of each only the classes in its mask; what was erased is not among them."""
    asked = [(row, classes) for row, classes in asked if row.classes & classes]
    opened = await services.vault.open(asked, services.pool)
    pairs = list(zip((row.position for row, _ in asked), opened, strict=True))
    return Opening(
        {position: _fields(each.disclosures) for position, each in pairs},
        {position: each.classes for position, each in pairs},
    )


def _fields(disclosures: Sequence[str]) -> dict[str, Any]:
    found = [open_disclosure(encoded) for encoded in disclosures]
    return {each.field: each.value for each in found if not isinstance(each, Refusal)}
