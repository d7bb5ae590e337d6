"""The same person in two cases, told by a value that both hold and nobody is shown (Sc-7, Sc-12)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case_state import CaseState, Pair
from domain.catalogue.clockwork_codes import MatchKey
from domain.directory import Directory
from domain.matching import IDENTITY, MatchKind
from domain.watch import WATCH, stewards
from server.clockwork.cases import cases_at_head, head_at
from server.clockwork.finding import Finding, stream_of
from server.clockwork.met import Met, met_before
from server.clockwork.round import Turn

KEYS: Mapping[MatchKind, tuple[MatchKey, ...]] = {
    MatchKind.CONTACT: (MatchKey.PHONE, MatchKey.BIRTH_YEAR),
    MatchKind.NIK: (MatchKey.NIK,),
    MatchKind.PASSPORT: (MatchKey.PASSPORT,),
}


async def judge(turn: Turn, position: int) -> list[Finding]:
    """What the event at a position lets suspect: one finding for each person of another case."""
    most = WATCH.duplicates.most_events
    met = telling(await met_before(turn, position, IDENTITY, most + 1), most)
    own = next((each.case for each in met if each.position == position), None)
    if own is None or all(each.case == own for each in met):
        return []
    cases = await cases_at_head(turn, {each.case for each in met})
    entered = head_at(cases[own], position)
    if entered.person is None:
        return []
    at = entered.recordedat.astimezone(entered.occurred.tzinfo)
    directory = turn.services.directory.current
    return [
        duplicate_suspected(turn.origin, (Pair(own, entered.person), other), kinds, cases, directory, at)
        for other, kinds in persons_met(met, cases, own).items()
    ]


def telling(met: Sequence[Met], most: int) -> list[Met]:
    """Without the values that stand in more events than one person's would."""
    counts = Counter(each.kind for each in met)
    return [each for each in met if counts[each.kind] <= most]


def persons_met(met: Iterable[Met], cases: Mapping[UUID, CaseState], own: UUID) -> dict[Pair, set[MatchKind]]:
    """The persons of other cases, each with the kinds of values it has in common with the event's own."""
    found: dict[Pair, set[MatchKind]] = {}
    for each in met:
        person = head_at(cases[each.case], each.position).person
        if each.case != own and person is not None:
            found.setdefault(Pair(each.case, person), set()).add(each.kind)
    return found


def duplicate_suspected(
    origin: str,
    pair: tuple[Pair, Pair],
    kinds: Iterable[MatchKind],
    cases: Mapping[UUID, CaseState],
    directory: Directory,
    at: datetime,
) -> Finding:
    """A suspicion in the stream of these two persons. Its cause is who they are and what they have in common:
    the same value entered again says nothing new."""
    first, second = sorted(pair)
    names = (str(first.case), str(first.person), str(second.case), str(second.person))
    matched_on = [key for kind in sorted(kinds) for key in KEYS[kind]]
    data: dict[str, Any] = {
        "pairs": [first._asdict(), second._asdict()],
        "matched_on": matched_on,
        "stewards": stewards([cases[first.case], cases[second.case]], directory, at),
    }
    stream = stream_of(origin, "duplicates", *names)
    return Finding("DuplicateSuspected", stream, at, (*names, *matched_on), data)
