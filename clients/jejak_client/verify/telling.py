"""The verdict in lines of text, for people at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jejak_client.verify.codes import FLAGS
from jejak_client.verify.dossier import Verdict
from jejak_client.verify.events import Held
from jejak_client.verify.result import DeliveryShown, EventShown, Result

PROVED_ALREADY = "possession"  # of a registration: a signature that was verified, not for reading
BY = {
    "both": "agency and host signed for the ledger up to its row; that it is this event's is not signed",
    "host": "on the host's word alone",
    "nobody": "no acknowledgement is in the file",
}
OWN_WORD = frozenset({"own_policy", "own_roots", "own_keys"})


def told(verdict: Verdict) -> Iterator[str]:
    """Line by line: the verdict, what is wrong, what must be known, the checkpoint, the events, the
    deliveries.

    Values stand as JSON in ASCII, so that no sign in them can turn or hide the line it stands in.
    """
    result = verdict.result
    yield _head(result)
    for each in result.problems:
        yield f"  problem {each.code} ({_plain(each.where)}): {each.said}"
    for each in result.notes:
        yield f"  note {each.code} ({_plain(each.where)}): {each.said}"
    yield from _checkpoint(result)
    for event, held in zip(result.events, verdict.held, strict=True):
        yield from _event(event, held)
    for delivery in result.deliveries:
        yield _delivery(delivery)


def _head(result: Result) -> str:
    """Where nothing is pinned, a file that somebody made up with agencies and witnesses holds as well."""
    if not result.ok:
        return "NOT VERIFIED"
    own = sorted({note.code for note in result.notes} & OWN_WORD)
    return f"VERIFIED, if it is right about itself: {', '.join(own)}" if own else "VERIFIED"


def _checkpoint(result: Result) -> Iterator[str]:
    checkpoint = result.checkpoint
    if checkpoint is None:
        return
    standing = "final" if checkpoint.final else "pending"
    witnesses = ", ".join(map(_plain, checkpoint.witnesses)) or "nobody"
    yield f"log {_plain(checkpoint.origin)}, {checkpoint.size} entries, {standing}, cosigned by {witnesses}"
    yield f"  root {checkpoint.root}"


def _event(event: EventShown, held: Held) -> Iterator[str]:
    signer = "in escrow by the host for " if event.assurance == "escrow" else ""
    yield f"{event.position}  {event.type}  signed {signer or 'by '}{event.who}"
    yield f"  occurred {event.time} as stated, recorded {event.recordedat} as the host says"
    yield f"  in the log after {event.after or '(no witness)'}, before {event.before or '(no witness)'}"
    if event.withheld:
        yield f"  {event.withheld} signed value(s) not in the dossier"
    for flag in event.flags:
        yield f"  {flag}: {FLAGS[flag]}"
    for name, value in (*held.record.data.items(), *held.values.items()):
        if name == PROVED_ALREADY:
            continue
        yield f"  {_plain(name)} = {_plain(value)}"


def _delivery(delivery: DeliveryShown) -> str:
    times = f"owed {delivery.owed_at}, fetched {delivery.fetched_at or '-'}"
    acknowledged = f"acknowledged {delivery.acknowledged_at or '-'}"
    return f"event {delivery.position} to {delivery.agency}: {times}, {acknowledged}; {BY[delivery.proved]}"


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=True) if not isinstance(value, str) else json.dumps(value)[1:-1]
