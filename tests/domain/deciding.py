"""Given a case, when an event is proposed: what `decide` says, and the cases the tests start from."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.body import Proposed
from domain.case_state import CaseState
from domain.decisions import Accepted, Limits, decide
from domain.events import Marks
from domain.matrix import Matrix
from domain.problems import Refusal
from tests.domain.given import (
    FILE,
    HASH,
    REFERRAL,
    RULES,
    START,
    VICTIM,
    Stream,
    directory_of,
    named,
)

LIMITS = Limits.parse((RULES / "limits.toml").read_text())
MATRIX = Matrix.parse((RULES / "access_matrix.toml").read_text())
NOW = (START + timedelta(days=40)).astimezone(UTC)
DIRECTORY = directory_of("kejari-ttu", "polres-ttu", "uptdppa-ttu")
RETURN = {"file": FILE, "return_number": 1, "instructions": [{"number": 1, "reason": "M1"}]}
ONE, TWO = named("case one"), named("case two")
PAIRS = [{"case": ONE, "person": VICTIM}, {"case": TWO, "person": VICTIM}]


def deciding(
    event: Proposed,
    stream: Stream | None = None,
    others: Mapping[UUID, CaseState | None] | None = None,
    now: datetime = NOW,
) -> Accepted | Refusal:
    return decide(stream.state if stream else None, DIRECTORY, event, now, others or {}, LIMITS, MATRIX)


def refused(verdict: Accepted | Refusal) -> tuple[str, str | None]:
    assert isinstance(verdict, Refusal)
    return verdict.type, verdict.field


def marks(verdict: Accepted | Refusal) -> Marks:
    assert isinstance(verdict, Accepted), verdict
    return verdict.marks


def given_case() -> Stream:
    stream = Stream()
    stream.records(
        "ReportReceived", "disdik", channel="school", routed_to=["uptdppa", "polres"], person=VICTIM
    )
    return stream


def given_file() -> Stream:
    """A file submitted to the prosecutor: version 4."""
    stream = given_case()
    stream.records("PoliceReportFiled", "polres", file=FILE)
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("FileSubmitted", "polres", file=FILE, sha256=HASH)
    return stream


def given_offer() -> Stream:
    """A referral offered to the hospital: version 2."""
    stream = given_case()
    stream.records(
        "ReferralOffered", "uptdppa", referral=REFERRAL, to="rsud", service="health_rehabilitation"
    )
    return stream
