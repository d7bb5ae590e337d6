"""The agencies, keys and rules in force, as this process knows them.

The log's head row holds the position of the last registry event; an append that was judged under an older
one is refused as `registry_moved`, so a revoked key or changed rules never slip through another process. An
erasure moves it too when it lists keys: what was sealed before is refused then, and sealed with others.
"""

from collections.abc import Iterable
from typing import Protocol

from domain.directory import EMPTY, Directory, changes_directory, evolve_directory
from domain.events import LogRow, RecordedEvent, read_event
from server.log.reader import Head


class RegistryRows(Protocol):
    """The part of the log reader this needs."""

    async def registry_rows(self, after: int) -> list[LogRow]: ...

    async def head(self) -> Head: ...


class CurrentDirectory:
    """Follows the registry streams of the log."""

    def __init__(self, reader: RegistryRows) -> None:
        self._reader = reader
        self._moved = 0
        self.current: Directory = EMPTY

    @property
    def position(self) -> int:
        """Up to which position of the log this process knows the registry, and what is sealed with."""
        return max(self.current.position, self._moved)

    async def reload(self) -> None:
        """Take in every registry event recorded since, by whichever process."""
        moved = (await self._reader.head()).registry_position
        for row in await self._reader.registry_rows(self.current.position):
            self._take(read_event(row))
        self._moved = max(self._moved, moved)

    def follow(self, recorded: Iterable[RecordedEvent]) -> None:
        """Take in events this process has just recorded itself; a gap waits for `reload`."""
        for event in recorded:
            if changes_directory(event.type):
                self._take(event)

    def _take(self, event: RecordedEvent) -> None:
        if event.position > self.current.position:
            self.current = evolve_directory(self.current, event)
