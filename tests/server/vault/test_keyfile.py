import os
from pathlib import Path

import pytest

from server.evidence.keystore import KeyFileError
from server.vault.keyfile import KeyFile, WrongKeyEncryptionKey
from server.vault.seal import SealBroken


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    KeyFile.make(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="0600"):
        KeyFile(path)


def test_a_key_file_that_is_missing_is_not_made_in_passing(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="missing"):
        KeyFile(tmp_path / "vault.key")
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_of_another_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    KeyFile.make(path)
    path.write_bytes(b"short")
    with pytest.raises(KeyFileError, match="32 bytes"):
        KeyFile(path)


def test_a_new_key_file_is_private_and_an_old_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    first = KeyFile.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyFile.make(path).kek_id == first.kek_id


def test_a_wrapped_key_opens_only_in_the_row_it_was_wrapped_for(tmp_path: Path) -> None:
    keys, secret = KeyFile.make(tmp_path / "vault.key"), os.urandom(32)
    wrapped = keys.wrap(secret, b"person/1").blob
    assert keys.unwrap(wrapped, b"person/1", keys.kek_id) == secret
    with pytest.raises(SealBroken):
        keys.unwrap(wrapped, b"person/2", keys.kek_id)


def test_a_key_wrapped_under_another_file_says_so(tmp_path: Path) -> None:
    keys, others = KeyFile.make(tmp_path / "vault.key"), KeyFile.make(tmp_path / "other.key")
    with pytest.raises(WrongKeyEncryptionKey):
        keys.unwrap(others.wrap(os.urandom(32), b"x").blob, b"x", others.kek_id)
