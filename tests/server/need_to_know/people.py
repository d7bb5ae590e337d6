"""Who of the persons of a case is a child, and what was agreed to: from the events that count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.server.need_to_know.places import CLASSES, Told, end_of_day

CHILDREN = ("0-8", "9-17")
RANKS = {"ReportReceived": 1, "ReportTriaged": 1, "VictimRegistered": 2, "FactCorrected": 2}


@dataclass
class Consent:
    """What stands of a consent, and what it ever covered."""

    number: str | None
    person: str | None
    granted: set[str]
    classes: set[str]
    recipients: set[str]
    guardian: str | None
    ends: datetime | None

    def stands(self, at: datetime) -> bool:
        return bool(self.classes) and (self.ends is None or at < self.ends)


def is_child(events: Sequence[Told], person: str | None) -> bool:
    """What was said last by whoever knows best; who is not known to be none is a child."""
    said = [
        (_rank(each), each.position, each.data["child"] or each.data.get("age_band") in CHILDREN)
        for each in events
        if each.type in RANKS and each.person == person and "child" in each.data
    ]
    return person is None or not said or max(said)[2]


def _rank(event: Told) -> int:
    return 3 if event.data.get("reason") == "register_extract" else RANKS[event.type]


def consents(events: Sequence[Told]) -> Iterator[Consent]:
    """What stands of all consents, after what was taken back and changed since."""
    for given in events:
        if given.type != "ConsentGranted":
            continue
        consent = Consent(
            given.data.get("consent_id"),
            given.person,
            set(given.data["classes"]),
            set(given.data["classes"]),
            set(given.data["recipients"]),
            given.data.get("guardian_relation"),
            _end(given),
        )
        for each in events:
            if each.position > given.position and each.person == given.person and consent.classes:
                _change(consent, each)
        yield consent


def _change(consent: Consent, event: Told) -> None:
    data = event.data
    if event.type == "ConsentWithdrawn":
        consent.classes -= set(data.get("classes") or CLASSES)
    elif event.type == "ConsentScopeChanged" and (consent.ends is None or event.at < consent.ends):
        consent.granted |= set(data["added_classes"])
        consent.classes = (consent.classes | set(data["added_classes"])) - set(data["removed_classes"])
        consent.recipients |= set(data["added_recipients"])
        consent.recipients -= set(data["removed_recipients"])
        consent.guardian = data.get("guardian_relation") or consent.guardian
        consent.ends = _end(event) or consent.ends


def _end(event: Told) -> datetime | None:
    return end_of_day(event.data["expires"], event.at) if "expires" in event.data else None


def binds_child(events: Sequence[Told], consent: Consent) -> bool:
    """A guardian's, who is in no conflict, with the child's own assent (UU 27/2022 art 25)."""
    if consent.guardian is None or not _assents(events, consent.person):
        return False
    return consent.guardian == "court_order" or consent.guardian not in _blocked(events, consent.person)


def _assents(events: Sequence[Told], person: str | None) -> bool:
    """Whether the child has agreed since it last took everything back, if it did."""
    said = [
        each.type == "AssentGranted"
        for each in events
        if each.person == person
        if each.type == "AssentGranted" or (each.type == "ConsentWithdrawn" and not each.data.get("classes"))
    ]
    return bool(said) and said[-1]


def _blocked(events: Sequence[Told], person: str | None) -> set[str]:
    blocked: set[str] = set()
    for each in events:
        if each.type == "GuardianConflictChecked" and each.person == person:
            blocked -= set() if each.data["conflict"] else set(each.data["checked"])
            blocked |= set(each.data["blocked"])
    return blocked
