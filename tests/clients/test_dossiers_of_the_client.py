"""`jejak dossier`: a zip of its own for its owner alone, whole or not at all."""

import base64
import json
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from jejak_client import JejakClient
from jejak_client.cli import app
from jejak_client.commands import common
from typer.testing import CliRunner

from tests.clients.fake_server import problem

Run = Callable[..., Result]
DISPUTE = "5f0d3a0e-0c55-4f6e-9d65-0a1e6c8b5e10"
ZIP = b"PK\x03\x04 a dossier"


def answer(content: bytes = ZIP, proof: str = "final", sent: bytes = ZIP) -> httpx.Response:
    digest = base64.b64encode(sha256(sent).digest()).decode()
    headers = {"Repr-Digest": f"sha-256=:{digest}:", "Jejak-Position": "46", "Jejak-Proof": proof}
    return httpx.Response(200, content=content, headers=headers)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Fetches the dossier into `d.zip` from a server that answers so."""
    monkeypatch.chdir(tmp_path)

    def run_against(*answers: httpx.Response, options: tuple[str, ...] = ()) -> Result:
        left = list(answers)

        def handle(request: httpx.Request) -> httpx.Response:
            assert request.url.path == f"/v1/disputes/{DISPUTE}/dossier"
            return left.pop(0)

        def client(url: str, token: str, **_: object) -> JejakClient:
            transport = httpx.MockTransport(handle)
            return JejakClient(url, token, attempts=3, sleep=lambda _: None, transport=transport)

        monkeypatch.setattr(common, "JejakClient", client)
        environment = {"JEJAK_URL": "http://jejak.test", "JEJAK_TOKEN": "secret"}
        return CliRunner().invoke(app, ["dossier", DISPUTE, "--to", "d.zip", *options], env=environment)

    return run_against


def test_it_is_written_as_it_was_sent_for_its_owner_alone(run: Run) -> None:
    done = run(answer(), options=("--json",))
    assert done.exit_code == 0
    told = {"file": "d.zip", "position": 46, "state": "final", "sha256": sha256(ZIP).hexdigest()}
    assert json.loads(done.stdout) == told
    assert Path("d.zip").read_bytes() == ZIP
    assert stat.S_IMODE(Path("d.zip").stat().st_mode) == 0o600


def test_a_pending_one_is_written_and_said_to_be_pending(run: Run) -> None:
    done = run(answer(proof="pending"))
    assert (done.exit_code, Path("d.zip").read_bytes()) == (0, ZIP)
    assert "d.zip: pending, up to entry 46" in done.stdout
    assert "fetch it once more" in done.stderr


def test_one_that_was_damaged_on_its_way_is_not_written(run: Run) -> None:
    done = run(answer(content=ZIP[:-1]))
    assert (done.exit_code, Path("d.zip").exists()) == (3, False)
    assert "damaged" in done.stderr


def test_it_is_never_written_over_another_file(run: Run) -> None:
    Path("d.zip").write_bytes(b"the one of last week")
    done = run(answer())
    assert (done.exit_code, Path("d.zip").read_bytes()) == (2, b"the one of last week")


def test_what_is_not_sealed_yet_is_asked_for_again(run: Run) -> None:
    done = run(problem("not_sealed", 503), answer())
    assert (done.exit_code, Path("d.zip").read_bytes()) == (0, ZIP)


def test_a_refusal_is_said_and_nothing_is_written(run: Run) -> None:
    done = run(problem("not_found", 404))
    assert (done.exit_code, Path("d.zip").exists()) == (1, False)
    assert "not_found" in done.stderr
