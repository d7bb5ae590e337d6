"""The tree over the reads: a read can be neither taken away nor changed without it showing (A06, E10)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from domain.merkle import Tree
from domain.read_purposes import OF_ROLE, ReadPurpose, ReadReason
from server import migrate as migration
from server.auth.principal import ROLES
from server.database import open_pool
from server.migrate import migrate
from server.readlog.leaves import Checkpoint, ReadRow, checkpoint, verify
from server.readlog.reader import Reader
from server.reads import ReadLog, Served
from tests.server.api.deployment import Time

READER = Reader("ngo-ttu", "reader", UUID(int=1), None, ReadPurpose.PROTECTION, "192.0.2.0/24")
SEEN = [Served(1, 3), Served(2, -1)]
TAMPERED = {
    "cut off at the end": "DELETE FROM jejak.reads WHERE leaf = (SELECT max(leaf) FROM jejak.reads)",
    "taken out of the middle": "DELETE FROM jejak.reads WHERE leaf = 4",
    "emptied": "TRUNCATE jejak.reads",
    "done by another": "UPDATE jejak.reads SET agency = 'rsud-ttu' WHERE leaf = 4",
    "done from elsewhere": "UPDATE jejak.reads SET origin = '198.51.100.0/24' WHERE leaf = 4",
    "for another purpose": "UPDATE jejak.reads SET purpose = 'audit' WHERE leaf = 4",
    "for a reason": "UPDATE jejak.reads SET reason = 'complaint' WHERE leaf = 4",
    "of other classes": "UPDATE jejak.reads SET classes = '{0,-1}' WHERE leaf = 4",
    "at another time": "UPDATE jejak.reads SET read_at = read_at + interval '1 microsecond' WHERE leaf = 4",
    "in another order": "UPDATE jejak.reads SET leaf = 9 - leaf WHERE leaf IN (4, 5)",
    "forgotten by the tree": "UPDATE jejak.reads_tree SET size = size - 1",
}


ROWS = f"SELECT {', '.join(ReadRow._fields)} FROM jejak.reads ORDER BY leaf"


class Kept(NamedTuple):
    """A read log on a database of its own."""

    url: str
    pool: AsyncConnectionPool[Any]
    time: Time
    log: ReadLog

    async def read(self, times: int = 10) -> None:
        """So many reads of a case, one after the other."""
        for number in range(times):
            await self.log.record(READER, "readCase", SEEN, case=UUID(int=number))

    @contextmanager
    def as_owner(self) -> Iterator[psycopg.Connection[Any]]:
        """Whoever holds the database."""
        with psycopg.connect(self.url, autocommit=True) as owner:
            owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA jejak TO CURRENT_USER")
            owner.execute("ALTER TABLE jejak.reads DISABLE TRIGGER ALL")
            owner.execute("ALTER TABLE jejak.reads DROP CONSTRAINT IF EXISTS reads_leaf")
            yield owner
            owner.execute("ALTER TABLE jejak.reads ENABLE TRIGGER ALL")


@pytest.fixture
async def kept(database: str) -> AsyncIterator[Kept]:
    """An empty one."""
    pool, time = await open_pool(database), Time()
    yield Kept(database, pool, time, ReadLog(pool, time))
    await pool.close()


async def test_reads_that_nobody_touched_make_the_tree_that_is_stored(kept: Kept) -> None:
    await kept.read()
    found = await verify(kept.pool)
    assert found.wrong is None
    assert found.checkpoint == await checkpoint(kept.pool)
    assert found.checkpoint.size == 10


@pytest.mark.parametrize("tampering", TAMPERED.values(), ids=TAMPERED)
async def test_a_read_that_was(kept: Kept, tampering: str) -> None:
    await kept.read()
    with kept.as_owner() as owner:
        owner.execute(tampering.encode())
    assert (await verify(kept.pool)).wrong is not None


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM jejak.list_reads WHERE position = 1",
        "UPDATE jejak.list_reads SET position = 9 WHERE position = 1",
        "INSERT INTO jejak.list_reads (agency, position, classes, read_at) VALUES ('rsud-ttu', 1, -1, now())",
    ],
)
async def test_what_lists_told_of_is_compared_with_the_reads(kept: Kept, tampering: str) -> None:
    await kept.log.record(READER, "listCases", SEEN)
    assert (await verify(kept.pool)).wrong is None
    with kept.as_owner() as owner:
        owner.execute("ALTER TABLE jejak.list_reads DISABLE TRIGGER ALL")
        owner.execute(tampering.encode())
    wrong = (await verify(kept.pool)).wrong
    assert wrong == "what lists told of, by position, is not what the reads say"


async def test_who_makes_the_tree_anew_without_a_read_is_told_by_a_checkpoint_that_was_kept(
    kept: Kept,
) -> None:
    await kept.read()
    before = await checkpoint(kept.pool)
    with kept.as_owner() as owner:
        owner.execute("DELETE FROM jejak.reads WHERE leaf = 3")
        owner.execute("UPDATE jejak.reads SET leaf = leaf - 1 WHERE leaf > 3")
        owner.execute("UPDATE jejak.reads_tree SET size = 0, frontier = '{}'")
        owner.execute(
            "SELECT jejak.add_leaf(jejak.read_bytes(r)) FROM (SELECT * FROM jejak.reads ORDER BY leaf) r"
        )
    pool = kept.pool
    assert (await verify(pool)).wrong is None
    assert (await verify(pool, before)).wrong == "there are 9 reads, and there were 10"
    await kept.read(5)
    wrong = (await verify(pool, before)).wrong
    assert wrong == "the first 10 reads are not those of the checkpoint that was kept"


async def test_a_checkpoint_that_was_kept_still_fits_after_more_reads(kept: Kept) -> None:
    for _ in range(4):
        before = await checkpoint(kept.pool)
        await kept.read(3)
        assert (await verify(kept.pool, before)).wrong is None


async def test_reads_at_once_get_places_without_a_gap_in_one_tree(kept: Kept) -> None:
    together = (kept.log.record(READER, "listCases", [Served(n % 7 + 1, -1)], case=None) for n in range(150))
    await asyncio.gather(*together)
    found = await verify(kept.pool)
    assert (found.checkpoint.size, found.wrong) == (150, None)


async def test_two_processes_that_read_the_same_at_once_wait_for_each_other_and_never_for_ever(
    kept: Kept,
) -> None:
    other = ReadLog(kept.pool, kept.time)
    random = Random(7)
    both = []
    for log in (kept.log, other):
        for _ in range(60):
            told = [Served(position, -1) for position in random.sample(range(1, 30), 12)]
            both.append(log.record(READER, "listCases", told))
    async with asyncio.timeout(30):
        await asyncio.gather(*both)
    assert (await verify(kept.pool)).checkpoint.size == 120


async def test_what_is_hashed_of_a_read_is_the_same_here_and_in_postgresql(kept: Kept) -> None:
    random = Random(3)
    for number in range(40):
        reader = Reader(
            f"agency-{number}",
            role := random.choice(ROLES),
            random.choice([None, UUID(int=random.getrandbits(128))]),
            random.choice([None, UUID(int=random.getrandbits(128))]),
            OF_ROLE[role],
            random.choice([None, "2001:db8:1::/48"]),
        )
        served = [Served(random.getrandbits(40), random.randrange(-1, 512)) for _ in range(number % 4)]
        case = UUID(int=random.getrandbits(128)) if number % 2 else None
        rows, reason = None if case else (number + 1, number + 9), random.choice([None, *ReadReason])
        await kept.log.record(reader, "readCase", served, case=case, rows=rows, reason=reason)
        kept.time.now += timedelta(microseconds=random.randrange(10**9))
    async with kept.pool.connection() as conn:
        members = ", ".join(ReadRow._fields)
        query = f"SELECT jejak.read_bytes(r), {members} FROM jejak.reads r ORDER BY leaf"
        rows = await (await conn.execute(query.encode())).fetchall()
    tree = Tree()
    for content, *row in rows:
        assert ReadRow(*row).content() == bytes(content)
        tree = tree.with_leaf(bytes(content))
    assert Checkpoint(tree.size, tree.root()) == await checkpoint(kept.pool)


def test_the_leaf_is_the_text_that_its_module_describes() -> None:
    at = datetime(2026, 3, 2, 8, 0, 0, 7, tzinfo=UTC)
    case = UUID(int=5)
    row = ReadRow(
        0,
        at,
        "polres-ttu",
        "reader",
        UUID(int=1),
        None,
        "readCase",
        "case_work",
        None,
        case,
        None,
        None,
        [4],
        [-1],
    )
    assert row.content().decode().splitlines() == [
        *("jejak/read/v1", "2026-03-02T08:00:00.000007Z", "polres-ttu", "reader", str(UUID(int=1)), ""),
        *("readCase", "case_work", "", str(case), "", "", "4", "-1"),
    ]


def test_the_leaf_of_a_read_with_a_reason_says_so_and_ends_with_it() -> None:
    at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    plain = ReadRow(0, at, "auditor", "auditor", *([None] * 2), "readAuditEvents", *([None] * 5), [4], [1])
    first, *lines = plain.content().decode().splitlines()
    reasoned = plain._replace(reason="complaint").content().decode().splitlines()
    assert (first, reasoned) == ("jejak/read/v1", ["jejak/read/v2", *lines, "complaint"])


async def test_the_reads_of_before_there_was_a_tree_are_in_it(empty_database: str) -> None:
    scripts = migration._scripts(sorted((migration.HERE / "migrations").glob("*.sql")))
    add = (
        "INSERT INTO jejak.reads (read_at, agency, call, positions, classes) VALUES (now(), 'a', 'c', %s, %s)"
    )
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute(migration.BOOK)
        for script in (each for each in scripts if each.name < "0015"):
            migration._apply(owner, script)
        for position in range(5):
            owner.execute(add, [[position], [-1]])
        owner.execute(
            "INSERT INTO jejak.list_reads SELECT agency, positions[1], -1, read_at FROM jejak.reads"
        )
    migrate(empty_database)
    pool = await open_pool(empty_database)
    found = await verify(pool)
    await pool.close()
    assert (found.checkpoint.size, found.wrong) == (5, None)
    with psycopg.connect(empty_database) as owner:
        assert owner.execute("SELECT position = leaf FROM jejak.list_reads").fetchall() == [(True,)] * 5


async def test_a_read_of_very_many_events_is_kept_as_several_each_short_enough_to_be_an_entry(
    kept: Kept,
) -> None:
    served = [Served(2**62 + number, 511) for number in range(4_500)]
    await kept.log.record(READER, "readCase", served, case=UUID(int=1))
    with kept.as_owner() as owner:
        rows = [ReadRow(*row) for row in owner.execute(ROWS).fetchall()]
    assert [position for row in rows for position in row.positions] == [each.position for each in served]
    assert len(rows) == 3
    assert max(len(row.content()) for row in rows) <= 65_535
    assert (await verify(kept.pool)).wrong is None
