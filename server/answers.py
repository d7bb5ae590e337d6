"""What a publisher is told of each event, and the receipt of a call (DESIGN sections 3 and 10)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.access import StageRow
from domain.events import EventHead, Marks
from domain.problems import Refusal

Status = Literal["recorded", "already_recorded"]

WITHIN = 60  # seconds from recording to standing in a checkpoint, as receipts promise; one is usual


class Standing(msgspec.Struct, frozen=True):
    """An event that stands in the log: what its publisher is told, the first time and ever after.

    `hash` (of the signed body) and `leaf` (of the log's tree, domain/leaf.py) are hexadecimal SHA-256.
    """

    id: str
    status: Status
    position: int
    caseversion: int
    recordedat: datetime
    hash: str
    leaf: str
    marks: Marks
    call: UUID | None = None

    @property
    def outcome(self) -> str:
        """In one word, for the counts."""
        return self.status

    def as_result(self) -> dict[str, Any]:
        """The member of `results` of the answer."""
        result: dict[str, Any] = {
            "id": self.id,
            "status": self.status,
            "position": self.position,
            "caseversion": self.caseversion,
            "recordedat": instant(self.recordedat),
            "hash": self.hash,
            "assurance": "escrow" if self.marks & Marks.ESCROW else "agency",
        }
        names = mark_names(self.marks)
        return {**result, "marks": names} if names else result


class Refused(msgspec.Struct, frozen=True):
    """An event that was not recorded, and why; `missed` is what this agency may see of a stale answer: of
    some events the bare row alone."""

    id: str | None
    refusal: Refusal
    missed: tuple[EventHead | StageRow, ...] = ()

    @property
    def outcome(self) -> str:
        """In one word, for the counts."""
        return self.refusal.type

    def as_result(self) -> dict[str, Any]:
        """The member of `results` of the answer."""
        status = "stale" if self.refusal.type == "stale" else "refused"
        result: dict[str, Any] = {"id": self.id, "status": status, "problem": problem(self.refusal)}
        if status == "stale":
            result["missed"] = [missed_event(head) for head in self.missed]
        return result


Answer = Standing | Refused


class CallAnswer(msgspec.Struct, frozen=True):
    """The answers in the order of the call's events, and one receipt over those that stand in the log."""

    answers: tuple[Answer, ...]
    receipt: str | None


def problem(refusal: Refusal) -> dict[str, Any]:
    """RFC 9457 members of a refusal: type, title, status, detail and, where one is to blame, the field."""
    found = {
        "type": f"/problems/{refusal.type}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.rule,
    }
    return {**found, "field": refusal.field} if refusal.field else found


def missed_event(missed: EventHead | StageRow) -> dict[str, Any]:
    """What a stale answer says of an event that the publisher had not seen."""
    if isinstance(missed, StageRow):
        return {"position": missed.position, "legal_code": missed.code, "date": missed.on.isoformat()}
    head = missed
    return {
        "position": head.position,
        "caseversion": head.version,
        "type": head.type,
        "source": f"/agencies/{head.agency}",
        "id": head.id,
        "time": head.occurred.isoformat(),
        "recordedat": instant(head.recordedat),
    }


def receipt_payload(log: str, call: UUID | None, standing: Sequence[Standing]) -> dict[str, Any]:
    """What the server signs for a call: every event of it that stands in the log, in log order, and that its
    leaf stands in every checkpoint of that log made `within` seconds of its recording or later."""
    events = [
        {
            "id": each.id,
            "hash": each.hash,
            "leaf": each.leaf,
            "position": each.position,
            "recordedat": instant(each.recordedat),
        }
        for each in standing
    ]
    return {"log": log, "call": str(call) if call else None, "within": WITHIN, "events": events}


def receipt_of(
    log_at: Callable[[int], str],
    call: UUID | None,
    answers: Iterable[Answer],
    sign: Callable[[dict[str, Any]], str],
) -> str | None:
    """The receipt of a call as a compact JWS, or None where nothing of it stands in the log.

    `log_at`: the origin, in checkpoints, of the log as of a position of it.
    """
    standing = [answer for answer in answers if isinstance(answer, Standing)]
    if not standing:
        return None
    standing.sort(key=lambda answer: answer.position)
    return sign(receipt_payload(log_at(standing[0].position), call, standing))


def mark_names(marks: Marks) -> list[str]:
    """The marks of the server by name; how the event was signed is told by `assurance`."""
    return list(_names(int(marks)))


@cache
def _names(marks: int) -> tuple[str, ...]:
    return tuple(
        mark.name.lower() for mark in Marks if mark & marks and mark is not Marks.ESCROW and mark.name
    )


@lru_cache(maxsize=64)
def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with six digits of a second. Remembered, because the events of one commit have one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
