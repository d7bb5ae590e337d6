"""A history as its agencies would publish it, and what was recorded of it."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from domain.catalogue import REGISTRY
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Time
from tests.server.need_to_know.beginnings import Step
from tests.server.need_to_know.cast import EXPERT, POLICY, classes_of, named
from tests.server.need_to_know.places import Told

HASH = "ab" * 32
HOST = "deployment"
BREAKS = {
    "polres-ttu": ["location"],
    POLICY: ["victim_identity"],
    "dpo": ["victim_identity"],
    "auditor": ["victim_identity", "suspect_identity"],
}
FIXED: dict[str, dict[str, Any]] = {
    "TraffickingStatusAssessed": {"decided_by": "NGO"},
    "LocationConfirmed": {"means": "visited"},
    "ExpertEngaged": {
        "expert": EXPERT,
        "fields": ["trafficking"],
        "qualification": "certificate",
        "conflict_of_interest": False,
    },
}
_canaries = count(10_000)


class Ready(NamedTuple):
    """An event as its agency would publish it; `data` is what of it is of the case class."""

    type_name: str
    agency: str
    plain: Event
    data: Event
    canaries: dict[str, str]


@dataclass
class Story:
    """A case as it was told. `planted`: by canary the log position and the class it stands for."""

    time: Time
    case: UUID = field(default_factory=uuid4)
    told: list[Told] = field(default_factory=list)
    planted: dict[str, tuple[int, str]] = field(default_factory=dict)

    def next(self, step: Step) -> Ready | None:
        """The next event, a minute after the one before; None where it would be about what is not there."""
        type_name, named_agency, drawn = step
        agency = named_agency or self._whose(drawn) or ""
        data = self._data(type_name, agency, drawn)
        if not agency or data is None:
            return None
        self.time.pass_by(minutes=1)
        canaries = {name: f"KENARI{next(_canaries)}X" for name in classes_of(type_name)}
        attributes: dict[str, Any] = {"time": self.time().isoformat(), "actor": str(uuid4())}
        if REGISTRY[type_name].kind == "decision":
            attributes["basedon"] = len(self.told)
        full = {**data, **{name: _planted(name, each, agency) for name, each in canaries.items()}}
        return Ready(
            type_name, agency, event(agency, type_name, self.case, full, **attributes), data, canaries
        )

    def recorded(self, ready: Ready, position: int) -> None:
        """What was refused has not happened; what was recorded counts from now."""
        type_name, agency, plain, data, canaries = ready
        classes, person_field = classes_of(type_name), REGISTRY[type_name].person_field
        self.told.append(
            Told(
                *(position, len(self.told) + 1, type_name, agency, plain["id"]),
                data.get(person_field) if person_field else None,
                frozenset(classes.values()),
                data,
                self.time(),
            )
        )
        self.planted |= {canary: (position, classes[name]) for name, canary in canaries.items()}

    def shredded(self, position: int, event_id: str, data: dict[str, Any]) -> None:
        """The host has destroyed the keys of what was approved last."""
        self.told.append(
            Told(
                *(position, len(self.told) + 1, "KeyShredded", HOST, event_id, data["person"]),
                frozenset(),
                data,
                self.time(),
            )
        )

    def _data(self, type_name: str, agency: str, drawn: dict[str, Any]) -> dict[str, Any] | None:
        """The data of an event, its ids those of this case; None where it is about what is not there."""
        data = {name: each for name, each in drawn.items() if each is not None} | FIXED.get(type_name, {})
        data |= {
            name: named(self.case, data[name])
            for name in ("person", "file", "suspect", "referral", "dispute", "erasure", "consent_id")
            if name in data
        }
        for unit in ("hours", "minutes"):
            if unit in data:
                data["until"] = (self.time() + timedelta(**{unit: data.pop(unit)})).isoformat()
        if "days" in data:
            data["expires"] = (self.time() + timedelta(days=data.pop("days"))).date().isoformat()
        if "excerpt" in data:
            data["excerpt"] = [self.told[each].position for each in data["excerpt"] if each < len(self.told)]
        if type_name == "VictimRegistered":
            child = drawn["person"] == "second"
            data |= {"child": child, "age_band": "9-17" if child else "21-23"}
        if type_name == "BreakGlassOpened":
            data |= {"classes": BREAKS[agency], "second": str(uuid4())}
        if type_name == "ErasureApproved":
            return self._about_request(data)
        return self._about_entry(type_name, data) if "entry" in data else self._about_glass(data)

    def _about_entry(self, type_name: str, data: dict[str, Any]) -> dict[str, Any] | None:
        entry = self._entry(data.pop("entry"))
        if entry is None:
            return None
        data["event_id"] = entry.id
        if type_name == "FactCorrected":
            data["event_source"] = f"/agencies/{entry.agency}"
            data |= {"person": entry.person} if entry.person else {}
        return data

    def _about_request(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """The approval of an erasure that was asked for."""
        asked = [each for each in self.told if each.data.get("erasure") == data["erasure"]]
        if not asked:
            return None
        because = {"because_id": asked[0].id, "because_source": f"/agencies/{asked[0].agency}"}
        return {**data, "person": asked[0].person, **because}

    def _about_glass(self, data: dict[str, Any]) -> dict[str, Any] | None:
        if "glass" not in data:
            return data
        broken = [each for each in self.told if each.type == "BreakGlassOpened"]
        number = data.pop("glass")
        if number >= len(broken):
            return None
        return {**data, "opened_id": broken[number].id, "opened_source": f"/agencies/{broken[number].agency}"}

    def _whose(self, drawn: dict[str, Any]) -> str | None:
        """Who would publish what names no agency: whoever was referred to, or whose entry it is about."""
        if "entry" in drawn:
            entry = self._entry(drawn["entry"])
            return entry.agency if entry else None
        return self._referred_to(drawn["referral"])

    def _entry(self, number: int) -> Told | None:
        return self.told[number] if number < len(self.told) else None

    def _referred_to(self, referral: str) -> str | None:
        offers = (each for each in self.told if each.type == "ReferralOffered")
        named_so = named(self.case, referral)
        return next((each.data["to"] for each in offers if each.data["referral"] == named_so), None)


def _planted(name: str, canary: str, agency: str) -> Any:
    if name in ("address", "home_address"):
        return {"street": canary, "regency": "53.03", "country": "ID"}
    if name == "visum":
        return {
            "sha256": HASH,
            "bytes": 10,
            "mediatype": "application/pdf",
            "number": canary,
            "holder": agency,
        }
    return canary
