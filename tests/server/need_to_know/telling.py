"""A history as its agencies would publish it, and what was recorded of it."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from domain.catalogue import REGISTRY
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Time
from tests.server.need_to_know.places import Told
from tests.server.need_to_know.stories import EXPERT, Step, classes_of, named

HASH = "ab" * 32
BREAKS = {
    "polres-ttu": ["location"],
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
        agency = named_agency or self._referred_to(drawn["referral"]) or ""
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

    def _data(self, type_name: str, agency: str, drawn: dict[str, Any]) -> dict[str, Any] | None:
        """The data of an event, its ids those of this case; None where it is about what is not there."""
        data = {name: each for name, each in drawn.items() if each is not None} | FIXED.get(type_name, {})
        data |= {
            name: named(self.case, data[name])
            for name in ("person", "file", "suspect", "referral")
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
        return self._about_glass(data)

    def _about_glass(self, data: dict[str, Any]) -> dict[str, Any] | None:
        if "glass" not in data:
            return data
        broken = [each for each in self.told if each.type == "BreakGlassOpened"]
        number = data.pop("glass")
        if number >= len(broken):
            return None
        return {**data, "opened_id": broken[number].id, "opened_source": f"/agencies/{broken[number].agency}"}

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
