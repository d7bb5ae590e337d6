"""What is found of an event once it is sealed: pure, from what its publisher saw and what the log says."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain import base64url
from domain.events import Marks
from server.evidence.findings import Finding, Known, Passed, findings_of, passed

CASE = UUID(int=1)
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROOT, OTHER = b"\x01" * 32, b"\x02" * 32
EMPTY = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
MINUTE = timedelta(minutes=1)


def event(position: int = 100, **said: Any) -> Passed:
    """An event of the police as the log passes it."""
    given = {"named": None, "seen": None, "compromised": None, "marks": 0, **said}
    return Passed(position=position, case=CASE, version=5, source="/agencies/polres", recordedat=AT, **given)


def found(passing: Passed, **known: Any) -> list[Finding]:
    return list(findings_of(passing, Known(**known)))


def kinds(findings: Iterable[Finding]) -> list[str]:
    return [each.kind for each in findings]


def test_of_an_event_that_says_nothing_of_what_it_saw_nothing_is_found() -> None:
    assert found(event()) == []


def test_who_saw_the_log_as_it_is_gives_no_finding() -> None:
    assert found(event(seen=(80, ROOT)), roots={80: ROOT}, signed_at={80: AT - MINUTE}) == []
    assert found(event(seen=(0, EMPTY)), signed_at={0: AT - MINUTE}) == []


def test_who_saw_another_root_of_that_size_saw_another_log() -> None:
    assert found(event(seen=(80, OTHER)), roots={80: ROOT}) == [Finding(100, "fork", 80)]
    assert found(event(seen=(0, OTHER))) == [Finding(100, "fork", 0)]


@pytest.mark.parametrize("size", [100, 101, 2**31 - 1])
def test_who_saw_a_tree_that_the_log_did_not_have_yet_saw_another_log(size: int) -> None:
    assert found(event(seen=(size, ROOT))) == [Finding(100, "fork", size)]


def test_the_tree_of_all_events_before_it_could_be_seen() -> None:
    assert found(event(seen=(99, ROOT)), roots={99: ROOT}, signed_at={99: AT}) == []


@pytest.mark.parametrize(("age", "expected"), [(timedelta(days=7), []), (timedelta(days=7, seconds=1), [80])])
def test_what_was_seen_more_than_seven_days_before_is_stale(age: timedelta, expected: list[int]) -> None:
    stale = found(event(seen=(80, ROOT)), roots={80: ROOT}, signed_at={80: AT - age})
    assert [(each.kind, each.other) for each in stale] == [("stale_seen", size) for size in expected]


def test_another_log_is_not_called_stale_beside() -> None:
    old = {80: AT - timedelta(days=30)}
    assert kinds(found(event(seen=(80, OTHER)), roots={80: ROOT}, signed_at=old)) == ["fork"]


def test_a_predecessor_that_the_case_does_not_have_is_found_by_the_mark() -> None:
    marked = event(named=4, marks=int(Marks.PREV_UNMATCHED | Marks.LATE))
    assert found(marked) == [Finding(100, "prev_differs")]
    assert found(event(named=4, marks=int(Marks.LATE))) == []


def test_an_event_that_was_owed_and_is_not_named_is_a_gap() -> None:
    assert found(event(named=2), owed={100: 90}) == [Finding(100, "gap", 90)]


@pytest.mark.parametrize(("after", "late"), [(60, False), (61, True)])
def test_what_was_sealed_later_than_its_receipt_promises_is_late(after: int, late: bool) -> None:
    sealed = [(99, AT), (120, AT + timedelta(seconds=after)), (130, AT + timedelta(days=1))]
    expected = [Finding(100, "late_sealed", 120)] if late else []
    assert found(event(), sealed=sealed, begun=20) == expected


def test_what_was_recorded_before_there_was_a_log_was_promised_nothing() -> None:
    sealed = [(120, AT + timedelta(days=1))]
    assert found(event(100), sealed=sealed, begun=120) == []
    assert kinds(found(event(121), sealed=[*sealed, (130, AT + timedelta(days=1))], begun=120)) == [
        "late_sealed"
    ]


def state(**body: Any) -> bytes:
    """A stored compact JWS with this body."""
    return b"e30." + base64url.encode(msgspec.json.encode({"id": "x", **body})).encode() + b".AA"


def row(topic: str, **body: Any) -> Passed:
    return passed(7, CASE, 2, topic, "/agencies/polres-ttu", AT, 0, state(**body))


def test_what_its_publisher_had_seen_is_read_from_the_signed_body() -> None:
    read = row("jejak.FileReceived.v1", prevversion=3, prevhash="0", seensize=9, seenroot="AAAA", data={})
    assert (read.agency, read.named, read.seen) == ("polres-ttu", 3, (9, b"\0\0\0"))
    nothing = row("jejak.FileReceived.v1", prevversion=None, data={"seensize": 5})
    assert (nothing.named, nothing.seen, nothing.compromised) == (None, None, None)


def test_that_a_key_was_in_other_hands_is_read_from_its_revocation_alone() -> None:
    data = {"kid": "polres-ttu/A", "reason": "compromised", "compromised_since": 5}
    assert row("jejak.KeyRevoked.v1", data=data).compromised == ("polres-ttu/A", 5)
    assert row("jejak.FileReceived.v1", data=data).compromised is None
    assert row("jejak.KeyRevoked.v1", data={"kid": "polres-ttu/A", "reason": "lost"}).compromised is None
