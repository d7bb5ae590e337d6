"""What ends by itself in a case, and when."""

from datetime import UTC, datetime

from domain.case_state import CaseState
from domain.expiries import Expiry, expiries
from projections.engine import Transition
from projections.tables import RowChange, Table
from projections.view import View

EXPIRIES = Table(
    "expiries",
    (
        ("case_id", "uuid"),
        ("kind", "text"),
        ("agency", "text"),
        ("position", "bigint"),
        ("due_at", "timestamptz"),
    ),
    key=4,
)

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)


class Expiries(View):
    """The moments ahead, of all cases."""

    def __init__(self) -> None:
        super().__init__("expiries", (EXPIRIES,))

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The moments that arose, moved or are settled."""
        before, _, after, _ = transition
        if before is not None and not _moved(before, after):
            return []
        was = {_key(after, each): _due(each) for each in expiries(before)} if before else {}
        now = {_key(after, each): _due(each) for each in expiries(after)}
        gone = [RowChange(EXPIRIES, key, None) for key in was.keys() - now.keys()]
        return gone + [RowChange(EXPIRIES, key, (at,)) for key, at in now.items() if was.get(key) != at]


def _moved(before: CaseState, after: CaseState) -> bool:
    return not (
        before.parties is after.parties
        and before.consents is after.consents
        and before.stopped_processing is after.stopped_processing
    )


def _due(expiry: Expiry) -> datetime:
    """The moment, as far as it can be read again: the first day of year 1 may begin before it in UTC."""
    return max(expiry.at, EARLIEST)


def _key(state: CaseState, expiry: Expiry) -> tuple[object, ...]:
    return (state.id, expiry.kind, expiry.agency, expiry.position)
