"""A case shared with another task force: bare rows, no bodies, nothing to record (Sc-5)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import NOTHING, STAGE
from domain.decisions import Accepted
from tests.domain.deciding import deciding, given_file, refused
from tests.domain.given import FILE, START, VICTIM, Stream, proposed
from tests.domain.seeing import seen_by

HUB = "uptdppa-ttu"


def given_shared(**data: Any) -> Stream:
    """A case with SPDP and file sent, its stage shared with the hub of TTU: version 5."""
    stream = given_file()
    told: dict[str, Any] = {"task_force": "ttu", "agencies": [HUB], "reason": "repatriation"}
    stream.records("CaseShared", "uptdppa", **{**told, **data})
    return stream


def levels(stream: Stream, agency: str = HUB) -> list[int]:
    return [seen_by(stream, agency, event).level for event in stream.events]


def test_the_hub_of_another_regency_sees_how_far_the_law_is_and_nothing_else_sc_5() -> None:
    stream = given_shared()
    codes = [event.event_type.legal_code for event in stream.events]
    assert levels(stream) == [int(code is not None) for code in codes]
    assert 1 in levels(stream)


def test_all_stages_are_shared_as_far_as_the_audience_reaches() -> None:
    stream = given_shared(scope="all_stages")
    assert levels(stream) == [1, 1, 1, 1, 1]
    assert levels(stream, HUB.replace("uptdppa", "disdukcapil")) == [0, 0, 0, 0, 0]


def test_what_is_shared_until_a_moment_ends_by_itself() -> None:
    stream = given_shared(until=START + timedelta(days=59))
    assert levels(stream) == [0, 0, 0, 0, 0]


def test_what_is_shared_ends_when_access_is_revoked() -> None:
    stream = given_shared()
    stream.records("AccessRevoked", "uptdppa", agency=HUB, reason="task_ended")
    assert set(levels(stream)) == {0}


def test_a_place_of_its_own_opens_more_than_what_is_shared() -> None:
    stream = given_shared()
    stream.records("AccessGranted", "uptdppa", agency=HUB, history="all", reason="task")
    assert seen_by(stream, HUB, stream.events[0]).level == 2
    assert seen_by(stream, HUB, stream.events[1]) == STAGE
    assert seen_by(stream, "desa-ttu", stream.events[0]) == NOTHING


def test_the_hub_records_nothing_on_a_case_that_is_shared_with_it() -> None:
    event = proposed("ReportTriaged", HUB, person=VICTIM, urgency="routine")
    assert refused(deciding(event, given_shared())) == ("authority_missing", "type")


def test_a_share_is_kept_with_its_scope_and_its_persons() -> None:
    stream = given_shared(persons=[VICTIM])
    (share,) = stream.now.shares
    assert (share.task_force, share.agencies, share.scope) == ("ttu", (HUB,), "legal_stage")
    assert (share.persons, share.position) == ((VICTIM,), 5)


@pytest.mark.parametrize(
    ("by", "agencies", "expected"),
    [
        ("uptdppa", ["nobody-ttu"], ("invalid_field", "data.agencies")),
        ("uptdppa", ["uptdppa"], ("invalid_field", "data.agencies")),
        ("dinsos", [HUB], ("case_unknown", None)),
    ],
)
def test_a_case_is_shared_by_those_whose_case_it_is_with_agencies_that_are_registered(
    by: str, agencies: list[str], expected: Any
) -> None:
    told: dict[str, Any] = {"task_force": "ttu", "reason": "repatriation"}
    event = proposed("CaseShared", by, agencies=agencies, **told)
    assert refused(deciding(event, given_file())) == expected
    fine = proposed("CaseShared", "uptdppa", agencies=[HUB], **told)
    assert isinstance(deciding(fine, given_file()), Accepted)


def test_a_closed_case_is_shared_with_nobody_new() -> None:
    stream = given_file()
    stream.records("CaseClosed", "uptdppa", reason="services_completed")
    event = proposed("CaseShared", "uptdppa", task_force="ttu", agencies=[HUB], reason="repatriation")
    assert refused(deciding(event, stream)) == ("case_closed", None)
    assert FILE in stream.now.files
