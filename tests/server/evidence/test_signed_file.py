"""The file that says what was signed last: moved by compare-and-set, whole or not at all, and on the disk."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.evidence import signed_file
from server.evidence.signed_file import FileMoved, LastSigned, SignedFile, SignedFileError

FIRST = LastSigned(origin="jejak.test/log", size=1, root=b"\x01" * 32, note="one")
SECOND = LastSigned(origin="jejak.test/log", size=2, root=b"\x02" * 32, note="two")


@pytest.fixture
def file(tmp_path: Path) -> SignedFile:
    return SignedFile(tmp_path / "signed", "log")


def test_it_says_what_was_put_there_and_others_may_not_read_it(file: SignedFile) -> None:
    assert file.read() is None
    file.replace(None, FIRST)
    file.replace(FIRST, SECOND)
    assert file.read() == SECOND
    assert file.path.stat().st_mode & 0o077 == 0
    assert file.path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("believed", [None, SECOND])
def test_who_believes_it_to_say_something_else_changes_nothing(
    file: SignedFile, believed: LastSigned | None
) -> None:
    file.replace(None, FIRST)
    with pytest.raises(FileMoved):
        file.replace(believed, SECOND)
    assert file.read() == FIRST


def test_of_many_signers_at_once_one_moves_it(file: SignedFile) -> None:
    file.replace(None, FIRST)
    outcomes: list[str] = []

    def sign(number: int) -> None:
        try:
            file.replace(FIRST, LastSigned(origin="jejak.test/log", size=number, note=str(number)))
            outcomes.append("signed")
        except FileMoved:
            outcomes.append("too late")

    signers = [threading.Thread(target=sign, args=(number,)) for number in range(2, 10)]
    for signer in signers:
        signer.start()
    for signer in signers:
        signer.join(10)
    assert sorted(outcomes) == ["signed", *["too late"] * 7]


def test_a_file_that_is_not_ours_is_not_taken_for_none(file: SignedFile) -> None:
    file.path.parent.mkdir()
    file.path.write_text('{"origin": 1}')
    with pytest.raises(SignedFileError):
        file.read()


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_disk_that_fails_leaves_what_was_there(
    file: SignedFile, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    file.replace(None, FIRST)

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fail) if call == "fsync" else failing.setattr(Path, "rename", fail)
        with pytest.raises(OSError, match="No space"):
            file.replace(FIRST, SECOND)
    assert file.read() == FIRST
    assert {path.name for path in file.path.parent.iterdir()} == {"log.json", "log.lock"}
    file.replace(FIRST, SECOND)
    assert file.read() == SECOND


def test_content_is_on_the_disk_before_its_name_and_the_name_before_it_returns(
    file: SignedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def noting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any) -> Any:
            done.append(name)
            return real(*arguments)

        return noted

    monkeypatch.setattr(os, "fsync", noting("content", os.fsync))
    monkeypatch.setattr(Path, "rename", noting("name", Path.rename))
    monkeypatch.setattr(signed_file, "sync_directory", noting("directory", signed_file.sync_directory))
    file.replace(None, FIRST)
    assert done == ["content", "name", "directory", "content"]  # the last one is the flush of the directory
