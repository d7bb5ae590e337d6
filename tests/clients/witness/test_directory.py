"""A witness signs with its own key and its own memory, or not at all."""

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from jejak_client.base64url import encode
from jejak_client.keys import KeyFileError
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.note import NoteKey
from jejak_client.witness.directory import KEY, STORE, add_log, make_witness, open_witness, vkey_of
from jejak_client.witness.store import StoreError

from tests.clients.witness.conftest import NOW
from tests.clients.witness.logs import MemoryLog


def test_key_and_memory_are_for_their_owner_alone(directory: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}
    assert modes == {KEY: 0o600, STORE: 0o600}
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_witness_is_known_by_the_key_that_init_printed(tmp_path: Path) -> None:
    key = make_witness(tmp_path / "one", "witness.one.example")
    assert vkey_of(tmp_path / "one") == key.known.vkey
    assert key.known.vkey.startswith("witness.one.example+")
    assert "PrivateKey" not in repr(key)


def test_a_witness_is_never_made_over_another(directory: Path) -> None:
    with pytest.raises(KeyFileError, match="is there already"):
        make_witness(directory, "witness.other.example")
    (directory / KEY).unlink()
    with pytest.raises(StoreError, match="is there already"):
        make_witness(directory, "witness.other.example")


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_note_can_bear_is_refused_and_nothing_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(Malformed):
        make_witness(tmp_path / "witness", name)
    assert not list((tmp_path / "witness").iterdir())


def test_a_witness_that_has_lost_its_memory_does_not_sign(directory: Path) -> None:
    (directory / STORE).unlink()
    with pytest.raises(StoreError, match="is missing"):
        open_witness(directory, lambda: NOW)
    assert not (directory / STORE).exists()


def test_a_witness_does_not_use_the_memory_of_another(directory: Path, tmp_path: Path) -> None:
    make_witness(tmp_path / "other", "witness.other.example")
    shutil.copy(tmp_path / "other" / STORE, directory / STORE)
    with pytest.raises(StoreError, match="belongs to another key"):
        open_witness(directory, lambda: NOW)


def test_a_file_that_is_no_memory_is_not_used(directory: Path) -> None:
    for content in (b"", b"SQLite format 3\x00 and no more"):
        (directory / STORE).write_bytes(content)
        with pytest.raises(StoreError, match="is not the store of a witness"):
            open_witness(directory, lambda: NOW)


def test_a_key_that_others_may_read_is_not_used(directory: Path) -> None:
    (directory / KEY).chmod(0o640)
    with pytest.raises(KeyFileError, match="may be read by others"):
        open_witness(directory, lambda: NOW)


@pytest.mark.parametrize("change", [{"d": None}, {"kty": "RSA"}, {"kid": "a b"}, {"x": encode(bytes(32))}])
def test_a_key_that_is_not_whole_is_not_used(directory: Path, change: dict[str, str | None]) -> None:
    jwk = json.loads((directory / KEY).read_bytes()) | change
    (directory / KEY).write_text(json.dumps(jwk))
    with pytest.raises(KeyFileError):
        open_witness(directory, lambda: NOW)


def test_a_log_whose_key_is_the_witnesses_own_is_refused(directory: Path, log: MemoryLog) -> None:
    own = NoteKey(log.key.name, open_witness(directory, lambda: NOW).key.known.public)
    with pytest.raises(KeyFileError, match="a key of its own"):
        add_log(directory, own.vkey)
    with sqlite3.connect(directory / STORE) as store:  # put there by other means
        store.execute("INSERT INTO keys VALUES (?, ?)", (log.key.name, own.vkey))
    with pytest.raises(KeyFileError, match="a key of its own"):
        open_witness(directory, lambda: NOW)


def test_a_witness_key_is_not_taken_for_the_key_of_a_log(directory: Path) -> None:
    with pytest.raises(Malformed):
        add_log(directory, vkey_of(directory))


def test_adding_a_log_again_forgets_nothing(directory: Path, log: MemoryLog) -> None:
    witness = open_witness(directory, lambda: NOW)
    assert witness.add_checkpoint(log.submission(0, 5)).status == 200
    add_log(directory, log.vkey)
    assert witness.add_checkpoint(log.submission(0, 9)).status == 409
