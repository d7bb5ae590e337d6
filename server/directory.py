"""The agencies, keys and rules in force, as this process knows them.

The log's head row holds the position of the last registry event; an append that was judged under an older
one is refused as `registry_moved`, so a revoked key or changed rules never slip through another process.
"""

from collections.abc import Iterable
from typing import Protocol

from domain.directory import EMPTY, Directory, changes_directory, evolve_directory
from domain.events import LogRow, RecordedEvent, read_event


class RegistryRows(Protocol):
    """The part of the log reader this needs."""

    async def registry_rows(self, after: int) -> list[LogRow]: ...


class CurrentDirectory:
    """Follows the registry streams of the log."""

    def __init__(self, reader: RegistryRows) -> None:
        self._reader = reader
        self.current: Directory = EMPTY

    @property
    def position(self) -> int:
        """Position of the last registry event this process knows."""
        return self.current.position

    async def reload(self) -> None:
        """Take in every registry event recorded since, by whichever process."""
        for row in await self._reader.registry_rows(self.position):
            self._take(read_event(row))

    def follow(self, recorded: Iterable[RecordedEvent]) -> None:
        """Take in events this process has just recorded itself; a gap waits for `reload`."""
        for event in recorded:
            if changes_directory(event.type):
                self._take(event)

    def _take(self, event: RecordedEvent) -> None:
        if event.position > self.position:
            self.current = evolve_directory(self.current, event)
