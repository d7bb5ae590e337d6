"""Who protects whom: children, guardians and reporters narrow what the matrix would open."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.access import NOTHING, visible
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from domain.matrix import BODY_LEVEL
from tests.domain.given import VICTIM, Stream
from tests.domain.seeing import AT, BODY, IDENTITY, MATRIX, consents, event_about, given_victim, seen_by

# Children


@pytest.mark.parametrize("child", [True, None])
def test_a_child_or_one_who_may_be_is_known_by_name_to_cells_f_alone_uu_11_2012_art_19(
    child: bool | None,
) -> None:
    stream, event = given_victim(child, routed_to=("uptdppa", "bp3mi", "polres"))
    consents(stream, "bp3mi")
    stream.records(
        "AccessGranted", "uptdppa", agency="bp3mi", classes=["victim_identity"], history="all", reason="task"
    )
    assert seen_by(stream, "bp3mi", event) == BODY
    assert seen_by(stream, "polres", event).classes == IDENTITY


def guardian_consents(stream: Stream, recipient: str, guardian: str = "mother") -> None:
    consents(stream, recipient, guardian_relation=guardian)


def test_guardian_consent_and_assent_together_open_a_child_s_identity_uu_27_2022_art_25() -> None:
    stream, event = given_victim(child=True, routed_to=("uptdppa", "bp3mi"))
    guardian_consents(stream, "bp3mi")
    assert seen_by(stream, "bp3mi", event) == BODY
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["sharing"])
    assert seen_by(stream, "bp3mi", event).classes == IDENTITY


def test_a_child_s_own_consent_and_assent_do_not_replace_the_guardian() -> None:
    stream, event = given_victim(child=True, routed_to=("uptdppa", "bp3mi"))
    consents(stream, "bp3mi")
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["sharing"])
    assert seen_by(stream, "bp3mi", event) == BODY


@pytest.mark.parametrize(
    ("guardian", "open_"), [("uncle_or_aunt", False), ("mother", True), ("court_order", True)]
)
def test_a_guardian_in_conflict_opens_nothing_uu_31_2014_art_29a(guardian: str, open_: bool) -> None:
    stream, event = given_victim(child=True, routed_to=("uptdppa", "bp3mi"))
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["sharing"])
    guardian_consents(stream, "bp3mi", guardian)
    stream.records(
        "GuardianConflictChecked", "uptdppa", person=VICTIM, conflict=True, blocked=["uncle_or_aunt"]
    )
    assert bool(seen_by(stream, "bp3mi", event).classes) is open_


def test_a_conflict_that_names_no_guardian_blocks_all_but_the_court() -> None:
    stream, event = given_victim(child=True, routed_to=("uptdppa", "bp3mi"))
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["sharing"])
    guardian_consents(stream, "bp3mi")
    stream.records("GuardianConflictChecked", "uptdppa", person=VICTIM, conflict=True)
    assert seen_by(stream, "bp3mi", event) == BODY
    guardian_consents(stream, "bp3mi", "court_order")
    assert seen_by(stream, "bp3mi", event).classes == IDENTITY


def test_a_timed_grant_of_a_child_s_identity_needs_guardian_and_child_too() -> None:
    stream, event = given_victim(child=True)
    stream.records(
        "AccessGranted",
        "uptdppa",
        agency="imigrasi",
        classes=["victim_identity"],
        history="all",
        until=AT + timedelta(1),
        reason="task",
    )
    report = event_about(stream.events[-1], IDENTITY, VICTIM)
    assert seen_by(stream, "imigrasi", report) == BODY
    guardian_consents(stream, "imigrasi")
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["sharing"])
    assert seen_by(stream, "imigrasi", report).classes == IDENTITY
    assert seen_by(stream, "imigrasi", report, AT + timedelta(1)) == NOTHING
    assert seen_by(stream, "imigrasi", event).level == 0


def test_other_classes_of_a_child_open_by_grant_and_by_a_guardian_s_consent_only() -> None:
    stream, event = given_victim(child=True, routed_to=("uptdppa", "lpsk"))
    health = event_about(event, DataClass.HEALTH, VICTIM)
    consents(stream, "lpsk", classes=["health"])
    assert seen_by(stream, "lpsk", health).classes == 0
    stream.records(
        "AccessGranted", "uptdppa", agency="lpsk", classes=["health"], history="all", reason="task"
    )
    assert seen_by(stream, "lpsk", health).classes == DataClass.HEALTH


@pytest.mark.parametrize(("child", "told"), [(True, 0), (None, 0), (False, int(IDENTITY))])
def test_a_summary_never_says_who_a_child_is_uu_11_2012_art_19(child: bool | None, told: int) -> None:
    """No type sums up an identity today: a matrix under which one does holds the rule to it."""
    stream, event = given_victim(child, routed_to=("uptdppa", "pn"))
    plan = MATRIX.plan("pn", event.type)._replace(level=BODY_LEVEL, summary=int(IDENTITY))
    matrix = replace(MATRIX, plans={"pn": {event.type: plan}})
    assert visible(stream.now, "pn", "pn", event.head, matrix, AT).classes == told


def test_a_child_becomes_known_once_shown_to_be_an_adult() -> None:
    stream, event = given_victim(child=True, routed_to=("uptdppa", "bp3mi"))
    consents(stream, "bp3mi")
    assert seen_by(stream, "bp3mi", event) == BODY
    epoch = stream.now.access_epoch
    stream.records("IdentityVerified", "disdukcapil", person=VICTIM, matched=False, child=False)
    assert seen_by(stream, "bp3mi", event).classes == IDENTITY
    assert stream.now.access_epoch > epoch


# Reporters


def given_reporter(confidential: bool) -> tuple[Stream, RecordedEvent]:
    stream = Stream()
    event = stream.records(
        "ReportReceived",
        "disdik",
        channel="school",
        routed_to=["uptdppa", "polres", "lpsk"],
        person=VICTIM,
        reporter_confidential=confidential,
        disclosing=DataClass.REPORTER_IDENTITY,
    )
    return stream, event


def test_a_reporter_who_asks_is_known_to_the_agency_told_and_to_police_alone_uu_21_2007_art_33() -> None:
    open_, event = given_reporter(confidential=False)
    assert [bool(seen_by(open_, each, event).classes) for each in ("uptdppa", "polres", "lpsk")] == [True] * 3
    secret, event = given_reporter(confidential=True)
    who = [each for each in ("disdik", "uptdppa", "polres", "lpsk") if seen_by(secret, each, event).classes]
    assert who == ["disdik", "polres"]


def test_an_ask_for_secrecy_closes_what_was_open_and_moves_the_epoch() -> None:
    stream, event = given_reporter(confidential=False)
    epoch = stream.now.access_epoch
    stream.records("ReportReceived", "uptdppa", channel="phone", person=VICTIM, reporter_confidential=True)
    assert seen_by(stream, "lpsk", event) == BODY
    assert stream.now.access_epoch > epoch
