"""Erasure by basis; what a legal hold keeps (UU 27/2022, Sc-6)."""

from typing import Any

import pytest

from domain.catalogue.fields import DataClass
from domain.events import Marks
from tests.domain.deciding import NOW, deciding, given_case, given_file, marks, refused
from tests.domain.given import FILE, VICTIM, Stream, named, proposed

ERASURE, HOLD = named("erasure"), named("hold")
REQUEST: dict[str, Any] = {"erasure": ERASURE, "person": VICTIM, "ground": "requested", "asked_by": "person"}


def approval(because_id: str = "e2", **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"erasure": ERASURE, "person": VICTIM, "classes": ["psychosocial"]}
    return {**data, "because_source": "/agencies/uptdppa", "because_id": because_id, **changes}


def given_request() -> Stream:
    """Version 2: the person has asked that her data be erased."""
    stream = given_case()
    stream.records("ErasureRequested", "uptdppa", **REQUEST)
    return stream


def given_approval() -> Stream:
    stream = given_request()
    kept = [{"data_class": "legal_file", "ground": "law_enforcement"}]
    stream.records("ErasureApproved", "dpo", **approval(kept=kept))
    return stream


# Erasure (UU 27/2022 arts 8, 15, 43-45, 50)


def test_an_erasure_goes_from_the_request_to_the_confirmation_of_copies_purged() -> None:
    stream = given_approval()
    stream.records(
        "KeyShredded", "deployment", erasure=ERASURE, person=VICTIM, classes=["psychosocial"], keys=3
    )
    stream.records(
        "ErasureCompleted", "dpo", erasure=ERASURE, person=VICTIM, confirmed_by=["dinsos"], awaited=["ngo"]
    )
    known = stream.now.erasures[ERASURE]
    assert known.requested_classes == 511  # none named: all
    assert known.approved == known.shredded == DataClass.PSYCHOSOCIAL
    assert known.kept == (("legal_file", "law_enforcement"),)
    assert (known.confirmed_by, known.awaited) == (("dinsos",), ("ngo",))
    assert (known.requested, known.approved_position, known.shredded_position, known.completed) == (
        2,
        3,
        4,
        5,
    )


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("ConsentWithdrawn", "uptdppa", {"person": VICTIM}),
        ("CaseClosed", "uptdppa", {"reason": "services_completed"}),
    ],
)
def test_an_erasure_may_rest_on_a_withdrawal_or_on_the_end_of_the_case(
    type_name: str, by: str, data: dict[str, Any]
) -> None:
    stream = given_case()
    stream.records(type_name, by, **data)
    event = proposed("ErasureApproved", "dpo", basedon=2, **approval())
    assert marks(deciding(event, stream)) == Marks(0)


def test_an_erasure_rests_on_something() -> None:
    stream = given_request()
    for because_id in ("e1", "e9"):
        event = proposed("ErasureApproved", "dpo", basedon=2, **approval(because_id))
        assert refused(deciding(event, stream)) == ("precondition", "data.because_id")


def test_an_erasure_is_of_one_person() -> None:
    event = proposed("ErasureApproved", "dpo", basedon=2, **approval(person=named("another")))
    assert refused(deciding(event, given_request())) == ("precondition", "data.person")
    again = proposed("ErasureRequested", "uptdppa", **REQUEST)
    assert refused(deciding(again, given_request())) == ("precondition", "data.erasure")


def test_a_new_consent_meanwhile_makes_an_approval_stale() -> None:
    stream = given_request()
    stream.records(
        "ConsentGranted",
        "uptdppa",
        person=VICTIM,
        purposes=["health"],
        recipients=["rsud"],
        classes=["health"],
    )
    event = proposed("ErasureApproved", "dpo", basedon=2, **approval())
    assert refused(deciding(event, stream))[0] == "stale"


def test_by_article_44_the_legal_file_is_kept_while_a_file_is_open() -> None:
    stream = given_file()
    stream.records("ErasureRequested", "uptdppa", **REQUEST)
    legal = approval("e5", classes=["legal_file"])
    event = proposed("ErasureApproved", "dpo", basedon=5, **legal)
    assert refused(deciding(event, stream)) == ("precondition", "data.classes")
    rest = proposed("ErasureApproved", "dpo", basedon=5, **approval("e5"))
    assert marks(deciding(rest, stream)) == Marks(0)
    stream.records("JudgmentFinal", "pn", file=FILE)
    event = proposed("ErasureApproved", "dpo", basedon=6, **legal)
    assert marks(deciding(event, stream)) == Marks(0)


def test_keys_are_destroyed_by_the_deployment_for_what_was_approved_alone() -> None:
    shred: dict[str, Any] = {"erasure": ERASURE, "person": VICTIM, "classes": ["psychosocial"], "keys": 3}
    stream = given_approval()
    assert marks(deciding(proposed("KeyShredded", "deployment", at=NOW, **shred), stream)) == Marks(0)
    more = proposed("KeyShredded", "deployment", **{**shred, "classes": ["psychosocial", "health"]})
    assert refused(deciding(more, stream)) == ("precondition", "data.classes")
    early = proposed("KeyShredded", "deployment", **shred)
    assert refused(deciding(early, given_request())) == ("precondition", "data.classes")
    by_the_officer = proposed("KeyShredded", "dpo", **shred)
    assert refused(deciding(by_the_officer, stream)) == ("authority_missing", "type")


def test_what_is_completed_was_approved() -> None:
    event = proposed("ErasureCompleted", "dpo", erasure=ERASURE, person=VICTIM)
    assert refused(deciding(event, given_request())) == ("precondition", "data.erasure")
    assert marks(deciding(event, given_approval())) == Marks(0)


# Legal holds (UU 27/2022 arts 15, 44(1)(c), 50)


def held(**data: Any) -> Stream:
    stream = given_request()
    stream.records("LegalHoldPlaced", "polres", hold=HOLD, ground="criminal_proceedings", **data)
    return stream


@pytest.mark.parametrize(
    ("data", "refuses"),
    [
        ({}, True),
        ({"person": VICTIM}, True),
        ({"person": VICTIM, "classes": ["psychosocial"]}, True),
        ({"person": named("another")}, False),
        ({"classes": ["health"]}, False),
    ],
)
def test_a_hold_keeps_the_classes_and_persons_it_names(data: dict[str, Any], refuses: bool) -> None:
    verdict = deciding(proposed("ErasureApproved", "dpo", basedon=3, **approval()), held(**data))
    if refuses:
        assert refused(verdict) == ("precondition", "data.classes")
    else:
        assert marks(verdict) == Marks(0)


def test_a_hold_placed_after_the_approval_keeps_the_keys() -> None:
    stream = given_approval()
    stream.records("LegalHoldPlaced", "polres", hold=HOLD, ground="pretrial", person=VICTIM)
    shred: dict[str, Any] = {"erasure": ERASURE, "person": VICTIM, "classes": ["psychosocial"], "keys": 3}
    event = proposed("KeyShredded", "deployment", **shred)
    assert refused(deciding(event, stream)) == ("precondition", "data.classes")


def test_a_hold_is_lifted_once_by_the_agency_that_placed_it_or_the_court() -> None:
    stream = held()
    stream.records("PoliceReportFiled", "polres", file=FILE)
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    lift: dict[str, Any] = {"hold": HOLD, "reason": "proceedings_ended"}
    by_another = proposed("LegalHoldLifted", "kejari", **lift)
    assert refused(deciding(by_another, stream)) == ("authority_missing", "data.hold")
    assert marks(deciding(proposed("LegalHoldLifted", "polres", **lift), stream)) == Marks(0)
    stream.records("LegalHoldLifted", "polres", **lift)
    assert stream.now.legal_holds[HOLD].lifted_because == "proceedings_ended"
    again = proposed("LegalHoldLifted", "polres", **lift)
    assert refused(deciding(again, stream)) == ("precondition", "data.hold")


def test_the_id_of_a_hold_names_one_hold() -> None:
    event = proposed("LegalHoldPlaced", "polres", hold=HOLD, ground="audit")
    assert refused(deciding(event, held())) == ("precondition", "data.hold")
