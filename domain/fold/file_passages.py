"""The order to investigate, and what passes between the offices: SPDP and file, sent and received."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from domain.events import RecordedEvent
from domain.fold.steps import happened
from domain.regimes import regime_of
from domain.shapes.files import Coordinated, Passage, PoliceFile, SpdpReturn

Members = dict[str, Any]


def ordered(file: PoliceFile, event: RecordedEvent) -> Members:
    """The earliest order on record sets the regime; a later one (after a transfer, say) changes nothing. The
    first one recorded says who investigates: from there the file passes by transfer alone."""
    day = event.data.ordered_on
    members: Members = {} if file.ordered_on else {"investigated_by": event.agency}
    if file.ordered_on is None or day < file.ordered_on:
        members |= {"ordered_on": day, "ordered_at": _moment(event), "regime": regime_of(day)}
    return members


def spdp_sent(file: PoliceFile, event: RecordedEvent) -> Members:
    """An SPDP sent again counts where the one before came back; until then an office that stated receipt has
    the file, whomever police write to besides. An earlier one, recorded late, takes it from nobody."""
    data = event.data
    members: Members = {"prosecutors": file.prosecutors | {data.prosecutor}}
    standing = file.spdp_sent_as
    if not file.spdp_received and (standing is None or standing.at <= happened(event)):
        members["prosecutor"] = data.prosecutor
    if file.spdp_sent:
        return members
    passage = _passage(event, data.sent_on, None, _spdp_round(file, event, file.spdp_sent_as))
    counts = {"spdp_sent": event.position} if _is_standing(file, passage) else {}
    return {**members, **counts, "spdp_sent_as": passage}


def spdp_received(file: PoliceFile, event: RecordedEvent) -> Members:
    """The prosecutor's office states that it arrived."""
    if file.spdp_received:
        return {}
    passage = _passage(event, event.data.received_on, None, _spdp_round(file, event, file.spdp_received_as))
    counts = {"spdp_received": event.position} if _is_standing(file, passage) else {}
    return {**counts, "spdp_received_as": passage}


def spdp_returned(file: PoliceFile, event: RecordedEvent, reason: str) -> Members:
    """The SPDP is back with police: what is sent or received from here on is another."""
    at = happened(event)
    back = SpdpReturn(event.position, event.agency, at, reason)
    members: Members = {"returned_spdp": (*file.returned_spdp, back)}
    if file.spdp_sent_as is not None and at < file.spdp_sent_as.at:
        return members
    return {**members, "spdp_sent": 0, "spdp_received": 0, "progress_requests": ()}


def submitted(file: PoliceFile, event: RecordedEvent) -> Members:
    """Police state that they sent the file."""
    passage = _passage(event, event.data.submitted_on, event.data.sha256, _returns_before(file, event))
    return _sent(file, event, passage)


def resubmitted(file: PoliceFile, event: RecordedEvent) -> Members:
    """Police state that they sent it again, after the return that they name."""
    passage = _passage(event, event.data.resubmitted_on, event.data.sha256, event.data.return_number)
    return {**_sent(file, event, passage), "resubmissions": file.resubmissions + 1}


def received(file: PoliceFile, event: RecordedEvent) -> Members:
    """The prosecutor states that it arrived; after which return, as stated or as the log has it."""
    data, at = event.data, happened(event)
    number = data.return_number
    if number is None:
        sent_before = [passage.round for passage in file.sent if passage.at <= at]
        number = max(_returns_before(file, event), max(sent_before, default=0))
    return {
        "received": (*file.received, _passage(event, data.received_on, data.sha256, number)),
        "receipts": file.receipts + 1,
        "received_at": event.position,
    }


def coordinated(file: PoliceFile, event: RecordedEvent) -> Members:
    """Kept with their moments, since KUHAP 2025 allows one after the file (art 59(5))."""
    return {"coordinations": (*file.coordinations, Coordinated(str(event.data.stage), happened(event)))}


def _spdp_round(file: PoliceFile, event: RecordedEvent, known: Passage | None) -> int:
    """How often the SPDP had come back when this one passed. Where the one of that round is on record, it is
    the next, whatever its date."""
    at, returns = happened(event), file.returned_spdp
    number = sum(each.at <= at for each in returns)
    return number if known is None or known.round < number else len(returns)


def _is_standing(file: PoliceFile, passage: Passage) -> bool:
    """Whether it is the SPDP that has not come back: an earlier one may be recorded late."""
    return passage.round == len(file.returned_spdp)


def _sent(file: PoliceFile, event: RecordedEvent, passage: Passage) -> Members:
    return {
        "sent": (*file.sent, passage),
        "submissions": file.submissions + 1,
        "submitted_at": event.position,
    }


def _passage(event: RecordedEvent, on: Any, sha256: str | None, number: int) -> Passage:
    return Passage(event.position, event.agency, happened(event), on, sha256, number)


def _returns_before(file: PoliceFile, event: RecordedEvent) -> int:
    at = happened(event)
    return max((each.number for each in file.rounds if each.at <= at), default=0)


def _moment(event: RecordedEvent) -> datetime:
    """The moment of the order where it is dated on its own day, else the first moment of that day there."""
    at, day = happened(event), event.data.ordered_on
    local = at.astimezone(event.occurred.tzinfo)
    return local if local.date() == day else datetime.combine(day, time(), event.occurred.tzinfo)
