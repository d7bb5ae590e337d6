"""What a copy of a person's own data says. Agencies stand in it, and of people the one whose data it is."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from server.api.payloads import Position

Words = Annotated[dict[str, str], msgspec.Meta(description="By language: `id`, `en`.")]


class OfficeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An agency: its id and its public name. `agency` is null where naming it would say where a person is."""

    agency: str | None
    name: str


class FieldEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field of an event; `words`: what its codes mean, where its value is made of codes."""

    name: str
    label: Words
    data_class: str
    value: Any
    words: list[Words] | UnsetType = UNSET


class EventEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What an agency recorded about the person. `withdrawn`: it took the entry back later."""

    position: Position
    type: str
    label: Words
    by: OfficeEntry
    occurred: datetime
    recordedat: datetime
    withdrawn: bool
    fields: list[FieldEntry]


class StageEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A stage that a police file with this person reached (UU 21/2007 art 36)."""

    on: date
    code: str | None
    label: Words
    by: OfficeEntry


class ConsentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed to and what of it stands: `classes` still stand, of those `granted`."""

    recorded: datetime
    by: OfficeEntry
    purposes: list[str]
    recipients: list[str]
    classes: list[str]
    granted: list[str]
    expires: date | None
    withdrawn: bool


class NoticeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What the person was told of, by whom; `reached`: whether somebody was."""

    at: datetime
    subject: Words
    by: OfficeEntry
    reached: bool


class ReadingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """On one day, an agency read data of the person for a purpose, so many times. `classes`: those that were
    opened for it; `case` alone where it read codes and dates, none where it saw that something happened."""

    on: date
    by: OfficeEntry
    purpose: Words | None
    classes: list[str]
    times: int


class EmergencyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An agency opened data in an emergency (break-glass); `finding`: what the review found of it."""

    at: datetime
    by: OfficeEntry
    classes: list[str]
    until: datetime
    finding: str | None


class LeftOutEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A class that is left out of so many events, on which ground, and by what law."""

    data_class: str
    label: Words
    ground: str
    words: Words
    basis: str
    events: int


class SubjectCopy(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own data as on record at `given`: log position and moment at which the copy was given.

    `readings` tell of the data that are in the copy, up to that moment.
    """

    origin: str
    case: UUID
    person: UUID
    access: UUID
    asked_by: str
    position: Position
    given: datetime
    by: OfficeEntry
    basis: str
    events: list[EventEntry]
    stages: list[StageEntry]
    consents: list[ConsentEntry]
    notices: list[NoticeEntry]
    readings: list[ReadingEntry]
    emergencies: list[EmergencyEntry]
    left_out: list[LeftOutEntry]
