"""A person's own data for the person: who hands them out, to whom never, what the copy holds and what not.

UU 27/2022 arts 7 and 32 give a person the data on record and who has processed them; art 33 forbids it where
it endangers the person or others, or shows data of others; art 50(1) lifts the duty of art 32 for law
enforcement. What an event tells of the person it names is sealed under keys of that person: that is the
person's own, and no other class is, but the person's legal file once no file is open. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.access import StageRow, stage_row
from domain.case_reads import DATA_PROTECTION_OFFICER
from domain.case_state import CaseState, SubjectAccess
from domain.catalogue.fields import DataClass
from domain.catalogue.privacy_codes import AccessAsker, AccessRefusal, WithheldFor
from domain.erasure import about_the_person, names
from domain.events import RecordedEvent
from domain.fold.consent import ANY_GUARDIAN, class_mask
from domain.shapes.files import PoliceFile

BASIS: dict[WithheldFor, str] = {
    WithheldFor.LAW_ENFORCEMENT: "UU 27/2022 art 50(1) with art 32",
    WithheldFor.ENDANGERS: "UU 27/2022 art 33; UU 21/2007 art 44",
    WithheldFor.DATA_OF_OTHERS: "UU 27/2022 art 33; UU 21/2007 arts 24, 33",
    WithheldFor.ERASED: "UU 27/2022 arts 43-45",
}
# Sealed under the person's own keys; of the rest the copy may hold the legal file alone, once it is over.
OWN = int(about_the_person("person"))
OF_A_FILE = int(DataClass.LEGAL_FILE | DataClass.EVIDENCE)
# Fields of the person's own classes that tell of somebody else: of relatives found dangerous, of workers.
OF_OTHERS = frozenset(
    {
        *(("CompanionAssigned", "companion_name"), ("CompanionAssigned", "contact")),
        *(("ConsentGranted", "guardian_name"), ("ConsentScopeChanged", "guardian_name")),
        ("GuardianConflictChecked", "blocked_names"),
        ("LocationConfirmed", "employer_name"),
        *(("RepatriationLegDeparted", "escort_name"), ("RepatriationLegDeparted", "escort_order")),
    }
)
# What only the person itself is given: where it is kept, and which relative was found a danger. Paper handed
# to a guardian is in the family's house the same day.
FOR_THE_PERSON_ALONE = frozenset(
    {"FamilyAssessmentDone", "GuardianConflictChecked", "SafeHouseAdmitted", "ShelterLeft", "ShelterPlaced"}
)
RISK_FROM_FAMILY = "risk_from_family"
# Who recorded one of these keeps the person, so its name says where the person is.
KEEPS = frozenset({"SafeHouseAdmitted", "ShelterLeft", "ShelterPlaced"})


class Told(NamedTuple):
    """An event about the person as the copy tells it: the DataClass mask that is opened, and the classes that
    are left out, each with its ground."""

    entry: RecordedEvent
    classes: int
    left_out: tuple[tuple[DataClass, WithheldFor], ...]


class Copy(NamedTuple):
    """What a copy tells: events about the person, the stages of the person's files as bare rows (UU 21/2007
    art 36), and how many events each class was left out of, and on which ground."""

    told: tuple[Told, ...]
    stages: tuple[tuple[RecordedEvent, StageRow], ...]
    left_out: Mapping[tuple[DataClass, WithheldFor], int]


def may_hand_out(state: CaseState, agency: str, kind: str | None) -> bool:
    """Who makes the copy: the case manager's agency, or a data protection officer (UU 27/2022 art 53).

    Not whoever opened the case: a village that reported must not learn what became of the person.
    """
    return kind == DATA_PROTECTION_OFFICER or agency == state.case_manager


def refused_to(state: CaseState, access: SubjectAccess) -> AccessRefusal | None:
    """Why who asked must not get a copy; None where nothing speaks against it.

    A guardian gets it for a child, once a check on record found no conflict (UU 27/2022 arts 25, 33;
    UU 31/2014 art 29A). An adult is represented by whom the adult chose, a child never by that.
    """
    if access.asked_by == AccessAsker.PERSON:
        return None
    known = state.persons.get(access.person)
    grown = known is not None and known.child is False
    if grown != (access.asked_by == AccessAsker.REPRESENTATIVE):
        return AccessRefusal.NOT_ENTITLED
    if grown or access.guardian == "court_order":
        return None
    blocked = known.blocked_guardians if known else frozenset()
    if blocked & {access.guardian, ANY_GUARDIAN}:
        return AccessRefusal.GUARDIAN_CONFLICT
    return None if access.guardian in _checked(state, access.person) else AccessRefusal.GUARDIAN_UNCHECKED


def last_access(state: CaseState, person: UUID) -> SubjectAccess | None:
    """The last request of the person that was answered with a copy; it may have been refused since."""
    given = [each for each in state.subject_accesses.values() if each.person == person and each.given]
    return max(given, key=lambda each: each.given, default=None)


def copy_of(state: CaseState, access: SubjectAccess) -> Copy:
    """What is in the copy: of events up to the one that gave it, no more than may be told now."""
    entries = [each for each in state.entries if each.position <= access.given]
    own = [each for each in entries if _about(each, access.person)]
    disclosing = {head.position: DataClass(head.classes) for head in state.events}
    told = [_told(state, access, each, disclosing[each.position]) for each in own]
    left_out = Counter(pair for each in told for pair in each.left_out)
    left_out.update(_erased(state, access.person))
    shown = tuple(each for each in told if _shown_to(access, each.entry))
    return Copy(shown, tuple(_stages(state, access, entries)), left_out)


def kept_back(state: CaseState, access: SubjectAccess) -> frozenset[str]:
    """The agencies that the copy must not name, because they keep or kept the person in a shelter."""
    if _to_person(access):
        return frozenset()
    return frozenset(
        each.agency for each in state.entries if each.type in KEEPS and _about(each, access.person)
    )


def members_told(
    entry: RecordedEvent, access: SubjectAccess, opened: Mapping[str, Any], unnamed: frozenset[str]
) -> dict[str, Any]:
    """The fields of an event as the copy tells them, by name: those of the body and those that were opened.

    No id stands in it, of another person of the case or of a worker, none of the agencies `unnamed`, and no
    field that tells of others.
    """
    body = {name: getattr(entry.data, name) for name in entry.data.__struct_fields__}
    kept = {
        name: _without_ids(value, unnamed)
        for name, value in (body | dict(opened)).items()
        if (entry.type, name) not in OF_OTHERS and (name != RISK_FROM_FAMILY or _to_person(access))
    }
    return {name: value for name, value in kept.items() if value not in (None, [], {})}


def a_file_is_open(state: CaseState) -> bool:
    """Whether a police file of the case waits for a final judgment or a termination."""
    return any(_is_open(state, file) for file in state.files.values())


def _told(state: CaseState, access: SubjectAccess, entry: RecordedEvent, disclosing: DataClass) -> Told:
    grounds = {each: _ground(state, access, entry, each) for each in disclosing}
    left_out = tuple((each, ground) for each, ground in grounds.items() if ground is not None)
    opened = sum(int(each) for each, ground in grounds.items() if ground is None)
    return Told(entry, opened, left_out)


def _ground(
    state: CaseState, access: SubjectAccess, entry: RecordedEvent, data_class: DataClass
) -> WithheldFor | None:
    """Why a class of an event is left out; None where it is told."""
    if data_class & OF_A_FILE and a_file_is_open(state):
        return WithheldFor.LAW_ENFORCEMENT
    if not data_class & (OWN | DataClass.LEGAL_FILE):
        return WithheldFor.DATA_OF_OTHERS
    if not _shown_to(access, entry) or (data_class & DataClass.LOCATION and not _to_person(access)):
        return WithheldFor.ENDANGERS
    said = (ground for name, ground in access.withheld if class_mask([name]) & data_class)
    return next((msgspec.convert(ground, WithheldFor) for ground in said), None)


def _about(entry: RecordedEvent, person: UUID) -> bool:
    return entry.person == person and entry.event_type.person_field == "person"


def _shown_to(access: SubjectAccess, entry: RecordedEvent) -> bool:
    return _to_person(access) or entry.type not in FOR_THE_PERSON_ALONE


def _to_person(access: SubjectAccess) -> bool:
    return access.asked_by == AccessAsker.PERSON


def _stages(
    state: CaseState, access: SubjectAccess, entries: Iterable[RecordedEvent]
) -> Iterator[tuple[RecordedEvent, StageRow]]:
    """What happened to the files in which the person is a victim: the legal code and the day, no more."""
    files = {file.id for file in state.files.values() if access.person in file.victims}
    for entry in entries:
        if entry.event_type.legal_code is None or _about(entry, access.person):
            continue
        if entry.head.about in files or names(entry.data, access.person):
            yield entry, stage_row(entry.head)


def _erased(state: CaseState, person: UUID) -> Counter[tuple[DataClass, WithheldFor]]:
    gone = [DataClass(each.shredded) for each in state.erasures.values() if each.person == person]
    return Counter((each, WithheldFor.ERASED) for classes in gone for each in classes)


def _checked(state: CaseState, person: UUID) -> set[str]:
    """The relatives that a check looked at."""
    return {
        str(relation)
        for entry in state.entries
        if entry.type == "GuardianConflictChecked" and entry.person == person
        for relation in entry.data.checked
    }


def _is_open(state: CaseState, file: PoliceFile) -> bool:
    known = state.proceedings.get(file.id)
    ended = known is not None and bool(known.final or known.terminated)
    return not ended and not file.stands_terminated


def _without_ids(value: Any, unnamed: frozenset[str]) -> Any:
    """The value without any id: of things of the case, which say nothing to the person, and of people; and
    without the agencies that are not to be named."""
    if isinstance(value, UUID) or (isinstance(value, str) and value.rpartition("/")[2] in unnamed):
        return None
    if isinstance(value, msgspec.Struct):
        return _without_ids(msgspec.structs.asdict(value), unnamed)
    if isinstance(value, Mapping):
        kept = {name: _without_ids(each, unnamed) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each is not None}
    if isinstance(value, tuple | list):
        found = (_without_ids(each, unnamed) for each in value)
        return [each for each in found if each is not None]
    return value
