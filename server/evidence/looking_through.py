"""Looking through the log behind the sealer: what is found of recorded events is kept for those who may know.

It comes after sealing and is never in its way: where it fails, the log is sealed all the same, and it goes on
from where it was. What an agency was owed is told by its ledger, so no event is looked at before the ledgers
have it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.directory import Directory
from domain.events import kid_in
from domain.ids import source_of
from projections.arrays import BigInts, Texts, Uuids
from server.clock import Clock
from server.evidence.findings import Finding, Known, Passed, findings_of, passed
from server.evidence.proofs import root_at
from server.metrics import FINDINGS

PAGE = 1_000  # events looked through in one transaction

SQL = Path(__file__).parent / "sql"
HEAD, MOVE, ADD, EVENTS = (
    (SQL / f"{name}.sql").read_bytes()
    for name in ("findings_head", "move_findings", "add_findings", "passed_events")
)
AT, OVER, OWED, SIGNED = (
    (SQL / f"{name}.sql").read_bytes()
    for name in ("checkpoints_at", "checkpoints_over", "owed_before", "signed_in")
)

Connection = AsyncConnection[Any]


async def look_through(conn: Connection, log: str, sealed: int, directory: Directory, clock: Clock) -> int:
    """Looks at the next events that are under a checkpoint of the log and in the ledgers; how many there are.

    `log`: its origin; `sealed`: the size of its newest checkpoint; `directory`: as of that size at least.
    Keeps nothing where another has looked at them meanwhile. Raises psycopg.Error, TileMissing.
    """
    row = await (await conn.execute(HEAD, prepare=True)).fetchone()
    assert row is not None, "a migration made it, and a trigger keeps it"
    after, in_ledgers = row
    upto = min(sealed, in_ledgers, after + PAGE)
    if upto <= after:
        return 0
    cursor = await conn.execute(EVENTS, {"after": Int8(after), "upto": Int8(upto)}, prepare=True)
    events = [passed(*values) for values in await cursor.fetchall()]
    known = await _known(conn, log, events, after, upto)
    found = [finding for event in events for finding in findings_of(event, known)]
    for event in events:
        found += await _compromised(conn, event, directory)
    await _keep(conn, found, after, upto, clock)
    return upto - after


async def _known(conn: Connection, log: str, events: Sequence[Passed], after: int, upto: int) -> Known:
    cursor = await conn.execute(OVER, {"log": log, "after": Int8(after), "upto": Int8(upto)}, prepare=True)
    over = await cursor.fetchall()
    sizes = {event.seen[0] for event in events if event.seen and event.seen[0] < event.position}
    covering = await _covering(conn, log, sizes)
    return Known(
        roots=await _roots(conn, log, covering),
        signed_at={asked: at for asked, _, _, at in covering},
        owed=await _owed(conn, [event for event in events if event.named is not None]),
        sealed=[(size, at) for size, at, _ in over],
        begun=over[0][2] if over else 0,
    )


async def _covering(conn: Connection, log: str, sizes: set[int]) -> list[Any]:
    """Of each tree size the first checkpoint of that size or more: size asked, its size, root and time."""
    if not sizes:
        return []
    asked = {"log": log, "sizes": BigInts(sorted(sizes))}
    return await (await conn.execute(AT, asked, prepare=True)).fetchall()


async def _roots(conn: Connection, log: str, covering: Sequence[Any]) -> dict[int, bytes]:
    """The roots of these trees: of a checkpoint as it was signed, of any other from the tiles."""
    return {
        asked: root if asked == size else await root_at(conn, log, asked)
        for asked, size, root, _ in covering
        if asked
    }


async def _owed(conn: Connection, events: Sequence[Passed]) -> Mapping[int, int]:
    """By event the first one of its case that its publisher was owed and did not name."""
    if not events:
        return {}
    asked = {
        "positions": BigInts(event.position for event in events),
        "agencies": Texts(event.agency for event in events),
        "cases": Uuids(event.case for event in events),
        "named": BigInts(event.named or 0 for event in events),
        "versions": BigInts(event.version for event in events),
    }
    return dict(await (await conn.execute(OWED, asked, prepare=True)).fetchall())


async def _compromised(conn: Connection, event: Passed, directory: Directory) -> list[Finding]:
    """What the key had signed for which its agency, as this event says, does not vouch."""
    if event.compromised is None:
        return []
    kid, since = event.compromised
    key = directory.keys[kid]
    until = event.position if key.until_position is None else key.until_position
    row = {"since": Int8(since), "until": Int8(until), "source": source_of(key.agency)}
    signed = await (await conn.execute(SIGNED, row)).fetchall()
    by_it = {header for header in {header for _, header in signed} if kid_in(header) == kid}
    return [Finding(at, "key_compromised", event.position) for at, header in signed if header in by_it]


async def _keep(conn: Connection, found: Sequence[Finding], after: int, upto: int, clock: Clock) -> None:
    async with conn.transaction():
        moved = await conn.execute(MOVE, {"after": Int8(after), "upto": Int8(upto)}, prepare=True)
        if await moved.fetchone() is None or not found:
            return
        row = {
            "positions": BigInts(each.position for each in found),
            "kinds": Texts(each.kind for each in found),
            "others": BigInts(-1 if each.other is None else each.other for each in found),
            "found_at": clock(),
        }
        kinds = [kind for (kind,) in await (await conn.execute(ADD, row, prepare=True)).fetchall()]
    for kind in kinds:
        FINDINGS.labels(kind).inc()
    if "fork" in kinds:
        structlog.get_logger().error("an agency had seen another log", events=kinds.count("fork"))
