"""Makes the copy of a person's own data: what the domain says is to be told, opened and put into words."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain.case_reads import broken_glass
from domain.case_state import CaseState, SubjectAccess
from domain.catalogue.consent_codes import NoticeSubject
from domain.disclosures import open_disclosure
from domain.events import EventHead
from domain.fold.corrections import entry_of
from domain.problems import Refusal
from domain.subject_access import BASIS, Copy, Told, copy_of, kept_back, members_told
from server.api.problems import not_found
from server.api.reading import PATIENCE
from server.export.shapes import (
    ConsentEntry,
    EmergencyEntry,
    EventEntry,
    LeftOutEntry,
    NoticeEntry,
    OfficeEntry,
    StageEntry,
    SubjectCopy,
)
from server.export.trail import Trail, readings
from server.export.words import class_words, field_entries, names_of, words_in, words_of
from server.ledger.writer import Ledger
from server.log.reader import LogReader
from server.opening import OPENED_AT_ONCE, Asker
from server.reads import STAGE_ONLY, Served
from server.services import Services
from server.vault.vault import Opened

RULES = Path(__file__).with_name("rules.toml")
LAW = "UU 27/2022 arts 7, 32"
UNNAMED = OfficeEntry(agency=None, name="Instansi pelindung / Protecting agency")


class Made(NamedTuple):
    """The copy, and what the read log must say of it before it is given away."""

    copy: SubjectCopy
    served: list[Served]


@cache
def fetched_within() -> timedelta:
    """How long a copy can be fetched once it was given."""
    return timedelta(days=tomllib.loads(RULES.read_text())["copy"]["days"])


async def make_copy(services: Services, asker: Asker, state: CaseState, access: SubjectAccess) -> Made:
    """The copy that this answer gave, of what was on record when it did: the same each time it is asked for,
    unless less may be told now. Raises ProblemError (`not_found`) where PostgreSQL does not show the asker
    that a copy was given."""
    told = copy_of(state, access)
    opened = await _opened(services, asker, state, access, told)
    maker = _Maker(services, state, access, _head_at(state, access.given), kept_back(state, access))
    trail = Trail(
        case=state.id,
        classes={each.entry.position: each.classes for each in told.told},
        agencies=sorted(services.directory.current.agencies),
        until=maker.given.recordedat.astimezone(maker.given.occurred.tzinfo),
    )
    reading = services.second_line.about(asker.agency, asker.kind, [state.id])
    read = await readings(reading, trail, maker.office)
    copy = SubjectCopy(
        origin=services.settings.origin,
        case=state.id,
        person=access.person,
        access=access.id,
        asked_by=str(access.asked_by),
        position=access.given,
        given=trail.until,
        by=maker.named(maker.given.agency),
        basis=LAW,
        events=[maker.event(each, opened[each.entry.position]) for each in told.told],
        stages=maker.stages(told),
        consents=maker.consents(),
        notices=maker.notices(),
        readings=read,
        emergencies=maker.emergencies(),
        left_out=_left_out(told),
    )
    return Made(copy, _served(told, opened))


async def _opened(
    services: Services, asker: Asker, state: CaseState, access: SubjectAccess, told: Copy
) -> Mapping[int, Opened]:
    """By log position the disclosures that are told. The person's request opens them, whoever makes the copy:
    the rows of an agency's ledger say nothing of them, but that a copy was given."""
    await services.applied.reach(Ledger.name, access.given, PATIENCE)
    reading = services.second_line.copying(asker.agency, asker.kind, state.id)
    rows = {row.position: row for row in await LogReader(reading).case_rows(state.id, access.given)}
    if not rows.keys() >= {each.entry.position for each in told.told}:
        raise not_found()
    asked = [(rows[each.entry.position], each.classes) for each in told.told]
    found: list[Opened] = []
    for start in range(0, len(asked), OPENED_AT_ONCE):
        found += await services.vault.open(asked[start : start + OPENED_AT_ONCE], reading)
    return {row.position: opened for (row, _), opened in zip(asked, found, strict=True)}


class _Maker(NamedTuple):
    services: Services
    state: CaseState
    access: SubjectAccess
    given: EventHead
    unnamed: frozenset[str]

    def office(self, agency: str) -> OfficeEntry:
        if agency in self.unnamed:
            return UNNAMED
        return self.named(agency)

    def named(self, agency: str) -> OfficeEntry:
        known = self.services.directory.current.agencies.get(agency)
        return OfficeEntry(agency=agency, name=known.name if known else agency)

    def event(self, told: Told, opened: Opened) -> EventEntry:
        entry = told.entry
        members = members_told(entry, self.access, values_of(opened), self.unnamed)
        return EventEntry(
            position=entry.position,
            type=entry.type,
            label=words_of(entry.event_type),
            by=self.office(entry.agency),
            occurred=entry.occurred,
            recordedat=entry.recordedat,
            withdrawn=entry_of(entry.head) in self.state.withdrawn,
            fields=field_entries(entry.event_type, members),
        )

    def stages(self, told: Copy) -> list[StageEntry]:
        return [
            StageEntry(
                on=row.on, code=row.code, label=words_of(entry.event_type), by=self.office(entry.agency)
            )
            for entry, row in told.stages
        ]

    def consents(self) -> list[ConsentEntry]:
        return [
            ConsentEntry(
                recorded=self.recorded(each.position),
                by=self.office(each.event[0]),
                purposes=list(map(str, each.purposes)),
                recipients=sorted(each.recipients - self.unnamed),
                classes=names_of(each.classes) if not each.withdrawn else [],
                granted=names_of(each.granted_classes),
                expires=each.expires,
                withdrawn=each.withdrawn,
            )
            for each in self.state.consents
            if each.person == self.access.person and each.position <= self.access.given
        ]

    def notices(self) -> list[NoticeEntry]:
        person = self.state.persons[self.access.person]
        return [
            NoticeEntry(
                at=each.at,
                subject=words_in(NoticeSubject, each.subject),
                by=self.office(each.agency),
                reached=each.reached,
            )
            for each in person.notices
            if each.position <= self.access.given
        ]

    def emergencies(self) -> list[EmergencyEntry]:
        """Glass broken for this person, or for all of the case."""
        return [
            EmergencyEntry(
                at=since,
                by=self.office(opened.agency),
                classes=names_of(opened.classes),
                until=opened.until,
                finding=opened.finding,
            )
            for opened, since in broken_glass(self.state)
            if opened.person in (None, self.access.person) and opened.position <= self.access.given
        ]

    def recorded(self, position: int) -> datetime:
        return _head_at(self.state, position).recordedat


def values_of(opened: Opened) -> dict[str, Any]:
    """The disclosed fields of an event by name."""
    found = [open_disclosure(encoded) for encoded in opened.disclosures]
    return {each.field: each.value for each in found if not isinstance(each, Refusal)}


def _head_at(state: CaseState, position: int) -> EventHead:
    return next(head for head in state.events if head.position == position)


def _served(told: Copy, opened: Mapping[int, Opened]) -> list[Served]:
    bodies = [Served(each.entry.position, opened[each.entry.position].classes) for each in told.told]
    return sorted(bodies + [Served(entry.position, STAGE_ONLY) for entry, _ in told.stages])


def _left_out(told: Copy) -> list[LeftOutEntry]:
    entries: Iterable[LeftOutEntry] = (
        LeftOutEntry(
            data_class=data_class.names()[0],
            label=class_words(data_class.names()[0]),
            ground=ground.value,
            words=words_of(ground),
            basis=BASIS[ground],
            events=events,
        )
        for (data_class, ground), events in told.left_out.items()
    )
    return sorted(entries, key=lambda each: (each.ground, each.data_class))
