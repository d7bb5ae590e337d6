"""`jejak account`: the operator makes, closes and resets accounts; a password is never an argument."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
import uvloop
from click.testing import Result
from typer.testing import CliRunner

from ops.cli import found
from server.auth.rules import account_rules
from server.cli import app
from server.config import Settings, SettingsError
from tests.server.auth.conftest import cheap

ORIGIN = "jejak.test.example"
PASSWORD = "kuda lumping di pasar senin"
Jejak = Callable[..., Result]


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database, keys_dir=tmp_path / "keys", origin=ORIGIN)


@pytest.fixture
def jejak(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Jejak:
    """Runs `jejak ...` on a founded deployment, with a password on standard input."""
    uvloop.run(found(settings, "Jejak Uji"))
    monkeypatch.setenv("JEJAK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(settings.keys_dir))
    monkeypatch.setenv("JEJAK_ORIGIN", settings.origin)

    def invoke(*words: str, password: str = PASSWORD) -> Result:
        with patch("server.start.account_rules", cheap):
            return CliRunner().invoke(app, list(words), input=password + "\n")

    return invoke


ADD = ("account", "add", "rina", "deployment", "--role", "reader", "--json")


def test_an_account_is_made_with_its_codes_shown_once(jejak: Jejak) -> None:
    made = jejak(*ADD)
    assert made.exit_code == 0, made.output
    shown = json.loads(made.stdout)
    assert shown.keys() == {"account_id", "login", "code_key", "code_uri"}
    assert shown["code_key"] in shown["code_uri"]
    listed = jejak("account", "list", "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["login"], row["agency"], row["roles"]) == ("rina", "deployment", ["reader"])
    for secret in (shown["code_key"], PASSWORD, "argon2"):
        assert secret not in listed.stdout


def test_the_password_and_the_codes_are_not_in_the_database(jejak: Jejak, settings: Settings) -> None:
    jejak(*ADD)
    with psycopg.connect(settings.database_url) as owner:
        (row,) = owner.execute("SELECT password_hash, a::text FROM jejak.accounts a").fetchall()
    assert row[0].startswith("$argon2id$")
    assert PASSWORD not in row[1]


@pytest.mark.parametrize(
    ("words", "password"),
    [
        (("account", "add", "rina", "nobody", "--role", "reader"), PASSWORD),
        (("account", "add", "rina", "deployment", "--role", "raja"), PASSWORD),
        (("account", "add", "Rina K", "deployment", "--role", "reader"), PASSWORD),
        (("account", "add", "rina", "deployment"), PASSWORD),
        (("account", "add", "rina", "deployment", "--role", "reader"), "pendek"),
        (("account", "add", "rina", "deployment", "--role", "reader", "--subject", "s-1"), PASSWORD),
        (("account", "reset", "nobody"), PASSWORD),
    ],
)
def test_an_account_that_cannot_be_is_refused(jejak: Jejak, words: tuple[str, ...], password: str) -> None:
    assert jejak(*words, password=password).exit_code == 2
    assert json.loads(jejak("account", "list", "--json").stdout) == []


def test_a_login_is_given_once(jejak: Jejak) -> None:
    assert jejak(*ADD).exit_code == 0
    assert jejak(*ADD).exit_code == 2


def test_a_password_is_no_argument(jejak: Jejak) -> None:
    assert jejak(*ADD, "--password", PASSWORD).exit_code == 2


def test_an_account_of_the_provider_has_no_password(
    jejak: Jejak, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEJAK_OIDC_ISSUER", "https://id.example")
    monkeypatch.setenv("JEJAK_OIDC_CLIENT_ID", "jejak")
    monkeypatch.setenv("JEJAK_PUBLIC_URL", "https://jejak.example")
    made = jejak(*ADD, "--subject", "s-1")
    assert json.loads(made.stdout).keys() == {"account_id", "login"}
    with psycopg.connect(settings.database_url) as owner:
        rows = owner.execute("SELECT password_hash, issuer, issuer_subject FROM jejak.accounts").fetchall()
    assert rows == [(None, "https://id.example", "s-1")]


def test_an_account_is_closed_and_opened_again(jejak: Jejak) -> None:
    jejak(*ADD)
    for verb, closed in (("disable", True), ("enable", False)):
        assert jejak("account", verb, "rina").exit_code == 0
        (row,) = json.loads(jejak("account", "list", "--json").stdout)
        assert (row["disabled_at"] is not None) == closed
        assert jejak("account", verb, "nobody").exit_code == 1


def test_a_reset_gives_new_codes_and_ends_what_was_open(jejak: Jejak, settings: Settings) -> None:
    first = json.loads(jejak(*ADD).stdout)
    with psycopg.connect(settings.database_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO jejak.sessions VALUES (gen_random_uuid(), %s, '\\x00', now(), now(), now())",
            [first["account_id"]],
        )
        again = json.loads(
            jejak("account", "reset", "rina", "--json", password="kerbau di sawah hijau").stdout
        )
        ended = owner.execute("SELECT revoked_at IS NOT NULL FROM jejak.sessions").fetchall()
    assert (again["account_id"], ended) == (first["account_id"], [(True,)])
    assert again["code_key"] != first["code_key"]


def test_a_token_ends_after_a_year_unless_told_otherwise(jejak: Jejak) -> None:
    for words, days in (((), account_rules().tokens.days), (("--days", "7"), 7)):
        issued = json.loads(jejak("token", "issue", "deployment", "reader", "--json", *words).stdout)
        left = datetime.fromisoformat(issued["expires_at"]) - datetime.now(UTC)
        assert timedelta(days=days, minutes=-5) < left <= timedelta(days=days)


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "http://id.example", "oidc_client_id": "x", "public_url": "https://jejak.example"},
        {"oidc_issuer": "https://id.example", "oidc_client_id": "x"},
        {"oidc_issuer": "https://id.example", "public_url": "https://jejak.example"},
        {"public_url": "http://jejak.example"},
    ],
)
def test_a_provider_is_named_whole_and_by_tls(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings(database_url="", keys_dir=Path(), origin=ORIGIN, **given)
