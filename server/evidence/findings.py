"""What can be found of an event once it is recorded and sealed: never why it would be refused. Pure.

Agencies put into each event what they had seen, so that a log with two faces, an event withheld or a key in
other hands shows in ordinary traffic (reference/evidence.md sections 4.4 to 4.6). A finding names positions
and sizes, no value:

fork             `seenroot` is not the root of the log's tree of `seensize` leaves, or there was no such tree
                 yet. other: `seensize`
stale_seen       what the publisher had seen of the log was more than seven days old. other: `seensize`
prev_differs     the case has no event of `prevhash` at `prevversion`. other: none
gap              the publisher was owed a later event of the case than the one it names: not fetched yet,
                 withheld from it, or recorded after it signed. other: the first such event
late_sealed      it was under no checkpoint within the time that its receipt promises. other: the size of the
                 first one that it was under
key_compromised  its agency does not vouch for what the key signed in those days. other: who says so
"""

from base64 import b64decode
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from jejak_client.tlog.merkle import EMPTY_ROOT

from domain.events import Marks, payload_of
from server.answers import WITHIN

Kind = Literal["fork", "stale_seen", "prev_differs", "gap", "late_sealed", "key_compromised"]

REVOCATION = "KeyRevoked"
STALE_AFTER = timedelta(days=7)
PROMISED = timedelta(seconds=WITHIN)


class Finding(NamedTuple):
    """One finding of the event at a log position; `other` is what it rests on."""

    position: int
    kind: Kind
    other: int | None = None


class Passed(NamedTuple):
    """An event as it was recorded, and what its publisher had seen: the last version of its case (`named`),
    size and root of the checkpoint (`seen`). `compromised`: which key it says had been in other hands, and
    since which position."""

    position: int
    case: UUID
    version: int
    source: str
    recordedat: datetime
    marks: int
    named: int | None
    seen: tuple[int, bytes] | None
    compromised: tuple[str, int] | None

    @property
    def agency(self) -> str:
        """The publishing agency."""
        return self.source.removeprefix("/agencies/")


class Known(NamedTuple):
    """What the log and the ledgers say of the events of a range.

    `roots`: of trees, by size. `signed_at`: by size, when the first checkpoint of that size or more was
    signed. `owed`: by event, the first that its publisher was owed and did not name. `sealed`: size and time
    of the checkpoints that first covered the events, ascending. `begun`: the size of the log's first
    checkpoint; what was recorded before there was one was promised nothing.
    """

    roots: Mapping[int, bytes] = {}
    signed_at: Mapping[int, datetime] = {}
    owed: Mapping[int, int] = {}
    sealed: Sequence[tuple[int, datetime]] = ()
    begun: int = 0


class _Body(msgspec.Struct):
    prevversion: int | None = None
    seensize: int | None = None
    seenroot: str | None = None


class _Revoked(msgspec.Struct):
    kid: str
    compromised_since: int | None = None


class _Revocation(msgspec.Struct):
    data: _Revoked


_decode = msgspec.json.Decoder(_Body).decode
_decode_revocation = msgspec.json.Decoder(_Revocation).decode


def passed(
    position: int,
    case: UUID,
    version: int,
    topic: str,
    source: str,
    recordedat: datetime,
    marks: int,
    state: bytes,
) -> Passed:
    """An event from its row; `state` is the compact JWS."""
    payload, name = payload_of(state), topic.split(".")[1]
    said = _decode(payload)
    seen = compromised = None
    if said.seensize is not None and said.seenroot is not None:
        seen = (said.seensize, b64decode(said.seenroot))
    if name == REVOCATION:
        compromised = _compromised(payload)
    return Passed(position, case, version, source, recordedat, marks, said.prevversion, seen, compromised)


def _compromised(payload: bytes) -> tuple[str, int] | None:
    revoked = _decode_revocation(payload).data
    return None if revoked.compromised_since is None else (revoked.kid, revoked.compromised_since)


def findings_of(event: Passed, known: Known) -> Iterator[Finding]:
    """What there is to be found of one event, but for `key_compromised`, which a later one says."""
    if event.seen is not None:
        yield from _of_what_it_saw(event, event.seen, known)
    if event.marks & Marks.PREV_UNMATCHED:
        yield Finding(event.position, "prev_differs")
    if event.position in known.owed:
        yield Finding(event.position, "gap", known.owed[event.position])
    place = bisect_left(known.sealed, event.position, key=itemgetter(0))
    if event.position > known.begun and place < len(known.sealed):
        size, at = known.sealed[place]
        if at - event.recordedat > PROMISED:
            yield Finding(event.position, "late_sealed", size)


def _of_what_it_saw(event: Passed, seen: tuple[int, bytes], known: Known) -> Iterator[Finding]:
    size, root = seen
    if size >= event.position or (known.roots[size] if size else EMPTY_ROOT) != root:
        yield Finding(event.position, "fork", size)
        return
    at = known.signed_at.get(size)
    if at is not None and event.recordedat - at > STALE_AFTER:
        yield Finding(event.position, "stale_seen", size)
