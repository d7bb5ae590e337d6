"""Disputes after their events: opened, argued, proposed, agreed, escalated, withdrawn."""

from typing import Any

from domain.shapes.conference import DisputeRef
from tests.domain.disputing import (
    DISPUTE,
    POSITION,
    PROPOSAL,
    accepts,
    given_dispute,
    given_proposal,
    proposes,
)
from tests.domain.given import FILE, named


def test_a_dispute_is_opened_on_a_discrepancy_by_kind_and_reference() -> None:
    stream = given_dispute(discrepancy={"kind": "articles_differ", "ref": str(FILE)})
    found = stream.now.disputes[DISPUTE]
    assert found.ref == DisputeRef("articles_differ", str(FILE))
    assert (found.opened_by, found.parties, found.opened_at) == ("polres", ("polres", "kejari"), 6)
    assert (found.status, found.events, found.ended) == ("open", (6,), False)


def test_a_dispute_opened_by_hand_is_about_no_discrepancy() -> None:
    assert given_dispute().now.disputes[DISPUTE].ref is None


def test_a_second_opening_under_the_same_id_changes_nothing() -> None:
    stream = given_dispute()
    stream.records("DisputeOpened", "kejari", dispute=DISPUTE, sides=["kejari", "polres"])
    assert (stream.now.disputes[DISPUTE].opened_by, stream.now.disputes[DISPUTE].events) == ("polres", (6,))


def test_positions_of_a_dispute_cite_the_log_and_the_law() -> None:
    stream = given_dispute()
    stream.records(
        "PositionRecorded", "kejari", dispute=DISPUTE, cites=[2, 5], legal_basis=["KUHP:455"], **POSITION
    )
    (held,) = stream.now.disputes[DISPUTE].positions
    assert (held.agency, held.on, held.element, held.holds) == ("kejari", "element", "purpose", "not_met")
    assert (held.cites, held.legal_basis, held.position) == ((2, 5), ("KUHP:455",), 7)
    assert stream.now.disputes[DISPUTE].events == (6, 7)


def test_each_side_holds_what_its_last_position_says_of_an_element_sc_12() -> None:
    stream = given_dispute()
    stream.records("PositionRecorded", "polres", **{**POSITION, "holds": "met"}, cites=[1])
    stream.records("PositionRecorded", "kejari", **POSITION)
    stream.records("PositionRecorded", "kejari", **{**POSITION, "holds": "partly"})
    elements = stream.now.files[FILE].elements
    assert (elements["purpose", "police"].holds, elements["purpose", "prosecutor"].holds) == ("met", "partly")
    assert elements["purpose", "police"].cites == (1,)


def test_each_side_holds_the_articles_of_its_position_sc_12() -> None:
    stream = given_dispute()
    on: dict[str, Any] = {"on": "article", "file": FILE}
    stream.records("PositionRecorded", "kejari", articles=["UU-21-2007:4"], holds="met", role="primary", **on)
    stream.records("PositionRecorded", "polres", articles=["UU-18-2017:81"], holds="met", **on)
    held = stream.now.files[FILE].articles_held
    assert held["prosecutor"].articles == ("UU-21-2007:4",)
    assert held["police"].articles == ("UU-18-2017:81",)


def test_a_position_that_an_article_is_not_met_is_no_article_held() -> None:
    stream = given_dispute()
    before = stream.now.files[FILE].articles_held
    stream.records(
        "PositionRecorded", "polres", articles=["UU-21-2007:4"], holds="not_met", on="article", file=FILE
    )
    assert stream.now.files[FILE].articles_held == before


def test_one_side_accepting_agrees_nothing() -> None:
    stream = given_proposal()
    accepts(stream, "kejari")
    found = stream.now.disputes[DISPUTE]
    assert (found.status, found.accepted_by) == ("proposed", ("kejari",))


def test_both_sides_accepting_agree_the_dispute() -> None:
    stream = given_proposal()
    accepts(stream, "kejari")
    accepts(stream, "polres")
    found = stream.now.disputes[DISPUTE]
    assert (found.status, found.accepted_by, found.ended_at) == ("agreed", ("kejari", "polres"), 9)


def test_an_acceptance_by_a_stranger_counts_for_nothing() -> None:
    stream = given_proposal()
    accepts(stream, "kejari-ttu")
    assert stream.now.disputes[DISPUTE].accepted_by == ()
    assert stream.now.disputes[DISPUTE].events == (6, 7)


def test_an_outcome_proposed_again_takes_the_place_of_the_first_and_voids_what_was_accepted() -> None:
    stream = given_proposal()
    accepts(stream, "kejari")
    proposes(stream, "kejari", named("second proposal"))
    found = stream.now.disputes[DISPUTE]
    assert found.proposal is not None
    assert (found.proposal.id, found.accepted_by) == (named("second proposal"), ())
    accepts(stream, "polres", PROPOSAL)
    assert stream.now.disputes[DISPUTE].accepted_by == ()
    assert [each.id for each in found.proposals] == [PROPOSAL, named("second proposal")]


def test_an_escalated_dispute_takes_no_outcome_any_more() -> None:
    stream = given_proposal()
    stream.records("DisputeEscalated", "kejari", dispute=DISPUTE, to="both_superiors", reason="no_agreement")
    for by in ("polres", "kejari"):
        accepts(stream, by)
    found = stream.now.disputes[DISPUTE]
    assert (found.status, found.escalated_to, found.accepted_by) == ("escalated", "both_superiors", ())


def test_a_dispute_is_withdrawn_by_the_office_that_opened_it_alone() -> None:
    stream = given_dispute()
    stream.records("DisputeWithdrawn", "kejari", dispute=DISPUTE, reason="settled")
    assert stream.now.disputes[DISPUTE].status == "open"
    stream.records("DisputeWithdrawn", "polres", dispute=DISPUTE, reason="settled")
    assert (stream.now.disputes[DISPUTE].status, stream.now.disputes[DISPUTE].ended_at) == ("withdrawn", 8)


def test_what_names_a_dispute_that_is_not_on_record_changes_none() -> None:
    stream = given_dispute()
    other = named("another dispute")
    stream.records("PositionRecorded", "kejari", dispute=other, **POSITION)
    stream.records(
        "DisputeOutcomeProposed", "kejari", dispute=other, proposal=PROPOSAL, outcome="termination"
    )
    assert list(stream.now.disputes) == [DISPUTE]
    assert stream.now.disputes[DISPUTE].events == (6,)
