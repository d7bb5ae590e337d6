"""The servers that tests run against, and fresh databases on them."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from ops.embedded_postgres import OWNER

IN_MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 2 * 2**30  # bytes; a run needs a quarter of it


@contextmanager
def directory_without_a_disk() -> Iterator[Path]:
    """A directory in memory where the machine has room for it there, else on disk; gone afterwards.

    A database is some 300 files. Nearly every test makes one and drops it, which costs a journalled file
    system ten times the processor time that it costs one in memory.
    """
    usable = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM_IN_MEMORY
    with TemporaryDirectory(prefix="jejak-tests-", dir=IN_MEMORY if usable else None) as place:
        yield Path(place)


@dataclass(frozen=True)
class DatabaseServer:
    """A PostgreSQL server: where databases are made, and where the product connects (another database)."""

    admin_url: str
    owner_url: str
    owner: str = OWNER

    def url(self, database: str) -> str:
        """The product's URL for a database of this server."""
        return urlsplit(self.owner_url)._replace(path=f"/{database}").geturl()

    @contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """A new database, copied from the template and owned by the product's role; yields its URL."""
        name = f"test_{uuid.uuid4().hex}"
        names = map(sql.Identifier, (name, self.owner, template))
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*names))
            try:
                yield self.url(name)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass(frozen=True)
class NatsServer:
    """A NATS server and the nkey seed to enter it with (None: the URL suffices)."""

    url: str
    seed_file: Path | None
