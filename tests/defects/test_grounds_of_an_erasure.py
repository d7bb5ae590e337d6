"""An erasure rests on what counts: on no entry taken back, and on no closing after which came a reopening."""

from typing import Any

from domain.decisions import Accepted
from tests.domain.deciding import deciding, given_case
from tests.domain.given import VICTIM, Stream, named, proposed

CONSENT: dict[str, Any] = {
    "person": VICTIM,
    "consent_id": named("consent"),
    "purposes": ["health"],
    "recipients": ["rsud"],
    "classes": ["health"],
}
CLOSED: dict[str, Any] = {"reason": "services_completed"}


def approved(stream: Stream, because_id: str) -> bool:
    data = {
        "erasure": named("erasure"),
        "person": VICTIM,
        "classes": ["psychosocial"],
        "because_id": because_id,
    }
    source = "/agencies/uptdppa"
    event = proposed("ErasureApproved", "dpo", basedon=stream.now.version, because_source=source, **data)
    return isinstance(deciding(event, stream), Accepted)


def test_data_are_not_erased_because_of_a_closing_after_which_the_case_was_reopened() -> None:
    stream = given_case()
    closed = stream.records("CaseClosed", "uptdppa", **CLOSED)
    assert approved(stream, closed.id)
    stream.records("CaseReopened", "uptdppa", reason="contact_restored")
    assert not approved(stream, closed.id)


def test_data_are_not_erased_because_of_a_closing_that_was_taken_back() -> None:
    stream = given_case()
    closed = stream.records("CaseClosed", "uptdppa", **CLOSED)
    stream.records("EntryWithdrawn", "uptdppa", event_id=closed.id, reason="wrong_case")
    assert not approved(stream, closed.id)


def test_data_are_not_erased_because_of_a_narrowed_consent_that_was_taken_back() -> None:
    stream = given_case()
    stream.records("ConsentGranted", "uptdppa", **CONSENT)
    narrowed = stream.records("ConsentScopeChanged", "uptdppa", person=VICTIM, removed_purposes=["health"])
    assert approved(stream, narrowed.id)
    stream.records("EntryWithdrawn", "uptdppa", event_id=narrowed.id, reason="wrong_person")
    assert not approved(stream, narrowed.id)
