"""What a client was given and has seen: kept whole, for its owner alone, and compared with all that comes."""

import multiprocessing
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jejak_client.chain import LedgerBroken, genesis, row_bytes
from jejak_client.envelope import body_hash
from jejak_client.state import LocalState, Seen, StateFileError

from tests.clients.ledgers import AGENCY, CASE, ELSEWHERE, Ledger, signed


@pytest.fixture
def state(tmp_path: Path) -> Iterator[LocalState]:
    with LocalState(tmp_path / "key.jwk.state", AGENCY) as opened:
        yield opened


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


# -- the file


def test_the_file_is_for_its_owner_alone(state: LocalState, tmp_path: Path, ledger: Ledger) -> None:
    ledger.bare()
    state.take_in(ledger.rows)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_what_was_kept_is_there_again(tmp_path: Path, ledger: Ledger) -> None:
    seen = Seen("jejak.test/log", 5, "cm9vdA==", "vkey", b"note")
    with LocalState(tmp_path / "s", AGENCY) as state:
        state.take_in([ledger.event(1, first := signed(n=1))])
        state.note_recorded([(CASE, 2, "ab" * 32)])
        state.keep_receipt("a.b.c")
        state.keep_seen(seen)
    with LocalState(tmp_path / "s", AGENCY) as state:
        assert state.head == ledger.head
        assert state.last(CASE) == (2, "ab" * 32)
        assert [*state.receipts()] == ["a.b.c"]
        assert state.seen() == seen
        assert state.last(ELSEWHERE) is None
        assert body_hash(first) != "ab" * 32


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be taken for one", b"\0" * 4096]
)
def test_a_file_that_is_none_of_ours_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(StateFileError, match="cannot be used"):
        LocalState(tmp_path / "s")
    assert (tmp_path / "s").read_bytes() == content


def test_a_file_of_a_later_client_is_not_guessed(tmp_path: Path) -> None:
    with LocalState(tmp_path / "s") as state:
        state._db.execute("PRAGMA user_version = 3")
    with pytest.raises(StateFileError, match="another version"):
        LocalState(tmp_path / "s")


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateFileError, match="cannot be used"):
        LocalState(tmp_path / "nowhere" / "s")


def note_many(path: Path, first: int) -> None:
    """One of several commands at work at once."""
    with LocalState(path, AGENCY) as state:
        for version in range(first, first + 25):
            state.note_recorded([(CASE, version, f"{version:064x}")])


def test_two_commands_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "s"
    LocalState(path).close()
    processes = [
        multiprocessing.get_context("fork").Process(target=note_many, args=(path, first))
        for first in (1, 26, 51)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    with LocalState(path) as state:
        count = state._db.execute("SELECT count(*), max(version) FROM given").fetchone()
    assert count == (75, 75)


def test_a_command_that_is_killed_half_way_leaves_the_file_as_it_was(tmp_path: Path, ledger: Ledger) -> None:
    ledger.event(1, signed(n=1))
    path = tmp_path / "s"
    with LocalState(path, AGENCY) as state:
        state.take_in(ledger.rows)
    child = os.fork()
    if child == 0:
        with LocalState(path, AGENCY) as state, state._transaction():
            state._db.execute("DELETE FROM given")
            os._exit(9)  # as a power cut would end it
    assert os.waitpid(child, 0)[1] != 0
    with LocalState(path, AGENCY) as state:
        assert state.last(CASE) is not None


# -- the ledger


def test_rows_that_follow_on_each_other_are_taken_in(state: LocalState, ledger: Ledger) -> None:
    for version in range(1, 4):
        ledger.event(version, signed(n=version))
    ledger.bare()
    state.take_in(ledger.rows[:2])
    state.take_in(ledger.rows[2:])
    assert state.head == ledger.head
    assert state.last(CASE) == (3, body_hash(ledger.rows[2].event or {}))


def test_rows_taken_in_before_may_come_again(state: LocalState, ledger: Ledger) -> None:
    for version in range(1, 5):
        ledger.event(version, signed(n=version))
    state.take_in(ledger.rows[:3])
    state.take_in(ledger.rows[1:])
    state.take_in(ledger.rows[:2])
    assert state.head == ledger.head


CHANGES: dict[str, dict[str, Any]] = {
    "another kind": {"kind": "backfill"},
    "another cause": {"cause": 11},
    "another event": {"logposition": 11},
    "another case": {"case": ELSEWHERE},
    "more classes": {"classes": ("health",)},
    "another hash": {"hash": "0" * 64},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_row_that_was_changed_does_not_fit_its_hash(state: LocalState, ledger: Ledger, name: str) -> None:
    ledger.event(1, signed(n=1))
    changed = msgspec.structs.replace(ledger.rows[0], **CHANGES[name])
    with pytest.raises(LedgerBroken, match="row 1 of the ledger"):
        state.take_in([changed])
    assert (state.head, state.last(CASE)) == (None, None)


@pytest.mark.parametrize("missing", [0, 1])
def test_a_row_left_out_is_noticed_wherever_it_stood(state: LocalState, missing: int, ledger: Ledger) -> None:
    for version in range(1, 5):
        ledger.event(version, signed(n=version))
    state.take_in(ledger.rows[:1])
    page = [row for place, row in enumerate(ledger.rows[1:]) if place != missing]
    with pytest.raises(LedgerBroken, match="pull again"):
        state.take_in(page)
    assert state.head == (1, ledger.rows[0].hash)


def test_a_ledger_that_is_another_than_before_is_noticed_at_the_row_taken_in_last(state: LocalState) -> None:
    ledger, rewritten = Ledger(), Ledger()
    ledger.event(1, signed(n=1))
    rewritten.bare()
    rewritten.bare()
    state.take_in(ledger.rows)
    with pytest.raises(LedgerBroken, match="another running hash before"):
        state.take_in(rewritten.rows)


def test_the_ledger_of_another_agency_is_not_taken_for_ones_own(state: LocalState) -> None:
    other = Ledger("polres-ttu")
    other.bare()
    with pytest.raises(LedgerBroken):
        state.take_in(other.rows)


def test_without_a_beginning_the_first_row_is_taken_at_its_word(state: LocalState, ledger: Ledger) -> None:
    """A cursor of before there was a state: from there on every row is checked."""
    for version in range(1, 6):
        ledger.event(version, signed(n=version))
    state.take_in(ledger.rows[2:4])
    assert state.head == (4, ledger.rows[3].hash)
    with pytest.raises(LedgerBroken):
        state.take_in([msgspec.structs.replace(ledger.rows[4], cause=1)])


def test_a_bare_row_that_is_withheld_now_is_taken_at_the_hash_it_states(
    state: LocalState, ledger: Ledger
) -> None:
    hidden = ledger.bare()
    following = ledger.event(1, signed(n=1))
    state.take_in([msgspec.structs.replace(hidden, stage=None, withheld=True), following])
    assert state.head == ledger.head


def test_what_is_entitled_counts_where_less_is_shown(state: LocalState, ledger: Ledger) -> None:
    full = ledger.event(1, signed(n=1), classes=("health", "narrative"))
    less = msgspec.structs.replace(full, classes=("narrative",), entitled=("health", "narrative"))
    state.take_in([less])
    assert row_bytes(less) == row_bytes(full)
    assert genesis(AGENCY).row == 0


# -- cases


def test_an_event_that_names_one_that_was_given_leaves_nothing_open(
    state: LocalState, ledger: Ledger
) -> None:
    first = signed(n=1)
    ledger.event(1, first)
    ledger.event(2, signed(prevversion=1, prevhash=body_hash(first)))
    state.take_in(ledger.rows)
    assert state.unexplained_cases() == []


def test_an_event_that_names_one_that_was_not_given_leaves_that_open_until_it_comes(
    state: LocalState, ledger: Ledger
) -> None:
    hidden = signed(n=2)
    ledger.event(1, signed(n=1))
    ledger.event(3, signed(prevversion=2, prevhash=body_hash(hidden)))
    state.take_in(ledger.rows)
    assert state.unexplained(CASE) == [(2, body_hash(hidden), 3)]
    ledger.event(2, hidden, cause=99)
    state.take_in(ledger.rows[2:])
    assert state.unexplained(CASE) == []


def test_what_another_publisher_was_mistaken_about_is_not_ones_own_gap(
    state: LocalState, ledger: Ledger
) -> None:
    ledger.event(2, signed(prevversion=1, prevhash="ab" * 32), marks=("prev_unmatched",))
    state.take_in(ledger.rows)
    assert state.unexplained_cases() == []


def test_what_the_server_says_is_not_for_this_agency_is_explained_and_what_it_says_is_stays_open(
    state: LocalState, ledger: Ledger
) -> None:
    for version in (3, 5):
        ledger.event(version, signed(prevversion=version - 1, prevhash=f"{version:064x}"))
    state.take_in(ledger.rows)
    state.explain(CASE, [3, 4, 5], "statement")
    assert [each.version for each in state.unexplained(CASE)] == [4]
    assert state.statements(CASE) == ["statement"]


def test_another_event_under_a_version_that_was_given_is_never_explained(
    state: LocalState, ledger: Ledger
) -> None:
    first, other = signed(n=1), signed(n=2)
    ledger.event(1, first)
    ledger.event(1, other)
    state.take_in(ledger.rows)
    state.explain(CASE, [], "statement")
    assert [(each.version, each.hash) for each in state.unexplained(CASE)] == [(1, body_hash(other))]
    assert state.last(CASE) == (1, body_hash(first))


def test_own_events_count_as_given_whether_they_come_back_or_not(state: LocalState, ledger: Ledger) -> None:
    own = signed(n=1)
    state.note_recorded([(CASE, 1, body_hash(own))])
    ledger.event(1, own)
    ledger.event(2, signed(prevversion=1, prevhash=body_hash(own)))
    state.take_in(ledger.rows)
    assert state.unexplained_cases() == []
