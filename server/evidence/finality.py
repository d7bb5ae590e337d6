"""How far the witnesses have confirmed the logs, and when they last did, for the operator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from jejak_client.tlog.policy import Policy

from server.evidence.cosignatures import cosigned_by, newest_final
from server.evidence.logs import LOGS, Kind
from server.evidence.policy import policy_now
from server.evidence.serving import newest_of
from server.evidence.tree import Connection
from server.services import Services

OLDEST = (Path(__file__).parent / "sql" / "first_signed.sql").read_bytes()
OVERDUE = timedelta(minutes=10)


class Finality(NamedTuple):
    """One log. `final`: leaves under its newest checkpoint with a quorum; `since`: when a quorum last
    confirmed the log, else when its first checkpoint was signed; None of a log without one."""

    final: int
    since: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether the operator must see to it: no quorum for longer than ten minutes."""
        return self.since is not None and now - self.since > OVERDUE


async def finality(conn: Connection, services: Services) -> dict[Kind, Finality]:
    """Both logs, by kind; none where no policy is configured, for then nothing is ever final."""
    policy = policy_now(services)
    if policy is None:
        return {}
    return {each.kind: await _of(conn, each.kind, policy) for each in LOGS}


async def _of(conn: Connection, kind: Kind, policy: Policy) -> Finality:
    newest = await newest_of(conn, kind)
    if newest is None:
        return Finality(0, None)
    signed = await newest_final(conn, newest.log, policy)
    if signed is not None:
        return Finality(signed.size, confirmed_at(policy, await cosigned_by(conn, signed, policy)))
    row = await (await conn.execute(OLDEST, {"log": newest.log}, prepare=True)).fetchone()
    return Finality(0, row[0] if row else None)


def confirmed_at(policy: Policy, times: Mapping[str, datetime]) -> datetime | None:
    """The last moment from which on enough witnesses cosigned to be a quorum; None where they are none."""
    cosigned: set[str] = set()
    for name in sorted(times, key=times.__getitem__, reverse=True):
        cosigned.add(name)
        if policy.satisfied(cosigned):
            return times[name]
    return None
