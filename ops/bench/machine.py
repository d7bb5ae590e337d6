"""The PostgreSQL that is measured: fsync and synchronous_commit on; as the disk is, or with slow flushes."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import psycopg
from psycopg import sql

from ops.embedded_postgres import OWNER, EmbeddedPostgres
from server.migrate import migrate

AS_IS, SLOW = "as the disk is", "flush + 1 ms"

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
    """There is no C compiler here, so the slow flush cannot be measured."""


def slow_flush_library(directory: Path) -> Path:
    """Compiles the library that delays fdatasync. Raises NoCompiler where there is none."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler
    library = directory / "slow_flush.so"
    with as_file(files("ops.bench") / "slow_flush.c") as source:
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)
    library.chmod(0o755)
    return library


@contextmanager
def measured_server(profile: str) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server of its own for one profile; its data directory goes with it."""
    with tempfile.TemporaryDirectory(prefix="jejak-bench.") as folder:
        directory = Path(folder)
        directory.chmod(0o755)  # PostgreSQL runs under another account where this is root
        preload = slow_flush_library(directory) if profile == SLOW else None
        with EmbeddedPostgres(directory / "postgres", settings=SETTINGS, preload=preload) as server:
            yield server


@contextmanager
def measured_database(server: EmbeddedPostgres, *, migrated: bool = True) -> Iterator[str]:
    """An empty database of the product's role on the server, with the product's schema or without."""
    name = "bench"
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        )
        connection.execute("CHECKPOINT")
    dsn = server.database_url.rsplit("/", 1)[0] + f"/{name}"
    if migrated:
        migrate(dsn)
    yield dsn
