"""Where a verb finds its deployment: in the environment, or in the directory that `jejak serve` runs on."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from server.clock import system_clock
from server.config import Settings, SettingsError, settings_from
from server.registrar import Registrar
from server.services import Services
from server.start import open_services

FILE = "serving.json"  # holds the database password: mode 0600

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="JEJAK_DATA",
        help="Data directory that `jejak serve` or `jejak demo` runs on; without it, JEJAK_DATABASE_URL, "
        "JEJAK_KEYS_DIR and JEJAK_ORIGIN say where.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def settings_at(data: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the deployment that a verb is to work on.

    Raises SettingsError where nothing serves that data directory, or the environment lacks a variable.
    """
    if data is None:
        return settings_from(os.environ if environment is None else environment)
    try:
        told: dict[str, Any] = msgspec.json.decode((data / FILE).read_bytes())
    except FileNotFoundError:
        raise SettingsError(f"Nothing serves {data}: start `jejak serve --data {data}` first.") from None
    return settings_from({}, **told)


def told(settings: Settings) -> bytes:
    """What `settings_at` reads back, for the process that serves to keep in its data directory."""
    return msgspec.json.encode(
        {name: str(value) for name, value in msgspec.structs.asdict(settings).items() if value is not None}
    )


@asynccontextmanager
async def opened(data: Path | None) -> AsyncIterator[Services]:
    """The services of the deployment, opened beside those of any server that runs on the same database."""
    async with open_services(settings_at(data), system_clock) as services:
        yield services


def registrar_of(services: Services) -> Registrar:
    """Who publishes the registry events of this deployment."""
    return Registrar(
        origin=services.settings.origin,
        deployment_agency=services.settings.deployment_agency,
        publisher=services.publisher,
        directory=services.directory,
        keys=services.keys,
        clock=services.clock,
    )
