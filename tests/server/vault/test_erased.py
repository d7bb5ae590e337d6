"""The file of erased keys: it only grows, it is one for all processes, and it tells when it was changed."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from server.evidence.keystore import KeyFileError
from server.vault.erased import ErasedKeys

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "erased.ndjson"


def erased_two(path: Path) -> list[UUID]:
    keys = sorted((uuid4(), uuid4()))
    ErasedKeys(path).add(keys, AT)
    return keys


def test_what_was_added_is_known_to_every_process_and_told_once(path: Path) -> None:
    here, there = ErasedKeys(path), ErasedKeys(path)
    key = uuid4()
    there.add([key], AT)
    assert (here.news(), here.news(), there.news()) == ([key], [], [key])
    assert key in here
    assert key in ErasedKeys(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_stands_in_it_once_however_often_it_is_erased(path: Path) -> None:
    keys = erased_two(path)
    ErasedKeys(path).add([*keys, keys[0]], AT)
    assert len(path.read_bytes().splitlines()) == 2


def test_it_names_keys_and_moments_alone(path: Path) -> None:
    erased_two(path)
    for line in path.read_bytes().splitlines():
        assert msgspec.json.decode(line).keys() == {"key", "at", "hash"}


def test_a_line_cut_off_by_a_crash_counts_for_nothing_and_gives_way_to_the_next(path: Path) -> None:
    first, _ = erased_two(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:20])
    erased, third = ErasedKeys(path), uuid4()
    assert erased.all() == [first]
    erased.add([third], AT)
    assert set(ErasedKeys(path).all()) == {first, third}


def test_lines_taken_out_or_changed_show(path: Path) -> None:
    erased_two(path)
    first, second = path.read_bytes().splitlines(keepends=True)
    for content in (second, second + first, first.replace(b"2026", b"2025") + second, b"{}\n"):
        path.write_bytes(content)
        with pytest.raises(KeyFileError):
            ErasedKeys(path)


def test_a_file_cut_short_or_gone_under_a_running_process_shows(path: Path) -> None:
    erased_two(path)
    erased = ErasedKeys(path)
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(KeyFileError, match="cut short"):
        erased.news()
    path.unlink()
    with pytest.raises(KeyFileError, match="gone"):
        erased.news()


def test_a_file_that_others_may_read_is_refused(path: Path) -> None:
    erased_two(path)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="0600"):
        ErasedKeys(path)
