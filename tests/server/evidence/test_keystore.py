"""The host's private keys: made once, readable by their owner only."""

import threading
from pathlib import Path

import msgspec
import pytest

from domain.directory import Directory, Key
from domain.keys import kid_of, verify
from server.evidence.keystore import KeyFileError, KeyStore, PrivateKey, read_key


def registry(agency: str, custody: str, *keys: PrivateKey) -> Directory:
    """One in which of these keys the last is in force, and each has replaced the one before."""
    known = {}
    for position, key in enumerate(keys, 1):
        kid = kid_of(agency, key.public, escrow=custody == "escrow")
        until = position + 1 if position < len(keys) else None
        known[kid] = Key(kid, agency, key.public, custody, position, until)
    return Directory(keys=known)


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = KeyStore(tmp_path).make("receipt", "deployment")
    assert KeyStore(tmp_path).find("receipt", "deployment") is not None
    assert KeyStore(tmp_path).make("receipt", "deployment").public == made.public


def test_a_key_nobody_made_is_not_found(tmp_path: Path) -> None:
    assert KeyStore(tmp_path).find("escrow", "desa-ttu") is None
    assert KeyStore(tmp_path).escrow_signer("desa-ttu", Directory()) is None


def test_an_escrow_key_bears_the_escrow_prefix_and_signs(tmp_path: Path) -> None:
    key = KeyStore(tmp_path).make("escrow", "desa-ttu")
    signer = KeyStore(tmp_path).escrow_signer("desa-ttu", registry("desa-ttu", "escrow", key))
    assert signer is not None
    assert signer.kid == kid_of("desa-ttu", key.public, escrow=True)
    assert verify(key.public, signer.sign(b"message"), b"message")


def test_key_files_are_for_their_owner_only(tmp_path: Path) -> None:
    KeyStore(tmp_path / "keys").make("agency", "deployment")
    KeyStore(tmp_path / "keys").make_secret("form")
    files = [path for path in (tmp_path / "keys").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600, 0o600]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    KeyStore(tmp_path).make("receipt", "deployment")
    (tmp_path / "receipt" / "deployment.jwk").chmod(0o640)
    with pytest.raises(KeyFileError):
        KeyStore(tmp_path).find("receipt", "deployment")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}'])
def test_a_file_that_is_no_key_is_refused_without_quoting_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "receipt" / "deployment.jwk"
    path.parent.mkdir()
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match="is not an Ed25519 JWK"):
        KeyStore(tmp_path).find("receipt", "deployment")


def test_a_key_file_whose_halves_do_not_belong_together_is_refused(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.make("receipt", "one")
    store.make("receipt", "two")
    one, two = (tmp_path / "receipt" / f"{name}.jwk" for name in ("one", "two"))
    mixed = {**msgspec.json.decode(one.read_bytes()), "x": msgspec.json.decode(two.read_bytes())["x"]}
    one.write_bytes(msgspec.json.encode(mixed))
    with pytest.raises(KeyFileError, match="does not belong"):
        KeyStore(tmp_path).find("receipt", "one")


def test_a_name_that_would_leave_the_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        KeyStore(tmp_path).make("escrow", "../deployment")


def test_makers_at_the_same_moment_get_the_same_key(tmp_path: Path) -> None:
    made: list[bytes] = []
    start = threading.Barrier(4)

    def make() -> None:
        start.wait(timeout=10)
        made.append(KeyStore(tmp_path).make("escrow", "desa-ttu").public)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    KeyStore(tmp_path).make_secret("form")
    secret = KeyStore(tmp_path).secret("form")
    KeyStore(tmp_path).make_secret("form")
    assert len(secret) == 32
    assert KeyStore(tmp_path).secret("form") == secret


def test_a_secret_that_is_missing_is_not_made_in_passing(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="is missing"):
        KeyStore(tmp_path).secret("form")


def test_a_key_is_exchanged_under_a_process_that_has_it_read(tmp_path: Path) -> None:
    keys, other = KeyStore(tmp_path), KeyStore(tmp_path)
    old = keys.make("log", "deployment")
    found = keys.in_force("log", "deployment", registry("deployment", "log", old))
    assert found is not None
    assert found.key.public == old.public
    new = other.make_next("log", "deployment")
    assert other.make_next("log", "deployment").public == new.public
    exchanged = registry("deployment", "log", old, new)
    found = keys.in_force("log", "deployment", exchanged)
    assert found is not None
    assert found.kid == kid_of("deployment", new.public)
    other.put_next("log", "deployment")
    for process in (keys, KeyStore(tmp_path)):
        found = process.in_force("log", "deployment", exchanged)
        assert found is not None
        assert found.key.public == new.public


def test_the_old_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path)
    old = keys.make("receipt", "deployment")
    new = keys.make_next("receipt", "deployment")
    aside = keys.put_next("receipt", "deployment")
    assert aside is not None
    assert read_key(aside).public == old.public
    assert aside.stat().st_mode & 0o777 == 0o600
    assert keys.make("receipt", "deployment").public == new.public
    assert sorted(path.name for path in aside.parent.iterdir()) == sorted([aside.name, "deployment.jwk"])


def test_a_key_that_has_ended_or_is_of_another_custody_is_not_in_force(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path)
    key = keys.make("log", "deployment")
    assert keys.in_force("log", "deployment", registry("deployment", "reads-log", key)) is None
    another = KeyStore(tmp_path / "other").make("log", "deployment")
    assert keys.in_force("log", "deployment", registry("deployment", "log", key, another)) is None
