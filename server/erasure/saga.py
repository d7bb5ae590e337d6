"""The erasure of what was approved, step by step, each of which may be repeated (DESIGN sections 2 and 7).

    list the keys -> note them as erased, outside the database -> delete them -> KeyShredded -> the ledgers
    tell everyone who had it (server/ledger/shredding.py) -> they confirm -> ErasureCompleted

Noted comes before deleted: from then on no vault opens them, and a backup restored at any later moment loses
them again. Whoever dies in between is followed by the next round, which finds the list and goes on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.case_state import CaseState
from domain.catalogue.fields import DataClass
from domain.clocks.days import due_after
from domain.erasure import OF_THE_CASE, is_alone
from domain.events import RecordedEvent, read_event
from domain.fold.consent import class_mask
from domain.fold.steps import happened
from projections.arrays import Uuids
from server.clockwork.cases import cases_at_head, place_of
from server.clockwork.finding import Finding
from server.clockwork.round import Turn
from server.erasure.listing import Asked, Listed, list_keys, listed
from server.erasure.statements import statement
from server.vault.statements import statement as of_vault

HEAD_HELD = 5_000  # milliseconds for which the head of the log may be held by one who does nothing
PURGE_COPIES = "UU27_2022.purge_copies"


async def judge(turn: Turn, position: int) -> list[Finding]:
    """Carries out the erasure that was approved at a log position, and says so."""
    event = await event_at(turn, position)
    found = await listed(turn.conn, position) or await list_erasure(turn, event)
    if found is None:
        return []
    note_as_erased(turn, found)
    await delete(turn, found)
    return [key_shredded(event, found)]


async def event_at(turn: Turn, position: int) -> RecordedEvent:
    """The event at a log position."""
    return read_event((await turn.services.reader.page(position - 1, 1))[0])


async def list_erasure(turn: Turn, event: RecordedEvent) -> Listed | None:
    """What is to be destroyed, None where nothing is: the approval keeps all, or what it names is held.

    A hold that came after the approval keeps the data; once it is lifted, the basis is reviewed anew. What
    belongs to the case as a whole stays where another person has joined it. Nothing is appended meanwhile,
    and nothing that was sealed before comes after: so all that these keys seal is listed, and what is
    published afterwards has keys of its own.
    """
    if asked_of((await cases_at_head(turn, [event.case]))[event.case], event) is None:
        return None
    async with turn.conn.transaction():
        await turn.conn.execute(f"SET LOCAL idle_in_transaction_session_timeout = {HEAD_HELD}".encode())
        await turn.conn.execute(statement("cut"))
        asked = asked_of((await cases_at_head(turn, [event.case]))[event.case], event)
        if asked is None:
            return None
        return await list_keys(turn.conn, asked, turn.services.clock(), turn.services.epochs)


def asked_of(state: CaseState, event: RecordedEvent) -> Asked | None:
    """What an approval takes of the case in this state; None where one of its classes is held, or none is
    left."""
    data, classes = event.data, class_mask(event.data.classes)
    if any(hold.holds(data.person, classes) for hold in state.legal_holds.values()):
        return None
    alone = is_alone(state, data.person)
    taken = classes if alone else classes & ~class_mask(OF_THE_CASE)
    return Asked(event.position, data.erasure, data.person, taken, alone, state) if taken else None


def note_as_erased(turn: Turn, found: Listed) -> None:
    """From here on nothing opens with these keys, in any process, nor after a restore."""
    turn.services.erased.add(found.keys, found.listed_at)
    turn.services.vault.forget_erased()


async def delete(turn: Turn, found: Listed) -> None:
    """The rows go, and with them what was matched on the values they sealed (migration 0009)."""
    await turn.conn.execute(of_vault("forget_keys"), [Uuids(found.keys)])


def key_shredded(event: RecordedEvent, found: Listed) -> Finding:
    """The cause is the approval; dated when the keys were listed, and never before the approval."""
    at = max(found.listed_at, happened(event), event.recordedat).astimezone(event.occurred.tzinfo)
    data: dict[str, Any] = {
        "erasure": found.erasure,
        "person": event.data.person,
        "classes": DataClass(found.classes or class_mask(event.data.classes)).names(),
        "keys": len(found.keys),
        "events": found.events,
        "through": found.through,
        "of_the_case": found.of_the_case,
    }
    data = {name: value for name, value in data.items() if value is not None}
    return Finding("KeyShredded", event.case, at, (event.agency, event.id), data)


def erasure_completed(
    approved: RecordedEvent, found: Listed, at: datetime, confirmed: Sequence[str], awaited: Sequence[str]
) -> Finding:
    """Who confirmed by then, and who did not."""
    data: dict[str, Any] = {
        "erasure": found.erasure,
        "person": approved.data.person,
        "confirmed_by": confirmed,
        "awaited": awaited,
        "unreadable_from": found.unreadable_from,
    }
    data = {name: value for name, value in data.items() if value is not None}
    return Finding("ErasureCompleted", approved.case, at, (approved.agency, approved.id), data)


def end_of_purging(turn: Turn, shredded: RecordedEvent, state: CaseState) -> datetime:
    """By when copies are to be purged, by the row of the tables of clocks."""
    row = turn.services.rules.clocks.row(PURGE_COPIES)
    assert row is not None, "the tables hold the time for purging copies"
    assert row.length is not None, "it is so many hours"
    calendar = place_of(turn, state).calendar_at(shredded.position)
    return due_after(happened(shredded), row.length, row.day, calendar, by_date=False)
