"""The PostgreSQL that is measured: fsync and synchronous_commit on; as the disk is, or with slow flushes."""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from ops.embedded_postgres import OWNER, EmbeddedPostgres
from server.migrate import migrate

AS_IS, SLOW = "as the disk is", "flush + 1 ms"
DELAY = 1e-3  # s, of slow_flush.c

SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_sync_method": "fdatasync",
    "shared_buffers": "2GB",
    "wal_buffers": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "max_connections": "400",
    "jit": "off",
}


class NoCompiler(Exception):
    """There is no working C compiler here, so the slow flush cannot be measured."""


class DelayInert(Exception):
    """The preloaded delay does not act on this PostgreSQL: what is measured would not be what is said."""


def slow_flush_library(directory: Path) -> Path:
    """Compiles the library that delays fdatasync. Raises NoCompiler."""
    program = shutil.which("cc") or shutil.which("gcc")
    if program is None:
        raise NoCompiler
    library = directory / "slow_flush.so"
    with as_file(files("ops.bench") / "slow_flush.c") as source:
        command = [program, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            raise NoCompiler from error  # a compiler without the headers of the C library
    library.chmod(0o755)
    return library


@contextmanager
def measured_server(profile: str) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server of its own for one profile; its data directory goes with it."""
    with working_directory() as directory, server_on(directory, profile) as server:
        yield server


@contextmanager
def working_directory() -> Iterator[Path]:
    """A directory that another account may enter: PostgreSQL runs under one where this is root."""
    with tempfile.TemporaryDirectory(prefix="jejak-bench.") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def server_on(directory: Path, profile: str) -> Iterator[EmbeddedPostgres]:
    """The server whose data lie in `directory`, under this profile. Raises NoCompiler, DelayInert."""
    preload = slow_flush_library(directory) if profile == SLOW else None
    with EmbeddedPostgres(directory / "postgres", settings=SETTINGS, preload=preload) as server:
        if profile == SLOW and commit_seconds(server) < DELAY:
            raise DelayInert
        yield server


@contextmanager
def measured_database(
    server: EmbeddedPostgres, name: str = "bench", *, migrated: bool = True
) -> Iterator[str]:
    """An empty database of the product's role on the server, with the product's schema or without."""
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        )
    dsn = urlsplit(server.database_url)._replace(path=f"/{name}").geturl()
    if migrated:
        migrate(dsn)
    checkpoint(server)
    yield dsn


def checkpoint(server: EmbeddedPostgres) -> None:
    """Writes out what was done before, so that it is not paid for in what is measured next."""
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def commit_seconds(server: EmbeddedPostgres, times: int = 50) -> float:
    """The median time of a commit that writes one row, on one connection."""
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS commits (at timestamptz)")
        return median(
            _seconds(lambda: connection.execute("INSERT INTO commits VALUES (now())")) for _ in range(times)
        )


def flush_seconds(directory: Path, times: int = 200) -> float:
    """The median time of writing 8 KiB and flushing them: the least a durable commit costs on this disk."""
    block = os.urandom(8192)
    with (directory / "flush").open("wb", buffering=0) as file:
        file.write(block)

        def flush() -> None:
            os.pwrite(file.fileno(), block, 0)
            os.fdatasync(file.fileno())

        return median(_seconds(flush) for _ in range(times))


def described(profiles: Iterable[str], note: Callable[[str], None]) -> dict[str, Any]:
    """The machine, its disk and its PostgreSQL: no figure can be compared with another machine's without.

    `commit_ms` has the profiles that can be measured here; `note` hears why one cannot.
    """
    with working_directory() as directory:
        facts: dict[str, Any] = {
            "cpus": os.cpu_count(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "load_average": os.getloadavg()[
                0
            ],  # what else keeps the machine busy, before anything is measured
            "flush_ms": flush_seconds(directory) * 1000,
            "settings": SETTINGS,
            "commit_ms": {},
        }
    for profile in profiles:
        try:
            with measured_server(profile) as server:
                facts["commit_ms"][profile] = commit_seconds(server) * 1000
                facts["postgresql"] = _version(server)
        except NoCompiler:
            note(f'There is no working C compiler here: "{profile}" is not measured.')
        except DelayInert:
            note(f'The delay of a flush does not act on this PostgreSQL: "{profile}" is not measured.')
    return facts


def _version(server: EmbeddedPostgres) -> str:
    with psycopg.connect(server.superuser_url) as connection:
        major, minor = divmod(connection.info.server_version, 10_000)
    return f"{major}.{minor}"


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
