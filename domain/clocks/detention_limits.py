"""How long a suspect may be detained at each stage, as a table says it; and what the grounds add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.clocks.days import DayRule


class StageLimit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage of one code: `days` at first, `extension` without further ground, `special` where the law
    threatens `special_years` years or more, or a ground that needs no such threat holds.

    first_day: whether the day on which detention begins is counted as the first.
    """

    law: str
    stage: str
    child: bool = False
    days: int
    extension: int = 0
    special: int = 0
    special_years: int = 0
    day: DayRule
    first_day: bool = False
    basis: str
    mark: str

    @property
    def ordinary(self) -> int:
        """The days without special ground."""
        return self.days + self.extension

    @property
    def utmost(self) -> int:
        """The days with it."""
        return self.ordinary + self.special


class DetentionLimits(msgspec.Struct, frozen=True):
    """The limits by (law, stage, child). `free_grounds`: grounds of an extension that hang on no article.
    `warn`: hours before its end from which a detention ends soon."""

    stages: Mapping[tuple[str, str, bool], StageLimit]
    free_grounds: frozenset[str]
    warn: int

    def limit(self, law: str, stage: str, child: bool) -> StageLimit | None:
        """The limit of a stage, None for one that the table does not have."""
        return self.stages.get((law, stage, child))


def read_detention(content: Mapping[str, Any]) -> DetentionLimits:
    """The limits in a table; msgspec.ValidationError for a row that is not one."""
    rows = msgspec.convert(content["stages"], tuple[StageLimit, ...])
    stages = {(row.law, row.stage, row.child): row for row in rows}
    return DetentionLimits(stages, frozenset(content["free_grounds"]), content["warn"])
