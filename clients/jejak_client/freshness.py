"""Whether witnesses vouch for what a server shows, and whether they do so now.

A checkpoint that a quorum has cosigned stays true for ever: what it covers is in the log. Whether it is still
the newest is another question: a server that shows an old one hides what came after it. So what shall be read
as it stands now is read only while a quorum says now that the log is no larger (reference/evidence.md A10).
"""

from __future__ import annotations

import re

from jejak_client.problems import ProblemError
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.judging import Judged, judge
from jejak_client.tlog.note import parse_note
from jejak_client.tlog.policy import Policy
from jejak_client.transport import Transport

FRESH_SECONDS = 15 * 60
AHEAD_SECONDS = 5 * 60  # how far the clock of a witness may be before ours


class StaleCheckpoint(Exception):
    """A quorum vouched for the log, but too long ago to say how it stands now."""

    def __init__(self) -> None:
        minutes = FRESH_SECONDS // 60
        super().__init__(
            f"no quorum of witnesses has vouched for the log in the last {minutes} minutes: what it covers "
            "stands, but newer events may be withheld"
        )


def vouched(raw: bytes, policy: Policy, origin: str, now: float) -> Judged:
    """A checkpoint of this log that a quorum has cosigned, at any time up to `now` (seconds since 1970).

    Malformed for another format. Unverified for another log, for a signature that does not hold, and without
    a quorum.
    """
    judged = judge(raw, policy, Window(0, int(now) + AHEAD_SECONDS))
    if judged.checkpoint.origin != origin:
        raise Unverified("checkpoint: it is of another log")
    if not judged.final:
        raise Unverified("checkpoint: no quorum of the policy has cosigned it")
    return judged


def newest_vouched(server: Transport, policy: Policy, deployment: str, now: float) -> Judged:
    """The newest checkpoint that a server shows to be vouched for, of the log of events of this deployment.

    Raises as vouched does, and ProblemError.
    """
    try:
        raw = server.get("/v1/log/checkpoint", {"final": "true"}).content
    except ProblemError as problem:
        if problem.slug != "not_found":
            raise
        raise Unverified("checkpoint: the server shows none that a quorum has cosigned") from None
    origin = parse_note(raw).text.decode().split("\n", 1)[0]
    if not re.fullmatch(re.escape(deployment) + r"/log(/[0-9]+)?", origin):
        raise Unverified("checkpoint: it is of another log")
    return vouched(raw, policy, origin, now)


def require_current(judged: Judged, policy: Policy, now: float) -> None:
    """Raises StaleCheckpoint unless a quorum vouched for it in the last 15 minutes."""
    recent = Window(int(now) - FRESH_SECONDS, int(now) + AHEAD_SECONDS)
    if not policy.satisfied([name for name, time in judged.cosigned.items() if recent.holds(time)]):
        raise StaleCheckpoint
