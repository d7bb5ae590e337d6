"""Cases as agencies would write them: what follows what, of real types, for tests and for measuring."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from domain.ids import NAMESPACE
from tests.projections.logs import Log, Step, agency

AGENCIES = ("uptdppa", "polres", "kejari", "rsud", "dinsos", "ngo", "pn", "coordinator")
REGISTRY_STREAM = uuid5(NAMESPACE, "registry")
SHA = "ab" * 32


def named(case: UUID, what: str) -> UUID:
    """A person, file or referral of a case."""
    return uuid5(case, what)


def story(case: UUID) -> list[Step]:
    """Twenty events from the report to P-21, by four agencies."""
    person, file, referral = (named(case, what) for what in ("victim", "file", "referral"))
    of_file: dict[str, Any] = {"file": file}
    return [
        (
            "ReportReceived",
            "uptdppa",
            {"channel": "phone", "person": person, "routed_to": ["uptdppa", "polres"]},
        ),
        ("ReportTriaged", "uptdppa", {"person": person, "urgency": "urgent", "child": False}),
        ("PoliceNotified", "uptdppa", {"police": "polres"}),
        (
            "VictimRegistered",
            "uptdppa",
            {"person": person, "sex": "female", "age_band": "21-23", "child": False},
        ),
        ("ConsentGranted", "uptdppa", consent(person)),
        (
            "ReferralOffered",
            "uptdppa",
            {"referral": referral, "to": "rsud", "service": "health_rehabilitation", "person": person},
        ),
        ("ReferralAccepted", "rsud", {"referral": referral}),
        ("ServiceOpened", "rsud", {"service": "health_rehabilitation", "person": person}),
        ("PoliceReportFiled", "polres", of_file),
        (
            "InvestigationOrdered",
            "polres",
            {**of_file, "ordered_on": date(2026, 3, 3), "articles": ["UU-21-2007:4"]},
        ),
        ("SuspectDesignated", "polres", {**of_file, "suspect": named(case, "suspect")}),
        ("SpdpSent", "polres", {**of_file, "prosecutor": "kejari"}),
        ("SpdpReceived", "kejari", of_file),
        ("ProsecutorAppointed", "kejari", of_file),
        ("VisumIssued", "rsud", {"person": person}),
        ("FileSubmitted", "polres", {**of_file, "sha256": SHA}),
        ("FileReceived", "kejari", {**of_file, "sha256": SHA}),
        ("FileReturned", "kejari", returned(file, 1)),
        ("FileResubmitted", "polres", {**of_file, "return_number": 1, "sha256": SHA}),
        ("FileComplete", "kejari", of_file),
    ]


def consent(person: UUID) -> dict[str, Any]:
    """A person agrees that the hospital and the prosecutor are told about health."""
    return {
        "person": person,
        "purposes": ["health"],
        "recipients": ["rsud", "kejari"],
        "classes": ["health"],
    }


def returned(file: UUID, number: int) -> dict[str, Any]:
    """A file comes back with one instruction."""
    instructions = [{"number": 1, "reason": "M1", "element": "purpose"}]
    return {"file": file, "return_number": number, "instructions": instructions}


def stories(cases: list[UUID], at_once: int) -> Log:
    """A log of these cases, so many of them running at the same time, each event after another case's."""
    log = Log()
    for kind in AGENCIES:
        log.add(named(REGISTRY_STREAM, kind), agency(kind))
    for start in range(0, len(cases), at_once):
        running = cases[start : start + at_once]
        for steps in zip(*map(story, running), strict=True):
            for case, step in zip(running, steps, strict=True):
                log.add(case, step)
    return log
