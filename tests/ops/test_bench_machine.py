import ctypes
import shutil
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from ops.bench import machine
from ops.bench.machine import (
    AS_IS,
    SLOW,
    NoCompiler,
    described,
    flush_seconds,
    measured_database,
    measured_server,
    server_on,
    slow_flush_library,
    working_directory,
)

needs_compiler = shutil.which("cc") or shutil.which("gcc")


def test_the_delay_is_compiled_and_waits_before_it_flushes(tmp_path: Path) -> None:
    if not needs_compiler:
        with pytest.raises(NoCompiler):
            slow_flush_library(tmp_path)
        return
    slow = ctypes.CDLL(str(slow_flush_library(tmp_path)))
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
        start = time.perf_counter()
        assert slow.fdatasync(file.fileno()) == 0
    assert time.perf_counter() - start >= machine.DELAY
    assert slow.fdatasync(-1) == -1  # what the flush itself says is passed on


def test_without_a_compiler_the_slow_profile_is_left_out_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, **_: None)
    notes: list[str] = []
    facts = described([SLOW], notes.append)
    assert facts["commit_ms"] == {}
    assert len(notes) == 1
    assert "C compiler" in notes[0]


def test_a_delay_that_does_not_act_is_told_and_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "DELAY", 60.0)
    notes: list[str] = []
    assert described([SLOW], notes.append)["commit_ms"] == {}
    assert "not" in notes[0]


def test_the_measured_server_flushes_every_commit() -> None:
    with measured_server(AS_IS) as server, measured_database(server) as dsn:
        with psycopg.connect(dsn) as connection:
            shown = [
                connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit")
            ]
            assert shown == [("on",), ("on",)]
            assert connection.execute("SELECT count(*) FROM jejak.log").fetchone() == (0,)


def test_the_same_data_can_be_served_under_another_profile() -> None:
    with working_directory() as directory:
        with server_on(directory, AS_IS) as server:
            with psycopg.connect(server.database_url, autocommit=True) as connection:
                connection.execute("CREATE TABLE kept (n int)")
        with server_on(directory, AS_IS) as server, psycopg.connect(server.database_url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_what_a_flush_costs_is_a_time(tmp_path: Path) -> None:
    assert 0 < flush_seconds(tmp_path, times=5) < 10
