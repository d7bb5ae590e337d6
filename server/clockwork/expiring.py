"""Access given for a time and consents with a last day: that they have ended is put on record.

They ended by themselves at that moment (`domain/access.py`). With the record the ledgers of those concerned
move too, and say so.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from domain.case_state import CaseState
from domain.catalogue.fields import DataClass
from domain.expiries import Expiry, expiries
from domain.ids import source_of
from server.clockwork.cases import cases_at_head, head_at
from server.clockwork.finding import LONG_AGO, Finding, instant
from server.clockwork.round import PAGE, PutOff, Turn, settle

DUE = (Path(__file__).parent / "expiries.sql").read_bytes()


class Ended(NamedTuple):
    """A row of the view: what it says has ended, and when."""

    case: UUID
    kind: str
    agency: str
    position: int
    due_at: datetime


BEGINNING = Ended(UUID(int=0), "", "", 0, LONG_AGO)


class Expiring:
    """The rule for AccessExpired, and for ProcessingStopped where a consent has run out."""

    name = "expiries"

    def __init__(self) -> None:
        self._after = BEGINNING
        self._put_off = PutOff[Ended]()

    async def run(self, turn: Turn) -> int:
        """Records what has ended by now, a page of it; the next turn goes on behind it."""
        page = await _page(turn, self._after)
        self._after = page[-1] if len(page) == PAGE else BEGINNING
        return await settle(turn, self.name, page, judge, self._put_off)


async def judge(turn: Turn, ended: Ended) -> list[Finding]:
    """What the log says of a row of the view."""
    state = (await cases_at_head(turn, [ended.case]))[ended.case]
    return [
        access_expired(state, expiry) if expiry.kind == "access" else consent_expired(state, expiry)
        for expiry in expiries(state)
        if expiry[:3] == ended[1:4] and expiry.at <= turn.now
    ]


def access_expired(state: CaseState, expiry: Expiry) -> Finding:
    """The relation that the event at `expiry.position` gave has run out."""
    granted = head_at(state, expiry.position)
    data = {
        "agency": expiry.agency,
        "granted_source": source_of(granted.agency),
        "granted_id": granted.id,
        "until": expiry.at,
    }
    causes = (granted.agency, granted.id, expiry.agency, instant(expiry.at))
    return Finding("AccessExpired", state.id, expiry.at, causes, data)


def consent_expired(state: CaseState, expiry: Expiry) -> Finding:
    """The last day of a consent is over: what rested on it ends with it, so that is due at once."""
    consent = next(each for each in state.consents if each.position == expiry.position)
    agency, event_id = consent.event
    data = {
        "person": consent.person,
        "consent": consent.id,
        "withdrawn_source": source_of(agency),
        "withdrawn_id": event_id,
        "purposes": consent.purposes,
        "recipients": sorted(consent.recipients),
        "classes": DataClass(consent.classes).names() if consent.classes else (),
        "due": expiry.at,
    }
    return Finding("ProcessingStopped", state.id, expiry.at, (agency, event_id, instant(expiry.at)), data)


async def _page(turn: Turn, after: Ended) -> list[Ended]:
    cursor = await turn.conn.execute(
        DUE,
        {
            "now": turn.now,
            "due_at": after.due_at,
            "case": after.case,
            "kind": after.kind,
            "agency": after.agency,
            "position": Int8(after.position),
            "limit": Int8(PAGE),
        },
    )
    return [Ended(*row) for row in await cursor.fetchall()]
