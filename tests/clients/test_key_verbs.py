"""Keys of an agency from its own machine: registered, replaced, revoked, each safe to run again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jejak_client import AgencyKey, make_key, save_key
from jejak_client.cli import app as cli
from typer.testing import CliRunner

from tests.clients.test_client_over_http import Site, report

POLICE = "polres-ttu"
Jejak = Callable[..., Any]


@pytest.fixture
def jejak(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Jejak:
    """Runs a command as the police, whose root key is at hand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JEJAK_URL", site.url)
    monkeypatch.setenv("JEJAK_TOKEN", site.token(POLICE))
    root = site.deployment.roots[POLICE].private.private_bytes_raw()
    save_key(tmp_path / "root.jwk", AgencyKey(POLICE, root))

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(cli, list(arguments))

    return run


def registered(jejak: Jejak, file: str) -> AgencyKey:
    """A new key in a file, in force."""
    save_key(Path(file), key := make_key(POLICE))
    assert jejak("key", "register", file, "--root", "root.jwk").exit_code == 0
    return key


def known(site: Site, kid: str) -> dict[str, Any]:
    with site.client(POLICE) as client:
        (found,) = [k for a in client.keys()["agencies"] for k in a["keys"] if k["kid"] == kid]
    return dict(found)


def test_a_key_takes_the_place_of_another(site: Site, jejak: Jejak) -> None:
    old = registered(jejak, "old.jwk")
    save_key(Path("new.jwk"), new := make_key(POLICE))
    asked = ("key", "rotate", "new.jwk", "--replaces", old.kid, "--root", "root.jwk", "--json")
    done = json.loads(jejak(*asked).stdout)
    assert known(site, old.kid)["until_position"] == known(site, new.kid)["from_position"] == done["position"]
    again = json.loads(jejak(*asked).stdout)
    assert again == {"kid": new.kid, "status": "already_recorded", "position": None}
    with site.client(POLICE) as client:
        assert client.publish(client.sign(report(POLICE), new)).recorded
        assert client.publish(client.sign(report(POLICE), old)).slug == "key_not_valid"


def test_a_key_that_nobody_registered_is_not_replaced(jejak: Jejak) -> None:
    save_key(Path("new.jwk"), make_key(POLICE))
    unknown = make_key(POLICE).kid
    result = jejak("key", "rotate", "new.jwk", "--replaces", unknown, "--root", "root.jwk")
    assert (result.exit_code, result.stderr) == (1, "No key of that id is on record.\n")


def test_a_key_is_revoked_with_when_it_came_into_other_hands(site: Site, jejak: Jejak) -> None:
    key = registered(jejak, "stolen.jwk")
    since = known(site, key.kid)["from_position"] + 1
    asked = ("key", "revoke", key.kid, "--root", "root.jwk", "--reason", "compromised")
    assert jejak(*asked, "--compromised-since", str(since)).stdout == f"recorded {key.kid}\n"
    assert known(site, key.kid)["compromised_since"] == since
    assert known(site, key.kid)["until_position"] >= since
    assert jejak(*asked, "--compromised-since", str(since)).stdout == f"already_recorded {key.kid}\n"
    assert jejak(*asked).stdout == f"already_recorded {key.kid}\n"


def test_that_an_ended_key_had_been_in_other_hands_is_said_afterwards(site: Site, jejak: Jejak) -> None:
    key = registered(jejak, "ended.jwk")
    with site.client(POLICE) as client:
        client.publish(client.sign(report(POLICE), key))
    asked = ("key", "revoke", key.kid, "--root", "root.jwk", "--reason")
    assert jejak(*asked, "replaced").exit_code == 0
    ended = known(site, key.kid)
    since = str(ended["from_position"] + 1)
    assert jejak(*asked, "compromised", "--compromised-since", since).stdout == f"recorded {key.kid}\n"
    assert known(site, key.kid) == {**ended, "compromised_since": int(since)}


def test_a_revocation_by_another_key_than_the_root_is_refused(site: Site, jejak: Jejak) -> None:
    key = registered(jejak, "kept.jwk")
    result = jejak("key", "revoke", key.kid, "--root", "kept.jwk", "--reason", "lost")
    assert result.exit_code == 1
    assert "The server refused: authority_missing" in result.stderr
    assert known(site, key.kid)["until_position"] is None
