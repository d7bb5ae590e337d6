"""What the oracle is told of a case: the letters of reference/domain.md 3.2, events, places on the case."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

CLASSES = (
    *("victim_identity", "suspect_identity", "reporter_identity", "health", "psychosocial", "legal_file"),
    *("location", "evidence", "narrative"),
)
LETTERS = {  # victim suspect reporter health psychosocial legal location evidence narrative
    "polres": "F F F S S F B F F",
    "kejari": "F F F S S F - F F",
    "pn": "S F S S S S - S S",
    "dp3a": "PB - - - - S - - -",
    "uptdppa": "F S F S F S F O O",
    "dinsos": "F S - S F S F - O",
    "rsud": "F - - O C O - - O",
    "disnaker": "C S - - - S - - O",
    "bp3mi": "C S - - - S T - O",
    "imigrasi": "T T - - - - - - O",
    "lpsk": "F F F C C ST T O O",
    "mission": "T - - C C S T O O",
    "disdik": "C - O - S - - O O",
    "disdukcapil": "T T - - - - - - -",
    "kesra": "- - - - - - - - -",
    "desa": "OC - O - - - C O O",
    "ngo": "OC O O O OC S C O O",
    "sbmi": "OC O O - O S - O O",
    "expert": "P P - S S T - T -",
    "coordinator": "- - - - - S - - -",
    "auditor": "B B - - - - - - -",
    "dpo": "B B - - - - - - -",
}
CELLS = {kind: dict(zip(CLASSES, letters.split(), strict=True)) for kind, letters in LETTERS.items()}
WATCHERS = ("coordinator", "auditor", "dpo")
OF_A_VICTIM = {"victim_identity", "health", "psychosocial", "location", "narrative"}
NARROW = ("offered", "shared")


class Told(NamedTuple):
    """One event as recorded: who said what of whom, and which classes of data it disclosed."""

    position: int
    version: int
    type: str
    agency: str
    id: str
    person: str | None
    classes: frozenset[str]
    data: dict[str, Any]
    at: datetime


@dataclass
class Place:
    """One ground on which an agency is on the case. `about`: the one person of a referral for one; `consent`:
    the one it names; `on_consent`: of a grant that rests on consent."""

    agency: str
    why: str
    since: int = 0
    until: datetime | None = None
    opens: frozenset[str] = frozenset()
    referral: str | None = None
    about: str | None = None
    service: str | None = None
    offer: int = 0
    excerpt: frozenset[int] = frozenset()
    scope: str = ""
    on_consent: bool = False
    consent: str | None = None


def stands(place: Place, at: datetime) -> bool:
    return place.until is None or at < place.until


def reaches(place: Place, event: Told) -> bool:
    """Whether the place reads the event at all: by its history, and by whom it is for."""
    if event.position < place.since and event.position != place.offer and event.position not in place.excerpt:
        return False
    return place.about is None or event.person in (None, place.about)


def kept_from(place: Place, event: Told) -> set[str]:
    """What a referral for one person, or for the way home, does not open (Sc-5)."""
    kept = set(OF_A_VICTIM) if place.about is not None and event.person is None else set()
    if place.service in ("repatriation", "social_reintegration") and event.type in (
        "ShelterPlaced",
        "ShelterLeft",
    ):
        kept.add("location")
    return kept


def taken_up(accepted: Told, offer: Told) -> Place:
    """The place of an agency that takes a referral up."""
    history = offer.data.get("history", "from_referral")
    since = {"all": 0, "from_referral": offer.position, "from_now": accepted.position}[history]
    return Place(
        *(accepted.agency, "referred", since),
        referral=offer.data["referral"],
        about=offer.data.get("person"),
        service=offer.data["service"],
        offer=offer.position,
        consent=offer.data.get("consent_id"),
    )


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def end_of_day(day: str, zone_of: datetime) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), zone_of.tzinfo)
