"""The servers that tests run against, and fresh databases on them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from ops.embedded_postgres import OWNER


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
            # Copied file by file: page by page (the default) takes four times the processor and fills the WAL.
            made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy")
            connection.execute(made.format(*names))
        try:
            yield self.url(name)
        finally:
            with psycopg.connect(self.admin_url, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass(frozen=True)
class NatsServer:
    """A NATS server and the nkey seed to enter it with (None: the URL suffices)."""

    url: str
    seed_file: Path | None
