"""Whether anything that clocks are told from differs between two states of a case, told cheaply."""

from __future__ import annotations

from uuid import UUID

from domain.case_state import CaseState
from domain.clocks.tables import ClockTables


def may_have_moved(before: CaseState, after: CaseState, tables: ClockTables) -> bool:
    """False only where `clocks_of` gives the same for both: `after` follows `before` in its stream.

    States are copied on write, so a member that is the same object has not changed.
    """
    reads = tables.reads
    if any(head.type in reads for head in after.events[before.version :]):
        return True
    if before.files is not after.files or before.detentions is not after.detentions:
        return True
    if before.referrals is not after.referrals or before.lapses is not after.lapses:
        return True
    if before.corrections is not after.corrections or before.withdrawn is not after.withdrawn:
        return True
    if before.case_manager != after.case_manager:
        return True
    return before.persons is not after.persons and _children(before) != _children(after)


def may_go_on(before: CaseState, after: CaseState) -> bool:
    """Whether every event of `before` counts in `after` as it did: none was corrected or withdrawn, and what
    rows ask of the case beside its events (children, codes of procedure, awards) is the same."""
    if before.corrections is not after.corrections or before.withdrawn is not after.withdrawn:
        return False
    if before.files is not after.files and not _files(before).items() <= _files(after).items():
        return False
    return before.persons is after.persons or _children(before).items() <= _children(after).items()


def owners_may_change(before: CaseState, after: CaseState) -> bool:
    """Whether somebody else may owe what clocks wait for, or a lapse may have been put on record."""
    if before.files is not after.files or before.referrals is not after.referrals:
        return True
    return before.case_manager != after.case_manager or before.lapses is not after.lapses


def _files(state: CaseState) -> dict[UUID, tuple[str | None, bool]]:
    return {file: (known.regime, bool(known.restitution_awarded)) for file, known in state.files.items()}


def _children(state: CaseState) -> dict[UUID, bool | None]:
    return {person: known.child for person, known in state.persons.items()}
