"""Given a file between police and prosecutor under one of the two codes: the cases its tests start from."""

from datetime import date, datetime, timedelta
from typing import Any

from domain.decisions import Accepted
from domain.problems import Refusal
from tests.domain.deciding import deciding
from tests.domain.given import FILE, HASH, START, SUSPECT, WIB, Stream, proposed

POLICE, PROSECUTOR, OTHER_POLICE, OTHER_PROSECUTOR = "polres", "kejari", "polres-ttu", "kejari-ttu"
ORDERED_1981, ORDERED_2025 = date(2025, 12, 1), date(2026, 3, 2)
ON_PAPER: dict[str, Any] = {"effectedon": date(2026, 3, 20), "effecteddoc": "B-9/2026"}
LATE = START + timedelta(days=39)  # the day before the tests of decisions take place
# Refused because of the file: its order, and the office that has it.
NOT_NOW, WRONG_OFFICE = ("precondition", "data.file"), ("authority_missing", "data.file")


def given_investigation(ordered_on: date = ORDERED_2025) -> Stream:
    """A police report, the order that sets the code, the SPDP and its receipt: version 4."""
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    stream.records(
        "InvestigationOrdered", POLICE, file=FILE, ordered_on=ordered_on, articles=["UU-21-2007:2"]
    )
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    stream.records("SpdpReceived", PROSECUTOR, file=FILE)
    return stream


def given_submitted(ordered_on: date = ORDERED_2025) -> Stream:
    """The file sent and received: version 6."""
    stream = given_investigation(ordered_on)
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    stream.records("FileReceived", PROSECUTOR, file=FILE, sha256=HASH)
    return stream


def given_returned(times: int = 1, ordered_on: date = ORDERED_2025) -> Stream:
    """The file returned so often, sent again in between and not after the last: version 5 + 2 * times."""
    stream = given_submitted(ordered_on)
    for number in range(1, times + 1):
        if number > 1:
            stream.records("FileResubmitted", POLICE, file=FILE, return_number=number - 1, sha256=HASH)
        stream.records("FileReturned", PROSECUTOR, **returning(number))
    return stream


def given_complete(ordered_on: date = ORDERED_2025) -> Stream:
    """The file declared complete: version 7."""
    stream = given_submitted(ordered_on)
    stream.records("FileComplete", PROSECUTOR, file=FILE)
    return stream


def given_terminated(*, by_conference: bool = False) -> Stream:
    """The investigation terminated by SP3: version 5."""
    stream = given_investigation()
    stream.records(
        "InvestigationTerminated", POLICE, file=FILE, ground="not_a_crime", by_conference=by_conference
    )
    return stream


def given_detention(stage: str = "investigation") -> Stream:
    """A suspect detained by the office of that stage: version 6."""
    by = {"investigation": POLICE, "prosecution": PROSECUTOR}[stage]
    stream = given_investigation()
    stream.records("SuspectDesignated", POLICE, suspect=SUSPECT, file=FILE)
    stream.records("DetentionStarted", by, suspect=SUSPECT, file=FILE, stage=stage, days=20)
    return stream


def returning(number: int, *instructions: dict[str, Any]) -> dict[str, Any]:
    """Data of a return; without more said, for want of the purpose of exploitation."""
    asked = instructions or ({"number": 1, "reason": "M1", "element": "purpose"},)
    return {"file": FILE, "return_number": number, "instructions": list(asked)}


def asked(number: int, reason: str = "M1", continues: tuple[int, int] | None = None) -> dict[str, Any]:
    """One instruction, which may take up one of an earlier return."""
    instruction: dict[str, Any] = {"number": number, "reason": reason}
    if continues:
        instruction["continues"] = {"return_number": continues[0], "number": continues[1]}
    return instruction


def when(stream: Stream, type_name: str, by: str, at: datetime = LATE, **data: Any) -> Accepted | Refusal:
    """What is decided when an agency that has seen all of the case proposes this."""
    on_paper = "effectedon" in data
    basedon = None if on_paper else stream.now.version
    return deciding(proposed(type_name, by, at=at, basedon=basedon, **data), stream)


def moment(day: int, hour: int = 8) -> datetime:
    """A moment of March 2026 in Sukabumi."""
    return datetime(2026, 3, day, hour, tzinfo=WIB)
