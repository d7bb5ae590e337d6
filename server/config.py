"""Settings of one server process, from arguments and the environment."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from domain.ids import AGENCY_PATTERN

PREFIX = "JEJAK_"
NAME = re.compile(r"[^\s+\x00-\x1f]{1,255}")
SAFE_URL = re.compile(r"https://[^/@\s]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)")
PATHS = frozenset({"keys_dir", "nats_seed_file", "oidc_secret_file", "signed_dir", "policy_file"})


class SettingsError(ValueError):
    """A setting is missing or not valid; the message names the variable, never its value."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a server must be told. Everything else is in the log, in the database or in `keys_dir`.

    database_url: PostgreSQL DSN of the role that owns the schema (15 to 18).
    keys_dir: directory with the private keys of the deployment, its escrow and receipts, and the
    key-encryption key: outside the database and outside its backups.
    signed_dir: directory of the files that say what was signed last, by default below `keys_dir`; best on
    another disk. Where it is restored from a backup together with the database, it guards nothing.
    policy_file: which witnesses make a checkpoint final (C2SP tlog-policy); without it none ever is.
    origin: the deployment id that every event body names, such as `jejak.sukabumi-ttu.example`.
    deployment_agency: the agency id under which the deployment itself records.
    nats_url, nats_seed_file: the bell; without it agencies poll.
    public_url: where browsers reach this server, such as `https://jejak.example`.
    oidc_issuer, oidc_client_id, oidc_secret_file: the identity provider through which people may log in, who
    this server is there, and the file with its secret (none for a public client); needs `public_url`.
    """

    database_url: str
    keys_dir: Path
    origin: str
    deployment_agency: str = "deployment"
    nats_url: str | None = None
    nats_seed_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8600
    public_url: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_secret_file: Path | None = None
    signed_dir: Path | None = None
    policy_file: Path | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.origin):
            rule = "must be a name without a space or a plus, at most 255 characters"
            raise SettingsError(f"{PREFIX}ORIGIN {rule}.")
        if not AGENCY_PATTERN.fullmatch(self.deployment_agency):
            raise SettingsError(f"{PREFIX}DEPLOYMENT_AGENCY must be an agency id.")
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"{PREFIX}PORT must lie between 0 and 65535.")
        self._check_provider()

    def _check_provider(self) -> None:
        """Who somebody is must not be told over a network without TLS."""
        for name in ("oidc_issuer", "public_url"):
            url: str | None = getattr(self, name)
            if url is not None and not SAFE_URL.match(url):
                raise SettingsError(f"{PREFIX}{name.upper()} must be an https URL.")
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise SettingsError(
                f"{PREFIX}OIDC_ISSUER needs {PREFIX}OIDC_CLIENT_ID and {PREFIX}PUBLIC_URL beside it."
            )

    @property
    def signed_files(self) -> Path:
        """The directory of the files that say what was signed last."""
        return self.signed_dir or self.keys_dir / "signed"

    def __repr__(self) -> str:
        """Without the database URL and the NATS URL: both may hold a password."""
        return f"Settings(origin={self.origin!r}, host={self.host!r}, port={self.port})"


def settings_from(environment: Mapping[str, str], **arguments: Any) -> Settings:
    """Settings from `JEJAK_<NAME>` variables; an argument that is not None wins.

    Raises SettingsError naming the variable that is missing or not valid.
    """
    given: dict[str, Any] = {}
    for name in Settings.__struct_fields__:
        value = arguments.get(name)
        if value is None:
            value = environment.get(PREFIX + name.upper()) or None
        if value is not None:
            given[name] = _typed(name, value)
    for name in Settings.__struct_fields__[: -len(Settings.__struct_defaults__)]:
        if name not in given:
            raise SettingsError(f"{PREFIX}{name.upper()} is not set.")
    return Settings(**given)


def _typed(name: str, value: Any) -> Any:
    if name in PATHS:
        return Path(value)
    if name != "port":
        return value
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{PREFIX}PORT must be a number.") from None
