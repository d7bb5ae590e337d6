"""Entries of the match index are stored if and only if their event is, at its position."""

from typing import Any
from uuid import uuid4

import psycopg

from server.log.units import CONFLICT, Exists, Match, Recorded, RegistryMoved
from tests.server.log.given import committing, event, unit


def match(kind: int = 1) -> Match:
    return Match(kind, uuid4().bytes, uuid4())


def entries(database: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        query = "SELECT position, kind, hash, key_id FROM jejak.matches ORDER BY position, kind"
        return connection.execute(query).fetchall()


async def test_the_entries_of_an_event_stand_at_its_position(database: str) -> None:
    first, second, third = match(1), match(2), match(4)
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0))
        await log.submit(unit(uuid4(), 0, event(), event(matches=(first, second)), event(matches=(third,))))
    assert entries(database) == [(3, *first), (3, *second), (4, *third)]


async def test_what_is_refused_leaves_no_entry_and_its_neighbours_keep_theirs(database: str) -> None:
    case = uuid4()
    kept, refused = match(), match()
    async with committing(database) as log:
        assert isinstance(await log.submit(unit(case, 0, event("twice"))), Recorded)
        answers = [
            log.submit(unit(uuid4(), 0, event(matches=(kept,)))),
            log.submit(unit(case, 7, event(matches=(refused,)))),
            log.submit(unit(uuid4(), 0, event("twice", matches=(match(),)))),
            log.submit(unit(uuid4(), 0, event(matches=(kept,)))),
        ]
        outcomes = [await answer for answer in answers]
        moved = await log.submit(unit(uuid4(), 0, event(matches=(match(),)), registry=-1))
    assert isinstance(moved, RegistryMoved)
    assert outcomes[1] == CONFLICT
    assert isinstance(outcomes[2], Exists)
    assert entries(database) == [(2, *kept), (3, *kept)]


async def test_entries_go_with_their_data_key_whoever_deletes_it(database: str) -> None:
    gone, kept = match(), match()
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0, event(matches=(gone,)), event(matches=(kept,))))
    with psycopg.connect(database, autocommit=True) as connection:
        for key in (gone.key_id, kept.key_id):
            connection.execute("INSERT INTO jejak.data_keys VALUES (%s, 'case/x', 1, '', 'k', now())", [key])
        connection.execute("DELETE FROM jejak.data_keys WHERE key_id = %s", [gone.key_id])
    assert [row[3] for row in entries(database)] == [kept.key_id]


def test_the_server_may_add_entries_and_neither_change_nor_delete_any(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET ROLE jejak_writer")
        for statement in ("UPDATE jejak.matches SET kind = 2", "DELETE FROM jejak.matches"):
            try:
                connection.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                continue
            raise AssertionError("the writer changed the match index")
