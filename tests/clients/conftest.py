from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from jejak_client import JejakClient, make_key, save_key
from jejak_client.cli import app
from jejak_client.commands import common
from jejak_client.state import LocalState
from typer.testing import CliRunner

from tests.clients.fake_server import FakeServer
from tests.clients.test_client_over_http import Site, served
from tests.clients.verbs import Run
from tests.servers import DatabaseServer


@pytest.fixture(scope="session")
def site(
    postgres_server: DatabaseServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A deployment over real HTTP that the tests of the client share."""
    with (
        postgres_server.fresh_database(migrated_template) as database,
        served(database, tmp_path_factory.mktemp("keys")) as serving,
    ):
        yield serving


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    """A server that the commands talk to in place of the network."""
    fake = FakeServer()

    def client(url: str, token: str, state: LocalState | None = None) -> JejakClient:
        transport = fake.transport()
        return JejakClient(url, token, attempts=3, sleep=lambda _: None, transport=transport, state=state)

    monkeypatch.setattr(common, "JejakClient", client)
    return fake


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty directory, with URL and token in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JEJAK_URL", "http://jejak.test")
    monkeypatch.setenv("JEJAK_TOKEN", "secret")

    def run_command(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    return run_command


@pytest.fixture
def key(tmp_path: Path) -> str:
    save_key(tmp_path / "key.jwk", make_key("polres-ttu"))
    return str(tmp_path / "key.jwk")
