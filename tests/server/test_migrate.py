from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from server import migrate as migration
from server.database import open_pool
from server.migrate import SchemaMismatch, migrate


def test_migrating_again_changes_nothing(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        first = connection.execute("SELECT * FROM jejak.migrations ORDER BY name").fetchall()
        migrate(empty_database)
        assert connection.execute("SELECT * FROM jejak.migrations ORDER BY name").fetchall() == first


def test_two_servers_that_start_together_migrate_one_after_the_other(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as servers:
        list(servers.map(migrate, [empty_database] * 4))
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT position FROM jejak.log_head").fetchall() == [(0,)]


def test_a_migration_that_was_rewritten_is_noticed(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("UPDATE jejak.migrations SET sha256 = 'other' WHERE name = '0001_log'")
    with pytest.raises(SchemaMismatch, match="0001_log"):
        migrate(empty_database)


def test_a_database_of_a_later_version_is_left_alone(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        connection.execute("INSERT INTO jejak.migrations (name, sha256) VALUES ('9999_later', '')")
    with pytest.raises(SchemaMismatch, match="9999_later"):
        migrate(empty_database)


def test_a_function_whose_text_changed_is_made_anew(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_database)
    changed = tmp_path / "append.sql"
    changed.write_text(f"{migration.FUNCTIONS[0].read_text()}\nCOMMENT ON FUNCTION jejak.append IS 'new';")
    monkeypatch.setattr(migration, "FUNCTIONS", (changed, *migration.FUNCTIONS[1:]))
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        comment = connection.execute("SELECT obj_description('jejak.append'::regproc)").fetchone()
    assert comment == ("new",)


async def test_connections_of_the_pool_are_the_writers_in_utc(database: str) -> None:
    pool = await open_pool(database)
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT current_user, current_setting('TimeZone'), now()")
        user, zone, now = (await cursor.fetchall())[0]
    await pool.close()
    assert (user, zone, now.utcoffset().total_seconds()) == ("jejak_writer", "UTC", 0)
