"""What a victim needs next: a guardian's consent, the next leg of the way home, visits after the return."""

from __future__ import annotations

from domain.case_state import CaseState, Person
from domain.facts import fact
from domain.fold.corrections import heads_that_count
from domain.worklist.items import ItemKind, Owed, any_of, item

OBTAIN_CHILD_CONSENT = ItemKind(
    "obtain_child_consent",
    "Minta persetujuan wali dan pernyataan anak",
    "Obtain the guardian's consent and the child's assent",
    ("GuardianConflictChecked", "ConsentGranted", "AssentGranted"),
    "UU 27/2022 art 25; UU 31/2014 art 29A; PP 9/2008 art 4(3)",
)
TAKE_OVER_LEG = ItemKind(
    "take_over_leg",
    "Terima korban pada tahap pemulangan ini",
    "Take over the person on this leg of the way home",
    ("RepatriationLegArrived",),
    "UU 21/2007 art 54; PP 9/2008 art 19",
)
VISIT_AFTER_RETURN = ItemKind(
    "visit_after_return",
    "Lakukan kunjungan pemantauan",
    "Make the monitoring visit",
    ("MonitoringVisitDone",),
    "UU 18/2017 art 41; Permen PPPA 8/2021",
)
KINDS = (OBTAIN_CHILD_CONSENT, TAKE_OVER_LEG, VISIT_AFTER_RETURN)


def owed(state: CaseState) -> Owed:
    """For every victim of the case."""
    for person in state.persons.values():
        if person.child and not _consented(state, person):
            yield from _of_child(state, person)
        for leg in person.legs:
            if leg.departed and not leg.arrived and leg.to_agency is not None:
                yield leg.to_agency, item(TAKE_OVER_LEG, f"{person.id}/{leg.number}", leg.departed)
        if person.reintegration_planned:
            yield from _of_visits(state, person)


def _of_child(state: CaseState, person: Person) -> Owed:
    """Since it is known that the person is a child: the case manager, or the unit that has the cases of
    children by its office."""
    known = [
        head.position
        for head in heads_that_count(state)
        if head.person == person.id and fact(head, "child") is True
    ]
    if known:
        yield state.case_manager or any_of("uptdppa"), item(OBTAIN_CHILD_CONSENT, person.id, known[-1])


def _consented(state: CaseState, person: Person) -> bool:
    return person.assent and any(
        each.person == person.id and each.guardian is not None and not each.withdrawn
        for each in state.consents
    )


def _of_visits(state: CaseState, person: Person) -> Owed:
    """As many visits as the plan says, one after the other; who planned the return sees to them."""
    planned = next(each for each in state.entries if each.position == person.reintegration_planned)
    done = [visit for visit in person.visits if visit.position > planned.position]
    if len(done) < max(len(planned.data.visit_months), 1):
        since = done[-1].position if done else planned.position
        yield planned.agency, item(VISIT_AFTER_RETURN, person.id, since)
