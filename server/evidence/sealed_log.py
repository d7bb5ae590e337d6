"""One log under its signer: leaves into tiles, and a checkpoint over them when nothing speaks against it.

Nothing is signed before the tree was compared with what was signed last, as a file outside PostgreSQL tells,
with the newest checkpoint in the database, and with what an outside witness holds: a database that was
restored or rewritten would otherwise make a second history under one name (reference/evidence.md section 0).
"""

import asyncio
from collections.abc import Iterator
from typing import Literal, NamedTuple

from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.note import Note, NoteKey, Sign

from domain.leaf import leaf_hash
from server.clock import Clock
from server.evidence.edge import Edge, grown, root_over, subtrees
from server.evidence.entries import ENTRIES, RowMissing
from server.evidence.logs import Log
from server.evidence.outside import Held
from server.evidence.proofs import root_at
from server.evidence.signed_file import LastSigned, SignedFile, SignedFileError
from server.evidence.tree import Connection, Signed, TileMissing, grow, keep, load_edge, newest

PAGE = 512  # leaves made in one go: some milliseconds, for which this process does nothing else

Problem = Literal[
    "evidence_behind",  # the log is shorter than what was signed
    "evidence_differs",  # what was signed is not what the log holds
    "evidence_unanchored",  # there are checkpoints, and the file that says what was signed last is gone
    "evidence_file",  # the file cannot be read or written
    "log_key_missing",  # the key is not at hand, or not registered
]


class NotSealed(Exception):
    """Nothing of the log is signed, because of this."""

    def __init__(self, problem: Problem, why: str) -> None:
        super().__init__(why)
        self.problem = problem


class Pen(NamedTuple):
    """What signs a log: its key under the origin as its name, and how often the log has begun."""

    key: NoteKey
    sign: Sign
    generation: int

    @property
    def origin(self) -> str:
        """The origin of the log."""
        return self.key.name

    def note(self, checkpoint: Checkpoint) -> str:
        """The checkpoint with the log's signature."""
        return Note(checkpoint.text, (self.key.signature(checkpoint.text, self.sign),)).encode().decode()


class Extent(NamedTuple):
    """How many leaves there are to seal; of the reads also the right edge as the database made it."""

    size: int
    frontier: tuple[bytes, ...] | None = None


class SealedLog:
    """A log from when this process leads until it leads no more; it belongs to one task."""

    def __init__(self, log: Log, pen: Pen, file: SignedFile, clock: Clock, outside: Held) -> None:
        self.pen, self.outside = pen, outside
        self._entries = ENTRIES[log.kind]
        self._file = file
        self._clock = clock
        self._edge: Edge | None = None
        self._newest: Signed | None = None
        self._compared = False  # with all that speaks of this log, since this signer leads
        self._begins_with: set[tuple[int, bytes]] = set()

    def hear(self, held: Held) -> None:
        """What an outside witness holds, told late: the tree is compared with it before anything follows."""
        self.outside, self._compared = held, False

    async def seal(self, conn: Connection, extent: Extent) -> None:
        """Signs a checkpoint over all there is, where there is more than in the last.

        Raises NotSealed; TreeMoved or FileMoved where another signer is at it; psycopg.Error.
        """
        edge, newest = await self._known(conn)
        if self._compared and newest is not None and newest.size == edge.size == extent.size:
            return
        if extent.size < edge.size:
            raise NotSealed("evidence_behind", f"there are {extent.size} rows and {edge.size} leaves")
        try:
            last = await self._last_signed(newest)
            for size, root in self._anchors(last, newest):
                await self._require(conn, extent, size, root)
            await self._grow(conn, extent.size)
            if extent.size > (newest.size if newest else 0):
                await self._sign(conn, last, extent)
            self._compared = True
        except (RowMissing, TileMissing) as missing:
            raise NotSealed("evidence_differs", str(missing)) from None

    async def _known(self, conn: Connection) -> tuple[Edge, Signed | None]:
        """The tree and its newest checkpoint, as nobody but this signer moves them."""
        if self._edge is None:
            self._newest = await newest(conn, self.pen.origin)
            self._edge = await load_edge(conn, self.pen.origin)
        return self._edge, self._newest

    async def _last_signed(self, newest: Signed | None) -> LastSigned | None:
        """What the file outside PostgreSQL says of this generation of the log."""
        try:
            last = await asyncio.to_thread(self._file.read)
        except SignedFileError as error:
            raise NotSealed("evidence_unanchored", str(error)) from None
        except OSError as error:
            raise NotSealed("evidence_file", f"{self._file.path}: {error.strerror}") from None
        generation = last.generation if last else 1
        if generation > self.pen.generation:
            raise NotSealed("evidence_behind", f"the log does not know that it began for time {generation}")
        if generation < self.pen.generation or (last is None and newest is not None):
            raise NotSealed(
                "evidence_unanchored", f"{self._file.path} is of before the checkpoints there are"
            )
        return last

    def _anchors(self, last: LastSigned | None, newest: Signed | None) -> Iterator[tuple[int, bytes]]:
        """What the tree must begin with: size and root."""
        for anchor in (last, newest, *self.outside.checkpoints):
            if anchor is not None and anchor.size > 0:
                yield anchor.size, anchor.root

    async def _require(self, conn: Connection, extent: Extent, size: int, root: bytes) -> None:
        if (size, root) in self._begins_with:
            return
        if size > extent.size:
            raise NotSealed("evidence_behind", f"{size} leaves were signed and the log has {extent.size}")
        await self._grow(conn, size)
        if await root_at(conn, self.pen.origin, size) != root:
            raise NotSealed("evidence_differs", f"the first {size} leaves are not those that were signed")
        self._begins_with = {*self._begins_with, (size, root)}

    async def _grow(self, conn: Connection, upto: int) -> None:
        """Takes in the leaves up to `upto`; between two pages the process does what else there is to do."""
        assert self._edge is not None, "it was loaded first"
        while self._edge.size < upto:
            before = self._edge.size
            entries = await self._entries(conn, before, min(upto, before + PAGE))
            edge, full = grown(self._edge, [leaf_hash(entry) for entry in entries])
            await grow(conn, self.pen.origin, before, edge, full)
            self._edge = edge

    async def _sign(self, conn: Connection, last: LastSigned | None, extent: Extent) -> None:
        assert self._edge is not None, "it was loaded first"
        roots = subtrees(self._edge)
        if extent.frontier is not None and roots != extent.frontier:
            raise NotSealed("evidence_differs", "the database made its tree of other rows than there are")
        checkpoint = Checkpoint(self.pen.origin, self._edge.size, root_over(roots))
        # One of this size was signed already, and the signer died or its disk failed. What a failed flush has
        # left can be read and still be lost: it is put down anew.
        after = last if last is not None and last.size == checkpoint.size else self._said(checkpoint)
        last = await self._put_down(last, after)
        signed = Signed(*checkpoint, roots, last.note, self._clock())
        await keep(conn, signed)
        self._newest, self._begins_with = signed, {*self._anchors(last, signed)}

    def _said(self, checkpoint: Checkpoint) -> LastSigned:
        """The checkpoint, signed now."""
        origin, size, root = checkpoint
        note = self.pen.note(checkpoint)
        return LastSigned(origin=origin, generation=self.pen.generation, size=size, root=root, note=note)

    async def _put_down(self, before: LastSigned | None, after: LastSigned) -> LastSigned:
        """Has it on the disk outside PostgreSQL before anybody can see it."""
        try:
            await asyncio.to_thread(self._file.replace, before, after)
        except OSError as error:
            raise NotSealed("evidence_file", f"{self._file.path}: {error.strerror}") from None
        return after
