"""Acts of several parties, and acts done on paper: contested, dated differently, or overtaken by the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.case_state import CaseState, JointAct
from domain.catalogue import REGISTRY
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies.claims import Claim, entries_of, last_apart
from domain.discrepancies.passages import DOCUMENTS_DIFFER
from domain.discrepancies.shape import Discrepancy, Kind, Side, between, dated, head_at, side_at
from domain.events import EventHead, Marks, RecordedEvent
from domain.fold.corrections import heads_that_count

Heads = tuple[EventHead, ...]

_CONFLICTING = int(Marks.CONFLICTING)
# Acts that happen once and that either side may record, by what they happen to (reference/domain.md 2.5 nos.
# 26, 29, 34).
DONE_ONCE = {"CaseConferenceHeld": "conference", "DisputedHandoverMade": "file", "HandedOver": "file"}

JOINT_ACT_CONTESTED = Kind(
    DiscrepancyKind.JOINT_ACT_CONTESTED,
    "KUHAP 2025 art 59(4)",
)
ACT_CONFLICTING = Kind(
    DiscrepancyKind.ACT_CONFLICTING,
    "KUHAP 1981 arts 110, 138; KUHAP 2025 arts 59-62",
)
DATES_DIFFER = Kind(
    DiscrepancyKind.DATES_DIFFER,
    "KUHAP 1981 art 8(3)(b); KUHAP 2025 arts 59(8), 62(2), 62(5)",
)
KINDS = (JOINT_ACT_CONTESTED, ACT_CONFLICTING, DATES_DIFFER)


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """What is contested, what was overtaken and what is dated differently."""
    for act in state.joint_acts.values():
        yield from _contested(state, act)
        yield from _minutes_differ(state, act)
    heads = heads_that_count(state)
    for head in heads:
        if head.marks & _CONFLICTING:
            yield _overtaken(state, heads, head)
    yield from _dated_differently(state)


def _contested(state: CaseState, act: JointAct) -> Iterator[Discrepancy]:
    """One for each party that ever contested, ended by its confirmation."""
    for agency in dict.fromkeys(answer.agency for answer in act.answers):
        answers = [answer for answer in act.answers if answer.agency == agency]
        contests = [place for place, answer in enumerate(answers) if answer.reason is not None]
        if not contests:
            continue
        contest, after = answers[contests[-1]], answers[contests[-1] + 1 :]
        sides = (
            side_at(state, act.position, act.type),
            side_at(state, contest.position, "contested", str(contest.reason)),
        )
        settled_by = after[0].position if after else 0
        file = _file_of(state, act)
        yield between(
            JOINT_ACT_CONTESTED, f"{act.position}/{agency}", sides, settled_by=settled_by, file=file
        )


def _minutes_differ(state: CaseState, act: JointAct) -> Iterator[Discrepancy]:
    """One for each party that stated another hash than the publisher, until it states the same."""
    stated = [answer for answer in act.answers if answer.minutes is not None and act.minutes is not None]
    for agency in dict.fromkeys(answer.agency for answer in stated):
        claims = [Claim(each.agency, each.minutes, each.position) for each in stated if each.agency == agency]
        apart = last_apart([Claim(act.agency, act.minutes, act.position), *claims])
        if apart is not None:
            sides = tuple(side_at(state, each.position, str(each.value)) for each in apart.claims)
            ref, file = f"{act.position}/{agency}", _file_of(state, act)
            yield between(DOCUMENTS_DIFFER, ref, sides, settled_by=apart.ended, file=file)


def _file_of(state: CaseState, act: JointAct) -> UUID | None:
    about = head_at(state, act.position).about
    return about if about in state.files else None


def _overtaken(state: CaseState, heads: Heads, act: EventHead) -> Discrepancy:
    """An act already done, and what others had recorded since; ended when its agency decides anew."""
    sides = (
        Side(act.agency, act.position, (act.type,), dated(act)),
        *(Side(head.agency, head.position, (head.type,), dated(head)) for head in _moved_on(heads, act)),
    )
    anew = (
        head.position
        for head in heads
        if head.position > act.position
        and (head.type, head.agency, head.about) == (act.type, act.agency, act.about)
        and not head.marks & _CONFLICTING
    )
    file = act.about if act.about in state.files else None
    found = between(ACT_CONFLICTING, act.position, sides, settled_by=next(anew, 0), file=file)
    return found._replace(since_position=act.position)


def _moved_on(heads: Heads, act: EventHead) -> tuple[EventHead, ...]:
    """What others recorded before the act reached the log, on or after the day of the act, that its type
    declares to matter to it."""
    stale_on, day = REGISTRY[act.type].stale_on, dated(act)
    return tuple(
        head
        for head in heads
        if head.position < act.position
        and head.type in stale_on
        and head.agency != act.agency
        and (act.about is None or head.about in (None, act.about))
        and dated(head) >= day
    )


def _dated_differently(state: CaseState) -> Iterator[Discrepancy]:
    """By what each office last said of the day, in the order in which they said it."""
    said: dict[tuple[str, UUID], list[RecordedEvent]] = {}
    for event in entries_of(state, *DONE_ONCE):
        said.setdefault((event.type, getattr(event.data, DONE_ONCE[event.type])), []).append(event)
    for (name, about), events in said.items():
        days = {event.position: _day(event) for event in events}
        apart = last_apart(Claim(event.agency, days[event.position], event.position) for event in events)
        if apart is not None:
            sides = tuple(
                Side(each.side, each.position, (name,), days[each.position]) for each in apart.claims
            )
            file = events[0].data.file
            yield between(DATES_DIFFER, f"{about}/{name}", sides, settled_by=apart.ended, file=file)


def _day(event: RecordedEvent) -> date:
    return getattr(event.data, "held_on", None) or dated(event.head)
