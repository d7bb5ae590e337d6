import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg_pool import AsyncConnectionPool

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.events import LogRow
from server.database import Connections, open_pool
from server.log.group_commit import GroupCommit
from server.log.reader import LogReader
from server.tasks import end
from server.vault.epochs import EpochKeys
from server.vault.erased import ErasedKeys
from server.vault.keyfile import Derived, KeyFile, Wrapped, WrongKeyEncryptionKey
from server.vault.vault import Opened, Vault
from tests.server.vault.given import ORIGIN, proposed, recorded, victim_registered

ALL = sum(DataClass)
CANARY = "Kenari Rahasia"
VICTIM = DataClass.VICTIM_IDENTITY


class Counting:
    """A pool that counts how often it is asked for a connection: once a query."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self.queries = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        self.queries += 1
        async with self._pool.connection() as connection:
            yield connection


class Bench:
    """A log, a reader, and a vault with its key file."""

    def __init__(
        self, dsn: str, log: GroupCommit, pool: AsyncConnectionPool[Any], keys: KeyFile, erased: ErasedKeys
    ) -> None:
        self.dsn = dsn
        self.erased = erased
        self.log = log
        self.pool = Counting(pool)
        self.reading: Connections = self.pool  # type: ignore[assignment]
        self.reader = LogReader(pool)
        self.keys = keys
        self.vault = self.another_process()

    def another_process(self) -> Vault:
        return Vault(ORIGIN, self.keys, self.erased, self.pool)  # type: ignore[arg-type]

    async def record(self, event: Proposed) -> LogRow:
        sealed = self.vault.seal(event, 0)
        row = await recorded(event, sealed.items, sealed.keys, self.log, self.reader)
        self.vault.confirm(sealed.fresh, 0)
        return row

    async def opened(self, row: LogRow, classes: int = ALL) -> Opened:
        return (await self.another_process().open([(row, classes)], self.reading))[0]

    @contextmanager
    def tampering(self) -> Iterator[psycopg.Connection[Any]]:
        """As the owner of the database, whom no grant stops."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            yield connection


@pytest.fixture
async def bench(database: str, tmp_path: Path) -> AsyncIterator[Bench]:
    log, pool = GroupCommit(database), await open_pool(database)
    await log.start()
    keys, erased = KeyFile.make(tmp_path / "vault.key"), ErasedKeys(tmp_path / "erased.ndjson")
    yield Bench(database, log, pool, keys, erased)
    await log.stop()
    await pool.close()


async def test_what_an_event_disclosed_is_opened_again_by_any_process(bench: Bench) -> None:
    event = victim_registered(uuid4(), name="Siti", nik="5303010101900001", statement="She said so.")
    row = await bench.record(event)
    assert set((await bench.opened(row)).disclosures) == {each.encoded for each in event.disclosures}


async def test_only_the_classes_that_are_allowed_are_opened(bench: Bench) -> None:
    event = victim_registered(uuid4(), name="Siti", statement="She said so.")
    row = await bench.record(event)
    by_field = {each.field: each.encoded for each in event.disclosures}
    assert (await bench.opened(row, VICTIM)).disclosures == (by_field["name"],)
    assert (await bench.opened(row, DataClass.NARRATIVE)).disclosures == (by_field["statement"],)
    assert (await bench.opened(row, DataClass.HEALTH)) == Opened(())
    assert (await bench.opened(row, 0)) == Opened(())


async def test_an_event_that_discloses_nothing_has_nothing_sealed(bench: Bench) -> None:
    assert bench.vault.seal(victim_registered(uuid4()), 0) == (None, (), {}, None, ())


async def test_a_hundred_events_are_opened_in_two_queries_and_again_in_one(bench: Bench) -> None:
    rows = [await bench.record(victim_registered(uuid4(), name=f"Name {n}")) for n in range(100)]
    vault, asked = bench.another_process(), [(row, ALL) for row in rows]
    for expected in (2, 1):
        bench.pool.queries = 0
        assert all(len(opened.disclosures) == 1 for opened in await vault.open(asked, bench.reading))
        assert bench.pool.queries == expected


async def test_a_page_opens_though_the_cache_holds_one_key(bench: Bench) -> None:
    rows = [await bench.record(victim_registered(uuid4(), name=f"Name {n}")) for n in range(10)]
    small = Vault(ORIGIN, bench.keys, bench.erased, bench.pool, capacity=1)  # type: ignore[arg-type]
    found = await small.open([(row, ALL) for row in rows], bench.reading)
    assert [len(opened.disclosures) for opened in found] == [1] * 10
    assert len(small._cache) == 1


async def test_a_key_serves_later_events_only_once_its_event_is_committed(bench: Bench) -> None:
    person, case = uuid4(), uuid4()
    first, second, third = (victim_registered(person, case, name="Siti") for _ in range(3))
    refused, sealed = bench.vault.seal(first, 0), bench.vault.seal(second, 0)
    assert len(refused.keys) == len(sealed.keys) == 1
    assert refused.keys[0].key_id != sealed.keys[0].key_id
    bench.vault.confirm(sealed.fresh, 0)
    assert bench.vault.seal(third, 0).keys == ()


async def test_a_refused_event_leaves_no_key_behind(bench: Bench) -> None:
    event = victim_registered(uuid4(), name="Siti")
    await bench.record(event)
    items, keys, *_ = bench.another_process().seal(event, 0)
    with pytest.raises(AssertionError):
        await recorded(event, items, keys, bench.log, bench.reader)
    with bench.tampering() as connection:
        assert connection.execute("SELECT count(*) FROM jejak.data_keys").fetchone() == (1,)


async def test_a_person_a_case_and_a_narrative_have_keys_of_their_own(bench: Bench) -> None:
    person, case = uuid4(), uuid4()
    event = victim_registered(person, case, name="Siti", statement="She said so.")
    await bench.record(event)
    report = proposed(
        "PoliceReportFiled",
        case,
        {"report_number": "LP/B/1/2026"},
    )
    await bench.record(report)
    with bench.tampering() as connection:
        owners = connection.execute("SELECT owner, class FROM jejak.data_keys ORDER BY class").fetchall()
    assert owners == [
        (f"case/{case}/person/{person}", VICTIM),
        (f"case/{case}", DataClass.LEGAL_FILE),
        (f"event/agencies/dp3a-ttu/{event.body.id}", DataClass.NARRATIVE),
    ]


async def test_what_a_destroyed_key_sealed_is_withheld_and_the_rest_still_opens(bench: Bench) -> None:
    person, case = uuid4(), uuid4()
    row = await bench.record(victim_registered(person, case, name="Siti", statement="She said so."))
    with bench.tampering() as connection:
        connection.execute("DELETE FROM jejak.data_keys WHERE owner = %s", [f"case/{case}/person/{person}"])
    opened = await bench.opened(row)
    assert (len(opened.disclosures), opened.broken) == (1, 0)


MOVES = {
    "to another event of the case": (0, "UPDATE jejak.sealed SET items = %(items)s WHERE position = 2"),
    "to another case": (1, "UPDATE jejak.sealed SET items = %(items)s WHERE position = 3"),
}


@pytest.mark.parametrize("to", MOVES)
async def test_sealed_items_moved_in_the_database_do_not_open(bench: Bench, to: str) -> None:
    person, case = uuid4(), uuid4()
    await bench.record(victim_registered(person, case, name=CANARY))
    await bench.record(victim_registered(person, case, name="Siti"))
    await bench.record(victim_registered(person, uuid4(), name="Siti"))
    place, statement = MOVES[to]
    with bench.tampering() as connection:
        items = connection.execute("SELECT items FROM jejak.sealed WHERE position = 1").fetchone()
        assert items is not None
        connection.execute(statement, {"items": items[0]})
    target = (await bench.reader.page(0))[1 + place]
    assert await bench.opened(target) == Opened((), 1)


@pytest.mark.parametrize("column", ["owner = 'person/other'", "class = 2", "wrapped = '\\x00'"])
async def test_a_data_key_changed_in_the_database_opens_nothing(bench: Bench, column: str) -> None:
    row = await bench.record(victim_registered(uuid4(), name="Siti"))
    with bench.tampering() as connection:
        connection.execute(f"UPDATE jejak.data_keys SET {column}".encode())
    assert await bench.opened(row) == Opened((), 1)


async def test_items_that_cannot_be_read_are_reported_and_spoil_no_other_event(bench: Bench) -> None:
    rows = [await bench.record(victim_registered(uuid4(), name="Siti")) for _ in range(2)]
    with bench.tampering() as connection:
        connection.execute("UPDATE jejak.sealed SET items = '\\xc1' WHERE position = 1")
    first, second = await bench.another_process().open([(row, ALL) for row in rows], bench.reading)
    assert (first, len(second.disclosures)) == (Opened((), 1), 1)


async def test_a_disclosure_that_the_agency_did_not_sign_is_not_served(bench: Bench) -> None:
    """The host itself, with every key at hand, cannot put other words into an agency's mouth."""
    row = await bench.record(victim_registered(uuid4(), name="Siti"))
    forged = row._replace(state=row.state.replace(*signed_part(row.state)))
    assert await bench.opened(forged) == Opened((), 1)


def signed_part(state: bytes) -> tuple[bytes, bytes]:
    """The payload of a stored event, and one that signs no digest."""
    payload = state.split(b".")[1]
    return payload, b"eyJkYXRhIjp7fX0"  # {"data":{}}


async def test_another_key_encryption_key_is_named_as_the_cause(bench: Bench, tmp_path: Path) -> None:
    row = await bench.record(victim_registered(uuid4(), name="Siti"))
    other = Vault(ORIGIN, KeyFile.make(tmp_path / "other.key"), bench.erased, bench.pool)  # type: ignore[arg-type]
    with pytest.raises(WrongKeyEncryptionKey):
        await other.open([(row, ALL)], bench.reading)


async def test_no_table_holds_what_was_disclosed(bench: Bench) -> None:
    event = victim_registered(uuid4(), name=CANARY, phone="+6281399988877", statement=f"{CANARY} said so.")
    await bench.record(event)
    secrets = [CANARY.encode(), b"81399988877"]
    secrets += [part.encode() for each in event.disclosures for part in (each.encoded, each.salt)]
    with bench.tampering() as connection:
        dump = everything(connection)
    assert event.body.id.encode() in dump
    assert [secret for secret in secrets if secret in dump] == []


def everything(connection: psycopg.Connection[Any]) -> bytes:
    """Every row of every table of ours, in binary."""
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'"
    ).fetchall()
    dump = b""
    for table in tables:
        with connection.cursor() as cursor:
            query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(*table))
            with cursor.copy(query) as copy:
                dump += b"".join(bytes(chunk) for chunk in copy)
    return dump


async def test_a_key_erased_by_another_process_opens_and_seals_nothing_from_then_on(bench: Bench) -> None:
    person, case = uuid4(), uuid4()
    row = await bench.record(victim_registered(person, case, name="Siti"))
    (key,) = bench.vault._cache._by_id
    assert len((await bench.vault.open([(row, ALL)], bench.reading))[0].disclosures) == 1
    ErasedKeys(bench.erased._path).add([key], datetime.now(UTC))  # the row is there still, as after a restore
    assert await bench.vault.open([(row, ALL)], bench.reading) == [Opened(())]
    assert await bench.opened(row) == Opened(())
    (fresh,) = bench.vault.seal(victim_registered(person, case, name="Siti"), 0).keys
    assert fresh.key_id != key
    assert len(bench.vault._cache) == 0


async def test_a_key_wrapped_under_a_destroyed_key_is_withheld_like_an_erased_one(
    bench: Bench, tmp_path: Path
) -> None:
    epochs = EpochKeys(tmp_path, lambda: datetime(2026, 3, 2, tzinfo=UTC))
    bench.vault = Vault(ORIGIN, epochs, bench.erased, bench.pool)  # type: ignore[arg-type]
    row = await bench.record(victim_registered(uuid4(), name="Siti"))
    epochs.destroy(epochs.epochs()[0])
    fresh = Vault(ORIGIN, epochs, bench.erased, bench.pool)  # type: ignore[arg-type]
    assert await fresh.open([(row, ALL)], bench.reading) == [Opened(())]


async def test_an_idle_process_drops_an_erased_key_from_memory(bench: Bench) -> None:
    await bench.record(victim_registered(uuid4(), name="Siti"))
    (key,) = bench.vault._cache._by_id
    forgetting = asyncio.create_task(bench.vault.run())
    bench.erased.add([key], datetime.now(UTC))
    async with asyncio.timeout(5):
        while len(bench.vault._cache):
            await asyncio.sleep(0.05)
    await end(forgetting)


def owners_of(*events: Proposed) -> set[str]:
    return {
        key.owner
        for event in events
        for key in Vault(ORIGIN, StaticKeys(), NOTHING_ERASED, None).seal(event, 0).keys  # type: ignore[arg-type]
    }


def test_a_person_named_twice_in_a_case_is_the_same_owner() -> None:
    person, case = UUID(int=7), UUID(int=8)
    named = [victim_registered(person, case, name=name) for name in ("Siti", "Siti A.")]
    assert owners_of(*named) == {f"case/{case}/person/{person}"}


def test_a_pseudonym_used_again_in_another_case_is_another_owner() -> None:
    person = UUID(int=7)
    assert len(owners_of(*(victim_registered(person, UUID(int=n), name="Siti") for n in (8, 9)))) == 2


NOTHING_ERASED = ErasedKeys(Path("nowhere"))


class StaticKeys:
    """Wraps nothing: for tests that look at owners only."""

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        return Wrapped("none", key)

    def unwrap(self, wrapped: bytes, context: bytes, kek_id: str) -> bytes:
        return wrapped

    def derived(self, label: bytes, kek_id: str | None = None) -> Derived:
        return Derived("none", bytes(32))

    def forget_destroyed(self) -> None:
        pass
