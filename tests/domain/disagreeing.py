"""Given a file between police and prosecutor, when they state things: what does not go together."""

from typing import Any

from domain.discrepancies import Discrepancy, discrepancies
from tests.domain.given import FILE, HASH, VICTIM, Stream

OTHER_HASH = "1" * 64
POLICE, PROSECUTOR = "polres", "kejari"
Said = tuple[str, str, dict[str, Any]]


def given_file(*events: Said) -> Stream:
    """A case of the UPTD PPA in which police sent an SPDP that the prosecutor received: positions 1 to 5."""
    stream = Stream()
    stream.records("ReportReceived", "uptdppa", channel="phone", routed_to=("uptdppa", POLICE), person=VICTIM)
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    stream.records(
        "InvestigationOrdered", POLICE, file=FILE, ordered_on="2026-03-02", articles=["UU-21-2007:2"]
    )
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    stream.records("SpdpReceived", PROSECUTOR, file=FILE)
    return records(stream, *events)


def records(stream: Stream, *events: Said) -> Stream:
    """More events of the same case."""
    for type_name, by, data in events:
        stream.records(type_name, by, **data)
    return stream


def found(stream: Stream, kind: str) -> list[Discrepancy]:
    """The discrepancies of one kind."""
    return [each for each in discrepancies(stream.now) if each.kind == kind]


def the_one(stream: Stream, kind: str) -> Discrepancy:
    """The only discrepancy of a kind."""
    (only,) = found(stream, kind)
    return only


def submitted(sha256: str = HASH, **data: Any) -> Said:
    return ("FileSubmitted", POLICE, {"file": FILE, "sha256": sha256, **data})


def received(sha256: str = HASH, **data: Any) -> Said:
    return ("FileReceived", PROSECUTOR, {"file": FILE, "sha256": sha256, **data})


def returned(number: int, *instructions: dict[str, Any]) -> Said:
    """The prosecutor returns the file; without more said, for want of the purpose."""
    asked = instructions or (instruction(1),)
    return ("FileReturned", PROSECUTOR, {"file": FILE, "return_number": number, "instructions": asked})


def instruction(number: int, reason: str = "M1", continues: tuple[int, int] | None = None) -> dict[str, Any]:
    asked: dict[str, Any] = {"number": number, "reason": reason, "element": "purpose"}
    if continues:
        asked["continues"] = {"return_number": continues[0], "number": continues[1]}
    return asked


def resubmitted(number: int, sha256: str = HASH) -> Said:
    return ("FileResubmitted", POLICE, {"file": FILE, "return_number": number, "sha256": sha256})


COMPLETE: Said = ("FileComplete", PROSECUTOR, {"file": FILE})
