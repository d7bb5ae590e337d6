"""What became of a file in court, and of restitution for each victim."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec


class Appeal(NamedTuple):
    """An appeal or a cassation, and who lodged it."""

    instance: str
    lodged_by: str
    lodged_on: date | None
    position: int


class Award(NamedTuple):
    """What one victim is given, and the request that it rests on where that is known."""

    person: UUID
    restitution: UUID | None
    amount: int


class Verdict(NamedTuple):
    """What one court decided; `awards` what it gives each victim, `given_on` the day as it counts."""

    instance: str
    outcome: str
    restitution_awarded: int | None
    awards: tuple[Award, ...]
    given_on: date
    agency: str
    position: int


class CopySent(NamedTuple):
    """A copy of the judgment, and since when the convict has it where that is known."""

    to: tuple[str, ...]
    sent_on: date | None
    received_on: date | None
    at: datetime
    position: int


class Proceedings(msgspec.Struct, frozen=True, gc=False):
    """A file before the courts. Positions are 0 until the step is recorded.

    `verdicts`: the one that counts stands last (domain/fold/verdicts.py). `final_awarded`: what the final
    judgment itself says was awarded; `restitution_awarded`: that, or what the verdict that counts awards.
    `terminated`: position of the termination of the prosecution that stands, 0 once it was resumed.
    """

    file: UUID
    verdicts: tuple[Verdict, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    final: int = 0
    final_on: date | None = None
    final_instance: str | None = None
    final_awarded: int | None = None
    restitution_awarded: int | None = None
    copies: tuple[CopySent, ...] = ()
    terminated: int = 0
    termination_reason: str | None = None
    resumed: int = 0
    paid: int = 0
    auctioned: int = 0
    defaulted: int = 0
    balance: int | None = None
    paid_in_full: int = 0
    substitute_months: int | None = None
    substitute_imposed: int = 0


class Seizure(NamedTuple):
    """Property held as security for restitution."""

    file: UUID
    asset: UUID | None
    kind: str
    estimate: int | None
    seized_on: date | None
    position: int


class RightsNotice(NamedTuple):
    """That a victim was told of the right to restitution, and who else was."""

    person: UUID
    agency: str
    told: tuple[str, ...]
    position: int


class Restitution(msgspec.Struct, frozen=True, gc=False):
    """Restitution for one victim, by the id of the request: what was asked, assessed, claimed, awarded, paid.

    Amounts in rupiah, None while nobody has said. `request`: the event (agency, id) that made it, None where
    only a later step is on record. `complete`: as the last check found it. Positions are 0 until recorded.
    """

    id: UUID
    person: UUID | None = None
    file: UUID | None = None
    request: tuple[str, str] | None = None
    requested: int = 0
    requested_amount: int | None = None
    checked: int = 0
    complete: bool | None = None
    lacks: tuple[str, ...] = ()
    completed: int = 0
    assessed: int | None = None
    assessed_position: int = 0
    claimed: int | None = None
    claimed_position: int = 0
    awarded: int | None = None
    awarded_position: int = 0
    paid: int = 0
    paid_position: int = 0
    asset_sales: int = 0
    defaulted: int = 0
    balance: int | None = None
    in_full: bool = False
    substituted: int | None = None
    substituted_position: int = 0
