"""What a client has seen of a log is not forgotten by showing it another log of the deployment in between."""

from pathlib import Path

import pytest
from jejak_client.seen import LogForked, look
from jejak_client.state import LocalState, Seen
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.note import Note, NoteKey

from tests.clients.test_seen_of_the_client import ORIGIN, SIGNER, Log

ANEW = f"{ORIGIN}/2"
FORMAT_1 = """
CREATE TABLE seen (
    one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,
    vkey TEXT NOT NULL, note BLOB NOT NULL
);
"""


def looked(state: LocalState, log: Log, size: int, origin: str = ORIGIN) -> Seen:
    key, text = NoteKey(origin, SIGNER.key.public), Checkpoint(origin, size, log.root(size)).text
    raw = Note(text, (key.signature(text, SIGNER.private.sign),)).encode()
    return look(state, raw, [key], log.tile)


def test_a_second_history_of_a_log_is_told_although_another_log_was_shown_in_between(tmp_path: Path) -> None:
    with LocalState(tmp_path / "s") as state:
        looked(state, Log(), 300)
        looked(state, Log(changed=0), 5, ANEW)
        with pytest.raises(LogForked):
            looked(state, Log(changed=100), 400)
        assert len(state.forks()) == 1


def test_a_second_history_of_a_log_begun_anew_is_told_as_well(tmp_path: Path) -> None:
    with LocalState(tmp_path / "s") as state:
        looked(state, Log(changed=0), 300, ANEW)
        looked(state, Log(), 300)
        with pytest.raises(LogForked):
            looked(state, Log(changed=100), 400, ANEW)


def test_events_name_the_log_that_was_looked_at_last(tmp_path: Path) -> None:
    with LocalState(tmp_path / "s") as state:
        looked(state, Log(), 300)
        last = looked(state, Log(changed=0), 5, ANEW)
        assert state.seen() == last


def test_what_an_earlier_client_had_seen_is_taken_over(tmp_path: Path) -> None:
    with LocalState(tmp_path / "s") as state:
        seen = looked(state, Log(), 300)
        state._db.executescript(f"DROP TABLE seen; {FORMAT_1}")
        state._db.execute("INSERT INTO seen VALUES (1, ?, ?, ?, ?, ?)", seen)
        state._db.execute("PRAGMA user_version = 1")
    with LocalState(tmp_path / "s") as state:
        assert state.seen() == seen
        with pytest.raises(LogForked):
            looked(state, Log(changed=100), 400)
