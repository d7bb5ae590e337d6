"""Key files: one owner, one agency, parts that belong together."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from jejak_client import AgencyKey, KeyFileError, load_key, make_key, save_key

from domain.base64url import decode
from domain.keys import check_possession, check_public_key
from server.evidence.keystore import read_key
from tests.domain.vector_files import KEYS, ORIGIN, load


@pytest.mark.parametrize("agency", ["polres-ttu", "kejari-ttu"])
def test_the_kid_and_public_key_are_those_of_the_vectors(agency: str) -> None:
    key = AgencyKey(agency, bytes.fromhex(KEYS[agency]["seed"]))
    assert (key.kid, key.x) == (KEYS[agency]["kid"], KEYS[agency]["x"])


def test_the_proof_of_possession_is_that_of_the_vectors() -> None:
    vector = load("possession.json")
    key = AgencyKey("polres-ttu", bytes.fromhex(KEYS["polres-ttu"]["seed"]))
    assert key.prove_possession(vector["statement"]["origin"], "root") == vector["compact"]


def test_a_saved_key_is_loaded_as_it_was(tmp_path: Path) -> None:
    key = make_key("polres-ttu")
    save_key(tmp_path / "key.jwk", key)
    loaded = load_key(tmp_path / "key.jwk")
    assert loaded.as_jwk() == key.as_jwk()
    assert loaded.sign(b"{}", "typ") == key.sign(b"{}", "typ")


def test_a_key_file_is_for_its_owner_alone_and_holds_what_the_server_reads(tmp_path: Path) -> None:
    key = make_key("polres-ttu")
    save_key(tmp_path / "key.jwk", key)
    assert stat.S_IMODE((tmp_path / "key.jwk").stat().st_mode) == 0o600
    assert read_key(tmp_path / "key.jwk").thumbprint == key.thumbprint


def test_a_new_key_is_one_that_a_server_registers() -> None:
    key = make_key("polres-ttu")
    raw = decode(key.x) or b""
    assert check_public_key(raw) is None
    proof = key.prove_possession(ORIGIN, "agency")
    assert check_possession(proof, raw, "polres-ttu", ORIGIN, "agency") is None


def test_no_two_new_keys_are_the_same() -> None:
    assert len({make_key("polres-ttu").kid for _ in range(20)}) == 20


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    save_key(tmp_path / "key.jwk", make_key("polres-ttu"))
    before = (tmp_path / "key.jwk").read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        save_key(tmp_path / "key.jwk", make_key("polres-ttu"))
    assert (tmp_path / "key.jwk").read_bytes() == before


def test_a_key_prints_its_id_only() -> None:
    key = make_key("polres-ttu")
    assert repr(key) == f"AgencyKey({key.kid!r})"
    assert key.as_jwk()["d"] not in repr(vars(key).get("kid"))


@pytest.mark.parametrize("agency", ["", "Polres", "polres_ttu", "a--b", "a" * 65, "escrow/a"])
def test_a_key_belongs_to_an_agency_id(agency: str) -> None:
    with pytest.raises(ValueError):
        make_key(agency)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key.jwk"
    save_key(path, make_key("polres-ttu"))
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="others"):
        load_key(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": "EC"},
        {"crv": "Ed448"},
        {"crv": None},
        {"x": KEYS["kejari-ttu"]["x"]},
        {"d": "AAAA"},
        {"d": None},
        {"kid": "kejari-ttu/x"},
        {"kid": None},
        {"kid": KEYS["kejari-ttu"]["kid"]},
    ],
)
def test_a_key_file_whose_parts_do_not_belong_together_is_refused(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = tmp_path / "key.jwk"
    key = make_key("polres-ttu")
    save_key(path, key)
    path.write_text(json.dumps({**key.as_jwk(), **changes}))
    with pytest.raises(KeyFileError) as refused:
        load_key(path)
    assert key.as_jwk()["d"] not in str(refused.value)


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", "\u00e9", '"x"'])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.jwk"
    save_key(path, make_key("polres-ttu"))
    path.write_text(content)
    with pytest.raises(KeyFileError):
        load_key(path)


def test_a_missing_key_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="nowhere"):
        load_key(tmp_path / "nowhere.jwk")
    with pytest.raises(KeyFileError, match="nowhere"):
        save_key(tmp_path / "nowhere" / "key.jwk", make_key("polres-ttu"))
