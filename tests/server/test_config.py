"""Settings: from the environment, from arguments, never printed with a password."""

from pathlib import Path

import pytest

from server.config import SettingsError, settings_from

NEEDED = {
    "JEJAK_DATABASE_URL": "postgresql://jejak:geheim@db/jejak",
    "JEJAK_KEYS_DIR": "keys",
    "JEJAK_ORIGIN": "jejak.sukabumi-ttu.example",
}


def test_settings_come_from_the_environment() -> None:
    settings = settings_from({**NEEDED, "JEJAK_PORT": "0", "JEJAK_NATS_URL": "nats://bell"})
    assert settings.keys_dir == Path("keys")
    assert (settings.port, settings.nats_url, settings.deployment_agency) == (0, "nats://bell", "deployment")


def test_an_argument_wins_over_the_environment() -> None:
    assert settings_from({**NEEDED, "JEJAK_PORT": "1"}, port=2, host=None).port == 2


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_missing_setting_is_named(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        settings_from({name: value for name, value in NEEDED.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JEJAK_PORT", "eighty"),
        ("JEJAK_PORT", "65536"),
        ("JEJAK_ORIGIN", "two words"),
        ("JEJAK_ORIGIN", "one+two"),  # no name of a key (signed-note), and so of no log
        ("JEJAK_DEPLOYMENT_AGENCY", "Not An Id"),
    ],
)
def test_a_setting_that_is_not_valid_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as raised:
        settings_from({**NEEDED, name: value})
    assert value not in str(raised.value)


def test_what_was_signed_lies_below_the_keys_or_on_a_disk_of_its_own() -> None:
    assert settings_from(NEEDED).signed_files == Path("keys/signed")
    assert settings_from({**NEEDED, "JEJAK_SIGNED_DIR": "elsewhere"}).signed_files == Path("elsewhere")


def test_settings_print_no_password() -> None:
    assert "geheim" not in repr(settings_from(NEEDED))
