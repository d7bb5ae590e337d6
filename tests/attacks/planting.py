"""A canary in every classed field of every event type, published through the API."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from domain.catalogue import REGISTRY
from domain.catalogue.registry import EventType
from domain.ids import task_force_stream
from tests.attacks.canaries import Flock
from tests.attacks.site import AGENCIES, OWNER, POLICE, PROSECUTOR, Site
from tests.domain.catalogue.examples import ID
from tests.server.api.agencies import ORIGIN, event

EXPERT, COURT, COORDINATOR = "expert-ttu", "pn-ttu", "coordinator"
ROUTED = [OWNER, POLICE, PROSECUTOR, COURT, "dinsos-ttu", "lpsk-ttu", "bp3mi-ttu", "mission-ttu", "rsud-ttu"]
PAPER = {"basedon": 1, "effectedon": "2026-03-01", "effecteddoc": "B/1/2026"}

# What a type demands beyond its form: that whoever is named is of a certain kind, that nothing contradicts.
NAMED: dict[str, dict[str, Any]] = {
    "ReportReceived": {"routed_to": ROUTED, "person": ID},
    "DisputeOpened": {"sides": [POLICE, PROSECUTOR], "discrepancy": None},
    "ExpertEngaged": {"expert": EXPERT},
    "CaseConferenceInvited": {"expert": EXPERT, "form": "voluntary"},
    "CaseConferenceHeld": {"form": "voluntary"},
    "SentToCourt": {"court": COURT},
    "PretrialFiled": {"court": COURT},
    "RestatementIssued": {"figures": str(uuid4())},
    "SpdpSent": {"prosecutor": PROSECUTOR},
    "JurisdictionTransferred": {"to_agency": PROSECUTOR},
    "SubjectAccessRequested": {"guardian_relation": None},
}
# What rests on other events, by type and id, than stand in this one case; tests/scenarios play them.
OF_A_LONGER_STORY = {
    *("RecordConfirmed", "RecordContested", "DisputeEscalated", "DisputeWithdrawn", "DisputeOutcomeProposed"),
    *(
        "DisputeOutcomeAccepted",
        "ConferenceUndecided",
        "ConsentScopeChanged",
        "FactCorrected",
        "EntryWithdrawn",
    ),
    *("JurisdictionTransferred", "TransferAcknowledged", "BreakGlassOpened", "BreakGlassReviewed"),
    *("CaseConferenceInvited", "ConferenceUndecided"),
    *("ErasureApproved", "ErasureCompleted", "SubjectAccessGiven", "SubjectAccessRefused"),
}


@dataclass
class Planted:
    """One case full of canaries, what became of each type, and every error that was answered on the way."""

    flock: Flock
    case: UUID
    recorded: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    errors: list[bytes] = field(default_factory=list)


def classed() -> list[EventType]:
    """The types with a field of any other class than `case`."""
    return [each for each in REGISTRY.values() if any(info.data_class for info in each.fields.values())]


def planted(site: Site) -> Planted:
    done = Planted(Flock(), uuid4())
    types = [each for each in classed() if each.name != "ReportReceived"]
    plant(site, done, REGISTRY["ReportReceived"], [OWNER])
    for agency in {*AGENCIES} - {*ROUTED}:
        grant = {"agency": agency, "classes": ["case"], "history": "all", "reason": "task"}
        site.record(OWNER, "AccessGranted", done.case, grant)
    for each in types:
        plant(site, done, each, [agency for agency in AGENCIES if agency.partition("-")[0] in each.agencies])
    site.settled()
    return done


def plant(site: Site, done: Planted, event_type: EventType, publishers: list[str]) -> None:
    """Published by the first agency from which it is taken."""
    stream = done.case if event_type.stream == "case" else task_force_stream(ORIGIN, "ttu")
    attributes = PAPER if event_type.kind == "decision" and event_type.stream == "case" else {}
    for agency in publishers:
        data = done.flock.data(event_type) | NAMED.get(event_type.name, {})
        data |= {"task_force": "ttu"} if "task_force" in data else {}
        data = {name: value for name, value in data.items() if value is not None}
        sent = event(agency, event_type.name, stream, data, id=str(uuid4()), **attributes)
        answer = site.sent(agency, sent)
        if answer.status_code == 201:
            done.recorded.add(event_type.name)
            return
        done.errors.append(answer.content)
        done.refused[event_type.name] = answer.text
        if event_type.name in OF_A_LONGER_STORY:
            return
