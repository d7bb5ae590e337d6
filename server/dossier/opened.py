"""What of the case is opened for a dossier: to a party as by every call, to an auditor as by the audit.

An auditor reads bodies by office (docs/adr/0220), and of values those that its broken glass opens. Everybody
else is shown what `visible` says of each event, no more than its ledger gave, read as that agency.
"""

from collections.abc import Sequence
from typing import NamedTuple

from domain.access import NO_LEVEL, Visibility, visible
from domain.events import EventHead, LogRow
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from server.api.disputes import Found
from server.audit.disclosing import disclosed
from server.dossier.asked import about
from server.log.reader import LogReader
from server.opening import ALL_OF_IT, BODY_ALONE, Asker, Shown, flattened, show
from server.second_line.streams import stream_of
from server.services import Services


class Opened(NamedTuple):
    """The events that are shown, bodies and bare rows, none beyond log position `upto`; and how many later
    ones the asker could see."""

    shown: Sequence[Shown]
    upto: int
    later: int


async def opened_to_party(services: Services, asker: Asker, found: Found, upto: int) -> Opened:
    """What the asker may see now. Raises ProblemError (`notice_required`)."""
    stream, focus = await stream_of(services, asker, found.state), about(found)
    upto = min(upto, stream.upto)
    heads = [head for head in found.state.events if head.position <= upto]
    wanted = [stream.owed(head, ALL_OF_IT if head.position in focus else BODY_ALONE) for head in heads]
    shown = await show(services, asker, {found.state.id: found.state}, wanted)
    seen = [each for each in shown if each.head is not None]
    return Opened(seen, upto, _later(services, asker, found, upto))


async def opened_to_auditor(services: Services, asker: Asker, found: Found, upto: int) -> Opened:
    """Every body, with the values that the auditor's broken glass opens. Raises ProblemError."""
    reading = LogReader(services.second_line.as_auditor(asker.agency))
    rows = await reading.case_rows(found.state.id, upto)
    focus = about(found)
    values = await disclosed(services, asker, [row for row in rows if row.position in focus], ALL_CLASSES)
    heads = {head.position: head for head in found.state.events}
    shown = [values.get(row.position) or _body_alone(heads[row.position], row) for row in rows]
    return Opened(shown, upto, sum(head.position > upto for head in found.state.events))


def _body_alone(head: EventHead, row: LogRow) -> Shown:
    return Shown(Visibility(BODY_LEVEL, 0), head, row, flattened(row.state, ()))


def _later(services: Services, asker: Asker, found: Found, upto: int) -> int:
    matrix = services.rules.matrix
    return sum(
        visible(found.state, asker.agency, asker.kind, head, matrix, asker.at).level > NO_LEVEL
        for head in found.state.events
        if head.position > upto
    )
