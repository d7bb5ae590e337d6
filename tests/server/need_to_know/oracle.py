"""Who may see what of a case, told once more from reference/domain.md 3.2 and DESIGN section 6: slowly, in
plain words, from the events as published. It asks neither `domain/access.py` nor the fold nor the TOML.

The letters (places.py) are those of domain.md 3.2, with three columns that it has not: reporter (UU 21/2007
art 33), evidence (as the legal file) and narrative (as the class its type names). What is taken from the
catalogue is what an event type is: its audience, whom a summary is for, what its narrative is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.catalogue import REGISTRY
from domain.catalogue.audiences import AUDIENCES
from tests.server.need_to_know.counting import counting, erased
from tests.server.need_to_know.people import Consent, binds_child, consents, is_child
from tests.server.need_to_know.places import (
    CELLS,
    NARROW,
    WATCHERS,
    Place,
    Told,
    kept_from,
    moment,
    reaches,
    stands,
    taken_up,
)

ENFORCE = ("polres", "kejari", "pn")  # UU 27/2022 arts 15, 50
NOTHING: tuple[str, frozenset[str]] = ("nothing", frozenset())


@dataclass
class Oracle:
    """A case as it stood when its last event was recorded; `kinds`: of which kind each agency is. `counting`:
    what counts of it; `referrals`: how each stands."""

    events: Sequence[Told]
    kinds: dict[str, str]
    places: list[Place] = field(default_factory=list)
    counting: list[Told] = field(default_factory=list)
    referrals: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counting = counting(self.events)
        for event in self.counting:
            self._move(event)

    def sees(self, agency: str, at: datetime) -> dict[int, tuple[str, frozenset[str]]]:
        """By position what the agency sees at that moment: "stage" or "body", and the classes with it."""
        gone = erased(self.events)
        left = [each._replace(classes=each.classes - gone.get(each.position, set())) for each in self.events]
        seen = {event.position: self._of(agency, event, at) for event in left}
        return {position: each for position, each in seen.items() if each[0] != "nothing"}

    # Who is on the case, and why

    def _move(self, event: Told) -> None:
        data, mover = event.data, getattr(self, f"_{event.type}", None)
        if mover is not None:
            mover(event, data)
        if event.version == 1 and not any(each.agency == event.agency for each in self.places):
            self.places.append(Place(event.agency, "owner"))

    def _ReportReceived(self, event: Told, data: dict[str, Any]) -> None:
        routed = [each for each in data.get("routed_to", []) if each != event.agency]
        if event.version == 1:
            acts = not routed or event.agency in data["routed_to"]
            self.places.append(Place(event.agency, "owner" if acts else "reporter"))
        self.places += [Place(agency, "assigned") for agency in routed]

    def _PoliceNotified(self, event: Told, data: dict[str, Any]) -> None:
        self.places.append(Place(data["police"], "assigned"))

    def _PoliceReportFiled(self, event: Told, data: dict[str, Any]) -> None:
        self.places.append(Place(event.agency, "assigned"))

    def _SpdpSent(self, event: Told, data: dict[str, Any]) -> None:
        self.places.append(Place(data["prosecutor"], "statutory"))

    def _CaseManagerAssigned(self, event: Told, data: dict[str, Any]) -> None:
        self.places.append(Place(data["agency"], "assigned"))

    def _SentToCourt(self, event: Told, data: dict[str, Any]) -> None:
        self.places.append(Place(data["court"], "statutory"))

    def _ReferralOffered(self, event: Told, data: dict[str, Any]) -> None:
        if data["referral"] not in self.referrals:  # an id names one offer, the first
            self.referrals[data["referral"]] = "offered"
            self.places.append(Place(data["to"], "offered", referral=data["referral"], offer=event.position))

    def _ReferralAccepted(self, event: Told, data: dict[str, Any]) -> None:
        referral, offer = data["referral"], self._offer(data["referral"])
        if self.referrals[referral] == "returned" and event.agency == offer.agency:
            self._ReferralCompleted(event, data)
        elif self.referrals[referral] == "offered" and event.agency == offer.data["to"]:
            self._leave(referral)
            self.places.append(taken_up(event, offer))
            self.referrals[referral] = "accepted"

    def _ReferralDeclined(self, event: Told, data: dict[str, Any]) -> None:
        """A return that is declined leaves the person, and the place, where they are."""
        if self.referrals[data["referral"]] == "returned":
            self.referrals[data["referral"]] = "accepted"
        elif event.agency == self._offer(data["referral"]).data["to"]:
            self._ReferralCompleted(event, data)

    def _ReferralReturned(self, event: Told, data: dict[str, Any]) -> None:
        if self.referrals[data["referral"]] == "accepted":
            self.referrals[data["referral"]] = "returned"

    def _ReferralCompleted(self, event: Told, data: dict[str, Any]) -> None:
        self._leave(data["referral"])
        self.referrals[data["referral"]] = "over"

    def _offer(self, referral: str) -> Told:
        offers = (each for each in self.counting if each.type == "ReferralOffered")
        return next(each for each in offers if each.data["referral"] == referral)

    def _leave(self, referral: str) -> None:
        self.places = [each for each in self.places if each.referral != referral]

    def _AccessGranted(self, event: Told, data: dict[str, Any]) -> None:
        since = 0 if data.get("history") == "all" else event.position
        until = moment(data.get("until"))
        opens = frozenset(data.get("classes", []))
        on_consent = data["reason"] == "consent"
        self.places.append(Place(data["agency"], "granted", since, until, opens, on_consent=on_consent))

    def _AccessRevoked(self, event: Told, data: dict[str, Any]) -> None:
        gone = [each for each in self.places if each.agency == data["agency"]]
        self.places = [
            each for each in self.places if each not in gone or each.why not in ("granted", "shared")
        ]

    def _CaseShared(self, event: Told, data: dict[str, Any]) -> None:
        scope = data.get("scope", "legal_stage")
        self.places += [Place(agency, "shared", scope=scope) for agency in data["agencies"]]

    def _ExpertEngaged(self, event: Told, data: dict[str, Any]) -> None:
        self.places.append(
            Place(
                *(data["expert"], "granted", event.position, moment(data["until"])),
                opens=frozenset({"legal_file", "evidence"}),
                excerpt=frozenset(data["excerpt"]) | self._of_dispute(event),
            )
        )

    def _of_dispute(self, engaged: Told) -> frozenset[int]:
        """What was recorded of the dispute for which the expert was engaged."""
        dispute = engaged.data.get("dispute")
        before = (each for each in self.counting if each.position < engaged.position)
        return frozenset(each.position for each in before if dispute and each.data.get("dispute") == dispute)

    # What of an event is open to whom

    def _of(self, agency: str, event: Told, at: datetime) -> tuple[str, frozenset[str]]:
        if event.agency == agency:
            return "body", event.classes
        level, classes = self._by_place(agency, event, at)
        broken = self._by_broken_glass(agency, event, at)
        return ("body", classes | broken) if broken else (level, classes)

    def _by_place(self, agency: str, event: Told, at: datetime) -> tuple[str, frozenset[str]]:
        kind = self.kinds[agency]
        audience = AUDIENCES[REGISTRY[event.type].audience]
        level = audience.get(kind, audience["*"])
        mine = [each for each in self.places if each.agency == agency and stands(each, at)]
        reading = [
            each
            for each in mine
            if each.why not in NARROW and reaches(each, event) and self._still_rests(each, event.person, at)
        ]
        if not reading:
            return self._without_a_place(kind, level, mine, event)
        if level != "body":
            return level, frozenset()
        opened = [
            each for each in event.classes if any(self._opens(place, each, event, at) for place in reading)
        ]
        return "body", frozenset(each for each in opened if not self._keeps_reporter(kind, each, event))

    def _without_a_place(
        self, kind: str, level: str, mine: list[Place], event: Told
    ) -> tuple[str, frozenset[str]]:
        if any(each.why == "offered" and each.offer == event.position for each in mine):
            return "body", frozenset()
        if level == "nothing":
            return NOTHING
        if kind in WATCHERS:
            reviews = kind == "dpo" and event.type.startswith("BreakGlass")
            return "body" if reviews else "stage", frozenset()
        scopes = {each.scope for each in mine if each.why == "shared"}
        of_the_law = REGISTRY[event.type].legal_code is not None
        told = "all_stages" in scopes or (of_the_law and "legal_stage" in scopes)
        return ("stage", frozenset()) if told else NOTHING

    def _opens(self, place: Place, named: str, event: Told, at: datetime) -> bool:
        """Whether one place on the case opens one class of one event."""
        event_type = REGISTRY[event.type]
        kind = self.kinds[place.agency]
        judged = event_type.narrative_as.names()[0] if named == "narrative" else named
        letters = CELLS[kind][judged]
        consented = self._consented(place.agency, judged, event.person, at)
        if named in kept_from(place, event) or (place.on_consent and not consented):
            return False
        if kind not in ENFORCE and judged in self._taken_back(place.consent, event.person, at) - (
            {judged} if consented else set()
        ):
            return False
        if "F" in letters and place.why != "reporter":
            return True
        if "S" in letters and self._in_summary(kind, judged, event):
            return True
        if "C" in letters and consented:
            return True
        granted = judged in place.opens and ("C" in letters or ("T" in letters and place.until is not None))
        return granted and (
            judged != "victim_identity" or consented or not is_child(self.counting, event.person)
        )

    def _in_summary(self, kind: str, judged: str, event: Told) -> bool:
        named = {each.names()[0]: kinds for each, kinds in REGISTRY[event.type].summary_to.items()}
        return kind in named.get(judged, ()) and not (
            judged == "victim_identity" and is_child(self.counting, event.person)
        )

    def _keeps_reporter(self, kind: str, named: str, event: Told) -> bool:
        judged = REGISTRY[event.type].narrative_as.names()[0] if named == "narrative" else named
        asked = any(each.data.get("reporter_confidential") for each in self.events)
        return judged == "reporter_identity" and asked and kind != "polres"

    def _consented(self, agency: str, judged: str, person: str | None, at: datetime) -> bool:
        return any(judged in each.classes and each.person == person for each in self._agreed(agency, at))

    def _agreed(self, agency: str, at: datetime) -> list[Consent]:
        """The consents to an agency that stand, a child's with all that it needs."""
        mine = {agency, self.kinds[agency]}
        return [
            each
            for each in consents(self.counting)
            if mine & each.recipients and each.stands(at)
            if not is_child(self.counting, each.person) or binds_child(self.counting, each)
        ]

    def _still_rests(self, place: Place, person: str | None, at: datetime) -> bool:
        agreed = self._agreed(place.agency, at) if place.on_consent else []
        return not place.on_consent or any(person in (None, each.person) for each in agreed)

    def _taken_back(self, number: str | None, person: str | None, at: datetime) -> set[str]:
        """What the consent that a referral names once covered of the person, and does no more."""
        gone = set[str]()
        for each in consents(self.counting):
            if number is not None and (each.number, each.person) == (number, person):
                gone |= each.granted - (each.classes if each.stands(at) else set())
        return gone

    # Emergencies

    def _by_broken_glass(self, agency: str, event: Told, at: datetime) -> frozenset[str]:
        kind = self.kinds[agency]
        mine = [each for each in self.places if each.agency == agency and stands(each, at)]
        here = kind in WATCHERS or any(self._still_rests(each, None, at) for each in mine)
        if not here:
            return frozenset()
        opened = {
            named
            for glass in self.events
            if glass.type == "BreakGlassOpened" and glass.agency == agency
            if at < datetime.fromisoformat(glass.data["until"])
            and glass.data.get("person") in (None, event.person)
            for named in glass.data["classes"]
            if named != "location" or any(self._answers("BreakGlassConfirmed", glass))
            if not any(
                "access_ended" in each.data["measures"] for each in self._answers("BreakGlassReviewed", glass)
            )
        }
        return frozenset(named for named in opened & event.classes if "B" in CELLS[kind][named])

    def _answers(self, type_name: str, glass: Told) -> Iterator[Told]:
        named = (glass.id, f"/agencies/{glass.agency}")
        for each in self.events:
            if each.type == type_name and (each.data["opened_id"], each.data["opened_source"]) == named:
                yield each
