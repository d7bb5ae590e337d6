"""What the server says became of each event."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from jejak_client.problems import slug_of

Status = Literal["recorded", "already_recorded", "refused", "stale"]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to one event.

    `position` (of the log), `caseversion`, `recordedat` (UTC) and `hash` (hex SHA-256 of the signed body)
    stand where it was recorded, now or before; `problem` (RFC 9457 members) where it was not; `missed` holds
    the events that a stale decision did not know of.
    """

    id: str | None
    status: Status
    position: int | None = None
    caseversion: int | None = None
    recordedat: str | None = None
    hash: str | None = None
    assurance: str | None = None
    marks: tuple[str, ...] = ()
    problem: dict[str, Any] | None = None
    missed: tuple[dict[str, Any], ...] = ()
    receipt: str | None = None

    @property
    def recorded(self) -> bool:
        """Whether the event stands in the log."""
        return self.status in ("recorded", "already_recorded")

    @property
    def slug(self) -> str | None:
        """The stable name of the problem, None where there is none."""
        return slug_of(self.problem) if self.problem else None


class Published(msgspec.Struct, frozen=True):
    """The answers of a batch in its order, and the signed receipt of each call that it took."""

    results: tuple[Answer, ...]
    receipts: tuple[str, ...]


def answer_of_problem(event_id: str | None, problem: dict[str, Any]) -> Answer:
    """The answer to a single event that was not recorded."""
    members = {name: value for name, value in problem.items() if name != "missed"}
    status: Status = "stale" if slug_of(problem) == "stale" else "refused"
    return Answer(id=event_id, status=status, problem=members, missed=tuple(problem.get("missed", ())))
