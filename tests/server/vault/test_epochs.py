"""A key-encryption key for every month: made once, followed by the next, destroyed when nothing needs it."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from server.evidence.keystore import KeyFileError
from server.vault.epochs import EpochKeys, last_day, unreadable_from
from server.vault.keyfile import KeyEncryptionKeyDestroyed, KeyFile, WrongKeyEncryptionKey

SECRET = os.urandom(32)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def next_month(clock: Clock) -> None:
    clock.now = datetime(2026, 4, 1, tzinfo=UTC)


def test_a_month_has_one_private_key_whoever_makes_it(tmp_path: Path, clock: Clock) -> None:
    one, other = EpochKeys(tmp_path, clock), EpochKeys(tmp_path, clock)
    assert one.current().kek_id == other.current().kek_id
    (file,) = (tmp_path / "vault").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("2026-03.key", 0o600)


def test_the_next_month_wraps_under_a_key_of_its_own_and_opens_what_came_before(
    tmp_path: Path, clock: Clock
) -> None:
    keys = EpochKeys(tmp_path, clock)
    before = keys.wrap(SECRET, b"row")
    next_month(clock)
    after = keys.wrap(SECRET, b"row")
    assert before.kek_id != after.kek_id
    for wrapped in (before, after):
        assert keys.unwrap(wrapped.blob, b"row", wrapped.kek_id) == SECRET


def test_what_another_process_wrapped_in_a_new_month_opens_here(tmp_path: Path, clock: Clock) -> None:
    here, there = EpochKeys.founded(tmp_path, clock), EpochKeys(tmp_path, clock)
    next_month(clock)
    wrapped = there.wrap(SECRET, b"row")
    assert here.unwrap(wrapped.blob, b"row", wrapped.kek_id) == SECRET


def test_the_one_key_of_former_times_is_the_first_month(tmp_path: Path, clock: Clock) -> None:
    former = KeyFile.make(tmp_path / "kek")
    made = datetime(2026, 1, 20, tzinfo=UTC).timestamp()
    os.utime(tmp_path / "kek", (made, made))
    wrapped = former.wrap(SECRET, b"row")
    keys = EpochKeys(tmp_path, clock)
    assert keys.unwrap(wrapped.blob, b"row", wrapped.kek_id) == SECRET
    assert [(epoch.month, epoch.kek_id) for epoch in keys.epochs()] == [("2026-01", former.kek_id)]
    assert not (tmp_path / "kek").exists()


def test_a_destroyed_month_opens_nothing_and_is_told_from_one_that_is_missing(
    tmp_path: Path, clock: Clock
) -> None:
    keys = EpochKeys(tmp_path, clock)
    wrapped, (epoch,) = keys.wrap(SECRET, b"row"), keys.epochs()
    next_month(clock)
    keys.destroy(epoch)
    for process in (keys, EpochKeys(tmp_path, clock)):
        process.require([wrapped.kek_id])
        with pytest.raises(KeyEncryptionKeyDestroyed):
            process.unwrap(wrapped.blob, b"row", wrapped.kek_id)
    with pytest.raises(WrongKeyEncryptionKey):
        keys.unwrap(wrapped.blob, b"row", "another")
    with pytest.raises(KeyFileError, match="missing"):
        keys.require(["another"])


def test_a_destruction_that_was_cut_short_is_finished_by_the_next_look(tmp_path: Path, clock: Clock) -> None:
    keys = EpochKeys(tmp_path, clock)
    wrapped, (epoch,) = keys.wrap(SECRET, b"row"), keys.epochs()
    content = (tmp_path / "vault" / "2026-03.key").read_bytes()
    next_month(clock)
    keys.destroy(epoch)
    KeyFile.make(tmp_path / "vault" / "2026-03.key")
    (tmp_path / "vault" / "2026-03.key").write_bytes(content)  # as it is where the process died in between
    with pytest.raises(KeyEncryptionKeyDestroyed):
        EpochKeys(tmp_path, clock).unwrap(wrapped.blob, b"row", wrapped.kek_id)
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["2026-03.destroyed"]


def test_no_new_key_is_made_for_a_month_whose_key_was_destroyed(tmp_path: Path, clock: Clock) -> None:
    keys = EpochKeys.founded(tmp_path, clock)
    (epoch,) = keys.epochs()
    keys.destroy(epoch)
    with pytest.raises(KeyFileError, match="clock"):
        keys.wrap(SECRET, b"row")


def test_a_months_key_that_others_may_read_is_refused(tmp_path: Path, clock: Clock) -> None:
    EpochKeys.founded(tmp_path, clock)
    (tmp_path / "vault" / "2026-03.key").chmod(0o644)
    with pytest.raises(KeyFileError, match="0600"):
        EpochKeys(tmp_path, clock)


def test_backups_are_unreadable_from_the_day_after_the_month_and_what_is_kept_of_it() -> None:
    assert last_day("2028-02") == date(2028, 2, 29)
    assert last_day("2026-12") == date(2026, 12, 31)
    assert unreadable_from("2026-03") == date(2026, 5, 6)
