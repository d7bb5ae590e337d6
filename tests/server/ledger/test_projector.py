"""The ledger says what access.py says: no row too many, none too few, at every event of every case."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given

from domain.access import Visibility, visible
from domain.case import evolve
from domain.catalogue.fields import DataClass
from domain.directory import Directory
from projections.engine import Transition
from server.ledger.chain import LedgerRow, block_hash
from server.ledger.projector import holdings
from server.ledger.writer import Ledger
from server.rules import load_rules
from tests.domain.given import START, VICTIM, Stream, directory_of
from tests.server.ledger.histories import CASES, Step, told

MATRIX = load_rules().matrix
DIRECTORY = directory_of("kejari-ttu")


def transitions(stream: Stream, directory: Directory = DIRECTORY) -> Iterator[Transition]:
    before = None
    for event in stream.events:
        after = evolve(before, event)
        yield Transition(before, event, after, directory)
        before = after


def ledgers(stream: Stream, directory: Directory = DIRECTORY) -> dict[str, list[LedgerRow]]:
    ledger, rows = Ledger(MATRIX), defaultdict(list)
    for transition in transitions(stream, directory):
        for row in ledger.prepare(transition):
            rows[row.agency].append(row)
    return rows


def may_hold(transition: Transition, agency: str) -> dict[int, Visibility]:
    after, at = transition.after, transition.event.recordedat
    kind = transition.directory.kind_of(agency)
    assert kind is not None
    seen = {head.position: visible(after, agency, kind, head, MATRIX, at) for head in after.events}
    return {position: each for position, each in seen.items() if each.level}


@given(CASES)
def test_a_ledger_replays_to_exactly_what_access_allows_after_every_event(steps: list[Step]) -> None:
    ledger, rows = Ledger(MATRIX), defaultdict(list)
    for transition in transitions(told(steps)):
        for row in ledger.prepare(transition):
            rows[row.agency].append(row)
        for agency in DIRECTORY.agencies:
            assert holdings(rows[agency]) == may_hold(transition, agency), agency


@given(CASES)
def test_no_row_says_what_was_already_so(steps: list[Step]) -> None:
    for rows in ledgers(told(steps)).values():
        held = holdings(rows[:1])
        for count in range(2, len(rows) + 1):
            now = holdings(rows[:count])
            assert now != held or rows[count - 1].position is None
            held = now


@given(CASES)
def test_an_agency_always_keeps_its_own_events_in_full(steps: list[Step]) -> None:
    stream = told(steps)
    found = ledgers(stream)
    for event in stream.events:
        assert holdings(found[event.agency])[event.position] == (2, event.classes)


@given(CASES)
def test_every_backfill_stands_between_frames_that_count_and_hash_it(steps: list[Step]) -> None:
    for rows in ledgers(told(steps)).values():
        block: list[LedgerRow] | None = None
        for row in rows:
            if row.kind == "backfill_begin":
                assert block is None
                block = []
            elif row.kind == "backfill_end":
                assert block
                assert row.detail == {"count": len(block), "hash": block_hash(block)}
                block = None
            elif row.kind == "backfill":
                assert block is not None
                block.append(row)
        assert block is None


def opened() -> Stream:
    stream = Stream()
    stream.records(
        "ReportReceived",
        "uptdppa",
        channel="phone",
        person=VICTIM,
        child=False,
        disclosing=DataClass.VICTIM_IDENTITY,
    )
    stream.records("VictimRegistered", "uptdppa", person=VICTIM, sex="female", age_band="21-23", child=False)
    return stream


def granted(stream: Stream, agency: str, data_class: str, **data: str) -> None:
    told = {"agency": agency, "classes": [data_class], "history": "all", "reason": "task", **data}
    stream.records("AccessGranted", "uptdppa", **told)


def kinds(rows: list[LedgerRow]) -> list[tuple[str, int | None]]:
    return [(row.kind, row.position) for row in rows]


def test_a_grant_of_the_past_appends_it_to_the_tail_in_case_order() -> None:
    stream = opened()
    granted(stream, "lpsk", "victim_identity")
    rows = ledgers(stream)["lpsk"]
    assert kinds(rows) == [
        ("event", 3),
        ("backfill_begin", None),
        ("backfill", 1),
        ("backfill", 2),
        ("backfill_end", None),
    ]
    assert {row.cause for row in rows} == {3}


def test_a_grant_from_now_brings_nothing_of_the_past() -> None:
    stream = opened()
    granted(stream, "lpsk", "victim_identity", history="from_now")
    assert kinds(ledgers(stream)["lpsk"]) == [("event", 3)]


def test_a_revocation_withdraws_every_event_with_its_reason() -> None:
    stream = opened()
    granted(stream, "lpsk", "victim_identity")
    stream.records("AccessRevoked", "uptdppa", agency="lpsk", reason="task")
    rows = ledgers(stream)["lpsk"]
    withdrawn = [row for row in rows if row.kind == "withdrawn"]
    assert kinds(withdrawn) == [("withdrawn", 1), ("withdrawn", 2), ("withdrawn", 3)]
    assert {(row.cause, row.classes) for row in withdrawn} == {(4, 0)}
    assert all(row.detail == {"level": 0, "reason": "AccessRevoked"} for row in withdrawn)
    assert holdings(rows) == {}


def test_a_consent_redelivers_with_more_classes_and_its_withdrawal_takes_them_back() -> None:
    stream = opened()
    granted(stream, "ngo", "case")
    consent = {"recipients": ["ngo"], "classes": ["victim_identity"]}
    stream.records("ConsentGranted", "uptdppa", person=VICTIM, purposes=["health"], **consent)
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    about_report = [row for row in ledgers(stream)["ngo"] if row.position == 1]
    said = [(row.kind, row.classes, row.cause) for row in about_report]
    assert said == [("backfill", 0, 3), ("redelivery", 1, 4), ("withdrawn", 0, 5)]
    assert about_report[-1].detail == {"level": 2, "reason": "ConsentWithdrawn"}


def test_a_grant_that_ran_out_is_put_on_record_by_the_next_event() -> None:
    stream = opened()
    until = (START + timedelta(hours=4)).isoformat()
    granted(stream, "bp3mi", "case", until=until)
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["health"])
    before = ledgers(stream)["bp3mi"]
    assert kinds(before)[-1] != ("event", 4)
    assert [row.kind for row in before].count("withdrawn") == 3
    assert holdings(before) == {}


def test_watchers_get_a_bare_row_of_every_event() -> None:
    stream = opened()
    for watcher in ("coordinator", "auditor", "dpo"):
        rows = ledgers(stream)[watcher]
        assert kinds(rows) == [("stage", 1), ("stage", 2)]
        assert all(row.on_date == START.date() and row.classes == 0 for row in rows)


def test_an_agency_that_the_directory_does_not_know_holds_nothing() -> None:
    stream = opened()
    stream.records("PoliceNotified", "uptdppa", police="polres-ttu", person=VICTIM)
    assert "polres-ttu" not in ledgers(stream)


@pytest.mark.parametrize("agency", ["kejari", "pn", "desa"])
def test_who_is_not_on_the_case_has_no_row_of_it(agency: str) -> None:
    assert ledgers(opened())[agency] == []
