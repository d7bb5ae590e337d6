"""The verbs that start servers: `jejak serve`, `jejak demo`, `jejak bench`."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
import uvloop

from ops.demo import Demo, run_demo
from ops.deployment import Deployment
from ops.failures import StartFailure
from ops.scenario import Scenario, ScenarioError, read_scenario, shipped_scenarios
from ops.serving import (
    follower_beside,
    kept_origin,
    kept_settings,
    listening,
    serve,
    stopped_in_order,
    url_of,
)
from server.app import create_app
from server.clock import system_clock
from server.commands.place import registrar_of
from server.commands.run import USAGE, ended, explained_failures
from server.config import Settings, settings_from
from server.start import open_services

CHECKOUT = Path(__file__).parent.parent
DEMO_DATA = (CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / ".jejak-demo"

app = typer.Typer(no_args_is_help=True)


@app.command("serve")
def serve_deployment(
    data: Annotated[
        Path | None,
        typer.Option(
            envvar="JEJAK_DATA",
            help="Directory for embedded PostgreSQL and NATS and for the keys; JEJAK_DATABASE_URL and "
            "JEJAK_NATS_URL name outside servers instead.",
        ),
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on (127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, 0 for a free one (8600).")] = None,
    origin: Annotated[
        str | None,
        typer.Option(help="Id of the deployment, which every event names; kept in the data directory."),
    ] = None,
    name: Annotated[str, typer.Option(help="Name under which the deployment registers itself.")] = "Jejak",
) -> None:
    """Serve the log over HTTP until SIGINT or SIGTERM."""
    with explained(), stopped_in_order(), ExitStack() as stack:
        arguments: dict[str, Any] = {"host": host, "port": port, "origin": origin}
        bound = stack.enter_context(listening(*address(arguments)))
        arguments["port"] = bound.getsockname()[1]
        if data is not None:
            arguments["origin"] = kept_origin(data, origin or os.environ.get("JEJAK_ORIGIN"))
            arguments |= servers_of(stack.enter_context(Deployment(data)))
        settings = settings_from(os.environ, **arguments)
        uvloop.run(found(settings, name))
        if data is not None:
            stack.enter_context(kept_settings(data, settings))
        typer.echo(f"{settings.origin} is served at {url_of(bound)}", err=True)
        patience = stack.enter_context(follower_beside(settings.database_url))
        serve(create_app(settings, follower_patience=patience), bound)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for a free one.")] = 8600,
    data: Annotated[Path, typer.Option(help="Data directory, kept between runs.")] = DEMO_DATA,
    empty: Annotated[bool, typer.Option("--empty", help="Agencies and tokens, no scenario.")] = False,
    leave: Annotated[bool, typer.Option("--exit", help="Stop after the story.")] = False,
    ready_file: Annotated[
        Path | None, typer.Option(help="File to write when all stands: URLs, tokens, key files, as JSON.")
    ] = None,
) -> None:
    """Two task forces and a story, on embedded servers: what is published, who receives it, who may not."""
    with explained(), stopped_in_order():
        now = system_clock()
        scenarios = () if empty else tuple(each.so_far(now) for each in shipped_scenarios())
        run_demo(Demo(port, data, scenarios, leave, ready_file))


@app.command()
def simulate(
    scenarios: Annotated[
        list[Path], typer.Argument(help="Scenario files (docs/scenario-format.md), played on one time line.")
    ],
    data: Annotated[
        Path | None, typer.Option(help="Data directory to keep; without it one that goes when all is told.")
    ] = None,
) -> None:
    """Play scenario files on a deployment of their own, tell what happened, and check what they say of it."""
    with explained(), stopped_in_order(), ExitStack() as stack:
        played = tuple(map(scenario_in, scenarios))
        place = data or Path(stack.enter_context(TemporaryDirectory(prefix="jejak-simulate-")))
        run_demo(Demo(0, place, played, leave=True, witnessed=False))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def bench(context: typer.Context) -> None:
    """Measure, each figure beside a peer (`jejak bench --help`)."""
    from ops.bench.cli import app as benchmarks  # its peers are installed for tests only

    benchmarks(args=context.args, prog_name="jejak bench")


def scenario_in(path: Path) -> Scenario:
    """The scenario of a file. Ends the command with one sentence where it cannot be read."""
    try:
        return read_scenario(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ended(f"{path} cannot be read: {type(error).__name__}.", USAGE) from None
    except ScenarioError as error:
        raise ended(f"{path}: {error}", USAGE) from None


@contextmanager
def explained() -> Iterator[None]:
    """Ends the command with one sentence and the failure's exit code."""
    try:
        with explained_failures():
            yield
    except StartFailure as failure:
        raise ended(str(failure), failure.exit_code) from None


def address(arguments: dict[str, Any]) -> tuple[str, int]:
    """Where to listen, before any other setting is known."""
    known = settings_from(os.environ, **(arguments | {"database_url": "-", "keys_dir": "-", "origin": "-"}))
    return known.host, known.port


def servers_of(deployment: Deployment) -> dict[str, Any]:
    """The settings that a data directory and its servers stand for."""
    return {
        "database_url": deployment.database_url,
        "keys_dir": deployment.keys,
        "nats_url": deployment.nats_url,
        "nats_seed_file": deployment.nats_seed_file,
    }


async def found(settings: Settings, name: str) -> None:
    """Migrates the database and founds the deployment where it is not founded yet."""
    async with open_services(settings, system_clock) as services:
        await registrar_of(services).found(name, services.rules)
