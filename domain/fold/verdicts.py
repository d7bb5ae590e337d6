"""Which of several verdicts counts, and what the courts give each victim, recorded in whatever order.

A higher court's verdict stands before a lower one's; of one instance the later given; only then the one that
was recorded later (KUHAP 1981 arts 67, 244, 263; KUHAP 2025 likewise).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from domain.case_state import Proceedings, Restitution
from domain.catalogue.court_codes import Instance
from domain.events import RecordedEvent
from domain.fold.steps import happened
from domain.shapes.court import Award, Verdict

Restitutions = dict[UUID, Restitution]
_RANK: dict[str, int] = {instance: rank for rank, instance in enumerate(Instance)}


def verdict_of(event: RecordedEvent, known: Mapping[UUID, Restitution]) -> Verdict:
    """The verdict of an event, each award with its request as far as other steps than verdicts tell."""
    data = event.data
    verdict = Verdict(
        data.instance,
        data.outcome,
        data.restitution_awarded,
        tuple(Award(each.person, each.restitution, each.amount) for each in data.awards),
        data.given_on or event.effectedon or happened(event).date(),
        event.agency,
        event.position,
    )
    return _with_requests(verdict, known)


def in_order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts of a file, the one that counts last."""
    return tuple(sorted(verdicts, key=_standing))


def as_requested(
    known: Mapping[UUID, Restitution], proceedings: Mapping[UUID, Proceedings]
) -> dict[UUID, Proceedings]:
    """The files before the courts, their awards with requests that were recorded after the verdicts. An award
    that has its request keeps it, whatever else its victim asks for later."""
    return {
        file: msgspec.structs.replace(
            each, verdicts=tuple(_with_requests(verdict, known) for verdict in each.verdicts)
        )
        for file, each in proceedings.items()
    }


def as_awarded(known: Mapping[UUID, Restitution], proceedings: Mapping[UUID, Proceedings]) -> Restitutions:
    """Every restitution, with what the verdict that counts of those that award it gives."""
    given = sorted(
        ((verdict, each.file) for each in proceedings.values() for verdict in each.verdicts),
        key=lambda one: _standing(one[0]),
    )
    found = {each.id: each for each in known.values() if not of_verdicts_alone(each)}
    named = {
        award.restitution: Restitution(award.restitution, person=award.person)
        for verdict, _ in given
        for award in verdict.awards
        if award.restitution is not None and award.restitution not in found
    }
    found |= named
    for verdict, file in given:
        for award in verdict.awards:
            request = award.restitution or _only(award, found.values())
            if request is not None:
                found[request] = _given(found[request], file, award.amount, verdict.position)
    return found


def _with_requests(verdict: Verdict, known: Mapping[UUID, Restitution]) -> Verdict:
    requests = [each for each in known.values() if not of_verdicts_alone(each)]
    awards = (each._replace(restitution=each.restitution or _only(each, requests)) for each in verdict.awards)
    return verdict._replace(awards=tuple(awards))


def _given(known: Restitution, file: UUID, amount: int, position: int) -> Restitution:
    return msgspec.structs.replace(known, file=file, awarded=amount, awarded_position=position)


def _standing(verdict: Verdict) -> tuple[int, date, int]:
    return _RANK[verdict.instance], verdict.given_on, verdict.position


def _only(award: Award, requests: Iterable[Restitution]) -> UUID | None:
    """The request of a victim of whom one only is known."""
    found = [each.id for each in requests if each.person == award.person]
    return found[0] if len(found) == 1 else None


def of_verdicts_alone(known: Restitution) -> bool:
    """Whether nothing but verdicts says that there is this restitution."""
    bare = Restitution(known.id, person=known.person, file=known.file)
    return msgspec.structs.replace(known, awarded=None, awarded_position=0) == bare
