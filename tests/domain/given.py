"""Builds recorded and proposed events for the tests of the domain: real bodies, no signatures."""

from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.body import Body, Proposed
from domain.case import CaseState, evolve
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.directory import Agency, Directory
from domain.events import LogRow, Marks, RecordedEvent, read_event
from domain.ids import NAMESPACE, source_of

ORIGIN = "jejak.test"
WIB = timezone(timedelta(hours=7))
RULES = Path(__file__).parents[2] / "domain" / "rules"
START = datetime(2026, 3, 2, 8, 0, tzinfo=WIB)
HEADER = urlsafe_b64encode(b'{"alg":"Ed25519","kid":"test/key","typ":"jejak-event+jws"}').rstrip(b"=")
HASH = "0" * 64
UNMARKED = Marks(0)

KINDS = (
    *("polres", "kejari", "pn", "dp3a", "uptdppa", "dinsos", "rsud", "disnaker", "bp3mi", "imigrasi", "lpsk"),
    *("mission", "disdik", "disdukcapil", "kesra", "desa", "ngo", "sbmi", "expert", "deployment"),
    *("coordinator", "auditor", "dpo"),
)


def named(name: str) -> UUID:
    """A UUID that a test can name."""
    return uuid5(NAMESPACE, name)


CASE, VICTIM, SUSPECT, FILE, REFERRAL = map(named, ("case", "victim", "suspect", "file", "referral"))


def directory_of(*agencies: str) -> Directory:
    """A directory with one agency per kind under the name of its kind, and those given, `<kind>-<place>`."""
    known = {kind: kind for kind in KINDS} | {agency: agency.partition("-")[0] for agency in agencies}
    return Directory(
        agencies={agency: Agency(agency, kind, agency, ("sukabumi",), None) for agency, kind in known.items()}
    )


def body_of(type_name: str, by: str, case: UUID, data: dict[str, Any], **attributes: Any) -> Body:
    """The signed body of one event."""
    attributes = {"id": "e1", "time": START.isoformat(), **attributes}
    return Body(
        specversion="1.0",
        source=source_of(by),
        type=REGISTRY[type_name].type,
        subject=str(case),
        origin=ORIGIN,
        data=msgspec.to_builtins(data),
        **attributes,
    )


def state_of(body: Body) -> bytes:
    """The stored form of a body: a compact JWS, its signature not a real one."""
    payload = urlsafe_b64encode(msgspec.json.encode(body)).rstrip(b"=")
    return b".".join((HEADER, payload, b"c2ln"))


def row_of(
    body: Body,
    position: int = 1,
    version: int = 1,
    marks: Marks = UNMARKED,
    disclosing: DataClass = DataClass.CASE,
) -> LogRow:
    """The row under which the log holds a body; recorded a minute past the hour of its version."""
    recordedat = (START + timedelta(hours=version, minutes=1)).astimezone(UTC)
    return LogRow(
        position,
        UUID(body.subject),
        version,
        body.type,
        state_of(body),
        body.source,
        body.id,
        recordedat,
        int(marks),
        int(disclosing),
    )


class Stream:
    """A stream that grows: `records` appends an event as the log would and folds it."""

    def __init__(self, case: UUID = CASE, position: int = 0) -> None:
        self.case = case
        self.position = position
        self.events: list[RecordedEvent] = []
        self.state: CaseState | None = None

    @property
    def now(self) -> CaseState:
        """The state; the stream must have begun."""
        assert self.state is not None
        return self.state

    def records(
        self,
        type_name: str,
        by: str,
        *,
        at: datetime | None = None,
        disclosing: DataClass = DataClass.CASE,
        marks: Marks = UNMARKED,
        attributes: dict[str, Any] | None = None,
        **data: Any,
    ) -> RecordedEvent:
        """One more event, an hour after the one before unless `at` says otherwise."""
        self.position += 1
        version = len(self.events) + 1
        occurred = at or START + timedelta(hours=version)
        body = body_of(
            type_name,
            by,
            self.case,
            data,
            **{"id": f"e{self.position}", "time": occurred.isoformat(), **(attributes or {})},
        )
        event = read_event(row_of(body, self.position, version, marks, disclosing))
        self.events.append(event)
        self.state = evolve(self.state, event)
        return event


def proposed(
    type_name: str,
    by: str,
    *,
    case: UUID = CASE,
    at: datetime | None = None,
    disclosing: DataClass = DataClass.CASE,
    basedon: int | None = None,
    effectedon: date | None = None,
    effecteddoc: str | None = None,
    **data: Any,
) -> Proposed:
    """An event ready to be decided."""
    occurred = at or START + timedelta(days=30)
    body = body_of(
        type_name,
        by,
        case,
        data,
        id="new",
        time=occurred.isoformat(),
        basedon=basedon,
        effectedon=effectedon.isoformat() if effectedon else None,
        effecteddoc=effecteddoc,
    )
    event_type = REGISTRY[type_name]
    payload = msgspec.json.encode(body)
    return Proposed(
        event_type=event_type,
        body=body,
        data=msgspec.convert(body.data, event_type.body),
        agency=by,
        case=case,
        occurred=occurred,
        payload=payload,
        state=state_of(body),
        kid=f"{by}/key",
        assurance="agency",
        disclosures=(),
        classes=disclosing,
        body_hash=sha256(payload).hexdigest(),
    )
