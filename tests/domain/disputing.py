"""Given a file that police and prosecutor dispute: the cases that the tests of conferences start from."""

from datetime import timedelta
from typing import Any

from domain.body import Proposed
from tests.domain.given import FILE, HASH, START, VICTIM, Stream, named, proposed

DISPUTE, PROPOSAL, CONFERENCE = named("dispute"), named("proposal"), named("conference")
UNTIL = (START + timedelta(days=50)).isoformat()
QUORUM = {
    "investigator": "polres",
    "investigator_supervisor": "polres",
    "prosecutor": "kejari",
    "prosecutor_supervisor": "kejari",
    "expert": "expert",
}
RETURN: dict[str, Any] = {"file": FILE, "instructions": [{"number": 1, "reason": "M1"}]}
POSITION: dict[str, Any] = {"on": "element", "element": "purpose", "holds": "not_met", "file": FILE}
ENGAGED: dict[str, Any] = {
    "expert": "expert",
    "fields": ["trafficking"],
    "qualification": "certificate",
    "conflict_of_interest": False,
    "panel": "task_force",
    "until": UNTIL,
}


def present(*roles: str, **others: str) -> list[dict[str, str]]:
    """Attendance in these roles by the offices of the quorum, and in others by those named."""
    filled = {role: QUORUM[role] for role in roles} | others
    return [{"role": role, "agency": agency} for role, agency in filled.items()]


def held(**data: Any) -> dict[str, Any]:
    """A conference on the file; statutory, and with all five roles, unless told otherwise."""
    return {
        "conference": CONFERENCE,
        "file": FILE,
        "form": "statutory",
        "present": present(*QUORUM),
        "with_agencies": ["kejari", "expert"],
        **data,
    }


def given_file(ordered_on: str = "2026-03-03") -> Stream:
    """A file with the prosecutor, under KUHAP 2025 unless ordered before 2 January 2026: version 5."""
    stream = Stream()
    stream.records(
        "ReportReceived", "uptdppa", channel="phone", routed_to=["uptdppa", "polres"], person=VICTIM
    )
    stream.records("PoliceReportFiled", "polres", file=FILE)
    stream.records("InvestigationOrdered", "polres", file=FILE, ordered_on=ordered_on, articles=["KUHP:455"])
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("FileSubmitted", "polres", file=FILE, sha256=HASH)
    return stream


def given_returns(times: int, ordered_on: str = "2026-03-03") -> Stream:
    """A file that came back so many times, resubmitted in between."""
    stream = given_file(ordered_on)
    for number in range(1, times + 1):
        if number > 1:
            stream.records("FileResubmitted", "polres", file=FILE, return_number=number - 1, sha256=HASH)
        stream.records("FileReturned", "kejari", return_number=number, **RETURN)
    return stream


def with_expert(stream: Stream) -> Stream:
    """An expert is engaged, who states no conflict of interest."""
    stream.records("ExpertEngaged", "polres", **ENGAGED)
    return stream


def given_conference(*, outcome: str | None = None) -> Stream:
    """A statutory conference held after the second return: version 9, or 10 with its outcome."""
    stream = given_returns(2)
    stream.records("CaseConferenceHeld", "polres", **held())
    if outcome:
        extra: dict[str, Any] = (
            {"ground": "not_enough_proof"} if outcome == "ConferenceDecidedTerminate" else {}
        )
        stream.records(outcome, "polres", conference=CONFERENCE, file=FILE, **extra)
    return stream


def given_dispute(**data: Any) -> Stream:
    """A dispute on the file, opened by police: version 6."""
    stream = given_file()
    stream.records(
        "DisputeOpened", "polres", **{"dispute": DISPUTE, "sides": ["polres", "kejari"], "file": FILE, **data}
    )
    return stream


def given_proposal(by: str = "polres") -> Stream:
    """An outcome proposed in the dispute: version 7."""
    stream = given_dispute()
    proposes(stream, by)
    return stream


def proposes(stream: Stream, by: str, proposal: Any = PROPOSAL) -> None:
    stream.records(
        "DisputeOutcomeProposed", by, dispute=DISPUTE, proposal=proposal, outcome="articles_agreed"
    )


def accepts(stream: Stream, by: str, proposal: Any = PROPOSAL) -> None:
    stream.records("DisputeOutcomeAccepted", by, dispute=DISPUTE, proposal=proposal)


def accepting(by: str, stream: Stream, **data: Any) -> Proposed:
    """Acceptance resting on the case as it is."""
    fields = {"dispute": DISPUTE, "proposal": PROPOSAL, **data}
    return proposed("DisputeOutcomeAccepted", by, basedon=stream.now.version, **fields)
