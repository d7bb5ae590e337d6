"""What a checkpoint is worth under a policy: which witnesses cosigned it, and whether they are a quorum."""

from __future__ import annotations

from typing import NamedTuple

from jejak_client.tlog.checkpoint import Checkpoint, parse_checkpoint
from jejak_client.tlog.cosignature import Window, WitnessKey, time_of
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.note import Note, NoteKey, Verified, parse_note, verify_note
from jejak_client.tlog.policy import Policy


class Judged(NamedTuple):
    """A checkpoint whose signatures hold. Times in seconds since 1970, by the policy's names of witnesses.

    `cosigned` counts towards the quorum, the last time of each; `out_of_window` does not, for the time of the
    cosignature cannot be. `first`: when each of those that count cosigned first, as far as the note shows.
    """

    checkpoint: Checkpoint
    note: Note
    cosigned: dict[str, int]
    first: dict[str, int]
    out_of_window: dict[str, int]
    final: bool


def judge(raw: bytes, policy: Policy, window: Window) -> Judged:
    """Read and verify a checkpoint of a log of the policy.

    Malformed for another format. Unverified where the log is not of the policy, or a signature of the log or
    of a known witness does not hold. A checkpoint that is not `final` may only be shown as pending.
    """
    note = parse_note(raw)
    checkpoint = parse_checkpoint(note.text)
    logs = [log.key for log in policy.logs if log.key.name == checkpoint.origin]
    if not logs:
        raise Unverified("checkpoint: it is of a log that the policy does not know")
    keys: list[NoteKey | WitnessKey] = [*logs, *(witness.key for witness in policy.witnesses.values())]
    verified = verify_note(note, keys)
    if not any(found.key in logs for found in verified):
        raise Unverified("checkpoint: the log has not signed it")
    times = _times(verified, policy)
    cosigned = {name: last for name, (*_, last) in times.items() if window.holds(last)}
    first = {name: next(filter(window.holds, times[name])) for name in cosigned}
    outside = {name: last for name, (*_, last) in times.items() if name not in cosigned}
    return Judged(checkpoint, note, cosigned, first, outside, policy.satisfied(cosigned))


def _times(verified: tuple[Verified[NoteKey | WitnessKey], ...], policy: Policy) -> dict[str, list[int]]:
    """When each witness cosigned, in the order of time: a quiet log is cosigned again and again."""
    names = {witness.key: name for name, witness in policy.witnesses.items()}
    times: dict[str, list[int]] = {}
    for found in verified:
        if isinstance(found.key, WitnessKey):
            times.setdefault(names[found.key], []).append(time_of(found.blob))
    return {name: sorted(found) for name, found in times.items()}
