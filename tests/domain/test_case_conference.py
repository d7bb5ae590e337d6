"""Conferences and disputed handovers after their events."""

from datetime import date

from tests.domain.disputing import (
    CONFERENCE,
    DISPUTE,
    given_conference,
    given_dispute,
    given_file,
    given_returns,
    held,
    present,
)
from tests.domain.given import FILE


def test_a_conference_is_invited_held_and_decided_under_one_id() -> None:
    stream = given_returns(2)
    stream.records(
        "CaseConferenceInvited",
        "polres",
        conference=CONFERENCE,
        file=FILE,
        form="statutory",
        invited=["kejari"],
        scheduled_for="2026-03-20T09:00:00+08:00",
    )
    stream.records("CaseConferenceHeld", "polres", **held(held_on="2026-03-20", elements_open=["purpose"]))
    stream.records("ConferenceUndecided", "polres", conference=CONFERENCE, file=FILE)
    (found,) = stream.now.conferences
    assert (found.invited_at, found.held_at, found.decided_at) == (9, 10, 11)
    assert (found.outcome, found.held_on, found.elements_open) == (
        "undecided",
        date(2026, 3, 20),
        ("purpose",),
    )
    assert found.agencies == {"polres", "kejari", "expert"}
    assert found.invited == ("kejari",)


def test_a_conference_is_a_joint_act_that_every_other_office_confirms_or_contests() -> None:
    stream = given_conference()
    act = stream.now.joint_acts["polres", "e9"]
    assert act.awaited == ("kejari", "expert")
    stream.records("RecordConfirmed", "kejari", event_id="e9", event_source="/agencies/polres")
    stream.records(
        "RecordContested", "expert", event_id="e9", event_source="/agencies/polres", reason="not_present"
    )
    act = stream.now.joint_acts["polres", "e9"]
    assert (act.confirmed, act.contested, act.settled) == (("kejari",), ("expert",), False)
    assert stream.now.conferences[0].event == act.event


def test_a_voluntary_conference_under_kuhap_1981_keeps_what_it_agreed() -> None:
    stream = given_file("2025-03-03")
    stream.records(
        "CaseConferenceHeld",
        "polres",
        **held(
            form="voluntary",
            present=present("investigator", "prosecutor"),
            elements_agreed=["process", "means"],
            articles_agreed=["UU-21-2007:10", "UU-21-2007:11"],
        ),
    )
    (found,) = stream.now.conferences
    assert (found.form, found.elements_agreed) == ("voluntary", ("process", "means"))
    assert found.articles_agreed == ("UU-21-2007:10", "UU-21-2007:11")


def test_the_first_outcome_of_a_conference_stands() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    stream.records("ConferenceDecidedComplete", "kejari", conference=CONFERENCE, file=FILE)
    assert (stream.now.conferences[0].outcome, stream.now.conferences[0].decided_at) == ("undecided", 10)


def test_an_outcome_whose_conference_is_not_on_record_is_kept() -> None:
    stream = given_file()
    stream.records("ConferenceDecidedComplete", "polres", conference=CONFERENCE, file=FILE)
    (found,) = stream.now.conferences
    assert (found.outcome, found.held_at) == ("complete", 0)


def test_the_prosecutor_answers_a_disputed_handover_once_kuhap_2025_art_62_6() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    stream.records("DisputedHandoverMade", "polres", file=FILE)
    handover = stream.now.disputed_handovers[FILE]
    assert (handover.agency, handover.position, handover.decided_at) == ("polres", 11, 0)
    stream.records("ContinuationDecided", "kejari", file=FILE, decision="continued")
    stream.records("ContinuationDecided", "kejari", file=FILE, decision="not_continued")
    handover = stream.now.disputed_handovers[FILE]
    assert (handover.decision, handover.decided_at) == ("continued", 12)


def test_a_conference_on_a_dispute_stands_among_its_events() -> None:
    stream = given_dispute()
    stream.records("CaseConferenceHeld", "polres", **held(form="voluntary", dispute=DISPUTE))
    stream.records("ConferenceUndecided", "polres", conference=CONFERENCE, file=FILE)
    dispute = stream.now.disputes[DISPUTE]
    assert dispute.events == (6, 7, 8)
    assert dispute.conference == CONFERENCE
