"""A deployment made once and copied: what most tests begin with."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.server.api.agencies import Key
from tests.server.api.deployment import Deployment, opened
from tests.servers import DatabaseServer


@dataclass(frozen=True)
class Founding:
    """A deployment at rest, its agencies registered. Tests work on copies: to register them takes longer."""

    database: str
    keys_dir: Path
    keys: dict[str, Key]
    roots: dict[str, Key]

    @classmethod
    async def make(
        cls, url: str, keys_dir: Path, prepare: Callable[[Deployment], Awaitable[None]]
    ) -> "Founding":
        """Founds it on this database, which nobody may use afterwards but to copy it."""
        async with opened(url, keys_dir) as deployment:
            await prepare(deployment)
            await deployment.settled()
            return cls(urlsplit(url).path[1:], keys_dir, deployment.keys, deployment.roots)

    @asynccontextmanager
    async def copy(self, server: DatabaseServer, keys_dir: Path, **others: Any) -> AsyncIterator[Deployment]:
        """A deployment of its own with these agencies; `others`: further settings."""
        shutil.copytree(self.keys_dir, keys_dir)
        with server.fresh_database(self.database) as database:
            async with opened(database, keys_dir, **others) as deployment:
                deployment.keys.update(self.keys)
                deployment.roots.update(self.roots)
                yield deployment
