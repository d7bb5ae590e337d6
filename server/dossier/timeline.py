"""The timeline of a dispute in two columns: what a page and a paper print, made from what the requester may
see and from nothing else. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.access import stage_row
from domain.case_state import CaseState
from domain.catalogue import EventType
from domain.catalogue.conference_codes import DisputeOutcome
from domain.catalogue.fields import DataClass
from domain.events import EventHead, Marks, RecordedEvent
from domain.fold.corrections import entry_of
from projections.file_exchange.file_view import COLUMNS
from projections.file_exchange.sides import KindOf, side_of
from server.api.dispute_payloads import DisputeView
from server.dossier import labels
from server.dossier.dates import day_text, later_text, moment_text
from server.dossier.shapes import Bare, Column, Delivery, Line, Seal, Side, Step, Timeline, Words
from server.dossier.values import LANGUAGES, SHORT_ID, Naming, alike, lines_of, stated
from server.export.words import class_words, words_in, words_of


class Told(NamedTuple):
    """One event that may be told: what was disclosed of it by field, the mask of those classes, and the
    disclosures as they were signed."""

    event: RecordedEvent
    disclosed: Mapping[str, Any]
    classes: int
    disclosures: Sequence[str] = ()


class Window(NamedTuple):
    """Cosigned by witnesses before the event was in the tree, and after it was; None where nobody has."""

    after: datetime | None
    before: datetime | None


class Facts(NamedTuple):
    """What the timeline is made of. `state`: the case folded from `told`; `about`: log positions of what the
    dispute is about; `doubted`: of what was signed while a key may have been in other hands; `kind_of`: the
    kind of an agency."""

    view: DisputeView
    state: CaseState
    told: Sequence[Told]
    bare: Sequence[EventHead]
    about: frozenset[int]
    doubted: frozenset[int]
    windows: Mapping[int, Window]
    deliveries: Sequence[Delivery]
    naming: Naming
    kind_of: KindOf


class Made(NamedTuple):
    """Of whom, when and how far the dossier is."""

    origin: str
    requested_by: str
    at: datetime
    position: int
    unsealed: int


def timeline(facts: Facts, made: Made, seal: Seal) -> Timeline:
    """What page and paper print, in the order of the log."""
    view, zone = facts.view, facts.naming.zone
    steps: list[Step | Bare] = [_step(facts, each) for each in facts.told]
    steps += [_bare(head) for head in facts.bare]
    return Timeline(
        origin=made.origin,
        dispute=str(view.dispute),
        case=str(view.case),
        status=labels.STATUS[view.status],  # type: ignore[index]
        about=list(_about(facts)),
        requested_by=facts.naming.office(made.requested_by),
        made=moment_text(made.at, zone),
        made_at=made.at.isoformat(),
        position=made.position,
        unsealed=made.unsealed,
        sides=[*_sides(facts)],
        steps=sorted(steps, key=lambda each: each.position),
        seal=seal,
    )


def _about(facts: Facts) -> Iterator[Line]:
    """What the dispute is about, by whom it was opened, how it is proposed to end."""
    view, naming = facts.view, facts.naming
    opening = next(each.event for each in facts.told if each.event.position == view.opened.position)
    at, by = moment_text(opening.occurred, naming.zone), naming.office(view.opened.by)
    yield Line(label=labels.OPENED, values=[alike(f"{at}, {by}")])
    if view.file is not None:
        yield Line(label=labels.FILE, values=[alike(f"{str(view.file)[:SHORT_ID]}…")])
    if view.discrepancy is not None:
        yield Line(label=labels.DISCREPANCY, values=[view.discrepancy.label])
    members = stated(opening.data)
    yield from lines_of(opening.event_type, {name: members.get(name) for name in ("element",)}, naming)
    if view.outcome is not None:
        outcome = words_in(DisputeOutcome, view.outcome.outcome)
        yield Line(label=labels.OUTCOME, values=[outcome])


def _sides(facts: Facts) -> Iterator[Side]:
    """The two sides, then the experts who said something."""
    accepted = {each.agency: each.accepted for each in facts.view.sides}
    spoke = dict.fromkeys([*accepted, *(held.agency for held in facts.view.positions)])
    for agency in spoke:
        yield Side(
            office=facts.naming.office(agency),
            column=_column(facts, agency),
            accepted=accepted.get(agency, False),
            held=[*_held(facts, agency)],
        )


def _held(facts: Facts, agency: str) -> Iterator[list[Line]]:
    """The last word of an office on each subject."""
    last = {
        (held.on, held.element, held.discrepancy and held.discrepancy.ref): held.position
        for held in facts.view.positions
        if held.agency == agency
    }
    for told in facts.told:
        if told.event.position in last.values():
            members = stated(told.event.data)
            yield [*_position(told.event.event_type, members, facts.naming)]


def _position(event_type: EventType, members: Mapping[str, Any], naming: Naming) -> Iterator[Line]:
    """What is held, under what it is held of; then on what law."""
    named = {name: members.get(name) for name in ("element", "articles", "discrepancy")}
    subject = lines_of(event_type, named if any(named.values()) else {"on": members["on"]}, naming)
    (holds,) = lines_of(event_type, {"holds": members["holds"]}, naming)
    yield Line(label=_in_one(subject), values=holds.values)
    yield from lines_of(event_type, {name: members.get(name) for name in ("role", "legal_basis")}, naming)


def _in_one(lines: Sequence[Line]) -> Words:
    """Several lines as one label: Unsur: Tujuan."""
    return {
        each: "; ".join(f"{line.label[each]}: {', '.join(v[each] for v in line.values)}" for line in lines)
        for each in LANGUAGES
    }


def _step(facts: Facts, told: Told) -> Step:
    event, zone = told.event, facts.naming.zone
    brief = event.position not in facts.about
    members = {**stated(event.data), **told.disclosed}
    return Step(
        column=_column(facts, event.agency),
        position=event.position,
        title=words_of(event.event_type),
        code=_code(event.event_type),
        office=facts.naming.office(event.agency),
        occurred=moment_text(event.occurred, zone),
        recorded=later_text(event.recordedat, event.occurred, zone),
        brief=brief,
        lines=[] if brief else lines_of(event.event_type, members, facts.naming),
        notes=[*_doubts(facts, event)] if brief else [*_notes(facts, told)],
    )


def _code(event_type: EventType) -> str | None:
    """The legal code, where the title does not hold it already."""
    code = event_type.legal_code
    return None if code is None or code in event_type.label_id else code


def _column(facts: Facts, agency: str) -> Column:
    side = side_of(agency, facts.kind_of)
    return side if side in COLUMNS else "others"  # type: ignore[return-value]


def _bare(head: EventHead) -> Bare:
    row = stage_row(head)
    return Bare(position=row.position, code=row.code, on=day_text(row.on))


def _notes(facts: Facts, told: Told) -> Iterator[Words]:
    """What must be known to read a step rightly: how it was recorded, whether it stands, who has it."""
    event = told.event
    yield from _doubts(facts, event)
    yield from (said for mark, said in labels.MARKS.items() if Marks(event.marks) & mark)
    sealed = DataClass(event.classes & ~told.classes)
    if sealed:
        yield labels.withheld([class_words(name) for name in sealed.names()])
    yield from (_delivered(facts, each) for each in facts.deliveries if each.position == event.position)
    window = facts.windows.get(event.position, Window(None, None))
    after, before = (moment_text(at, facts.naming.zone) if at else None for at in window)
    witnessed = labels.existed(after, before)
    if witnessed:
        yield witnessed


def _doubts(facts: Facts, event: RecordedEvent) -> Iterator[Words]:
    """What nobody may miss: whose hand it may have been, and whether it still counts."""
    if event.position in facts.doubted:
        yield labels.IN_OTHER_HANDS
    yield from _standing(facts, event)


def _standing(facts: Facts, event: RecordedEvent) -> Iterator[Words]:
    """Whether an entry still counts, and who else stands behind it."""
    entry, state, office = entry_of(event.head), facts.state, facts.naming.office
    if entry in state.withdrawn:
        yield labels.WITHDRAWN
    by = [str(each.position) for each in state.corrections if each.of == entry]
    if by:
        yield labels.corrected(", ".join(by))
    act = state.joint_acts.get(entry)
    told = ((labels.confirmed, "confirmed"), (labels.contested, "contested"), (labels.stated_by, "awaited"))
    for said, standing in told if act else ():
        agencies = getattr(act, standing)
        if agencies:
            yield said(", ".join(map(office, agencies)))


def _delivered(facts: Facts, delivery: Delivery) -> Words:
    office, zone = facts.naming.office(delivery.agency), facts.naming.zone
    if delivery.acknowledged_at:
        at = moment_text(datetime.fromisoformat(delivery.acknowledged_at), zone)
        return labels.acknowledged(office, at)
    if delivery.fetched_at:
        return labels.fetched(office, moment_text(datetime.fromisoformat(delivery.fetched_at), zone))
    return labels.owed(office)
