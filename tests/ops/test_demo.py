"""`jejak demo` and `jejak serve` as an operator runs them: ports, directories, keys, and how they stop."""

import json
import os
import signal
import socket
from pathlib import Path

import httpx
import pytest
from jejak_client.cli import app as client
from jejak_client.keys import load_key

from ops import embedded_postgres
from ops.cli import app as starting
from ops.failures import CannotRunHere, DiskFull, StartFailure, WheelMissing
from server.cli import app as server
from tests.ops.demos import SECONDS, alive, jejak, ready, running, servers, until, verb

pytestmark = [pytest.mark.timeout(2 * SECONDS), pytest.mark.usefixtures("no_settings_of_ours")]


def test_an_empty_demo_serves_agencies_without_a_case_and_stops_with_ctrl_c(tmp_path: Path) -> None:
    file, output, data = tmp_path / "ready.json", tmp_path / "output", tmp_path / "data"
    words = ("demo", "--port", 0, "--data", data, "--empty", "--ready-file", file)
    with running(*words, output=output) as process:
        told = ready(file, process, output)
        headers = {"Authorization": f"Bearer {told['tokens']['disdik-sukabumi']['reader']}"}
        with httpx.Client(base_url=told["url"], headers=headers) as http:
            assert http.get("/v1/feed").json()["items"] == []
            assert http.get("/v1/log/keys").json()["origin"] == "jejak.sukabumi-ttu.example"
        listed = json.loads(verb(server, "agency", "list", "--data", data, "--json").stdout)
        assert {each["agency"] for each in listed} == {*told["tokens"], "deployment"}
        started = servers(data)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(SECONDS) == 0, output.read_text()
    assert [pid for pid in started if alive(pid)] == []


def test_a_data_directory_is_used_by_one_demo_and_no_server_outlives_it(tmp_path: Path) -> None:
    file, output, data = tmp_path / "ready.json", tmp_path / "output", tmp_path / "data"
    words = ("demo", "--port", 0, "--data", data, "--empty", "--ready-file", file)
    with running(*words, output=output) as process:
        ready(file, process, output)
        started = servers(data)
        assert all(map(alive, started))
        assert "is in use by process" in jejak("demo", "--port", 0, "--data", data, expect=6).stderr
        process.kill()
        until(lambda: not any(map(alive, started)), "a server outlives the demo")


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for name in ("demo", "serve"):
            done = jejak(name, "--port", port, "--data", tmp_path / "data", expect=4)
            assert done.stderr.strip() == f"Port {port} is in use; choose another, or 0 for a free one."
            assert done.stdout == ""
    assert not (tmp_path / "data").exists()


def test_a_deployment_is_served_rebuilt_and_stopped_in_order(tmp_path: Path) -> None:
    data, output = tmp_path / "data", tmp_path / "output"
    words = ("serve", "--port", 0, "--data", data, "--origin", "jejak.test.example", "--name", "Uji")
    with running(*words, output=output) as process:
        until((data / "serving.json").exists, "nothing is served")
        until(lambda: "Application startup complete" in output.read_text(), "the server does not answer")
        listed = json.loads(verb(server, "agency", "list", "--data", data, "--json").stdout)
        assert [each["agency"] for each in listed] == ["deployment"]
        rebuilt = json.loads(jejak("rebuild", "--data", data, "--json").stdout)
        assert {each["projection"] for each in rebuilt} >= {"ledger", "case_file", "timeline", "worklist"}
        assert all(each["equal"] for each in rebuilt)
        compared = json.loads(
            verb(server, "rebuild", "case_file", "--check", "--data", data, "--json").stdout
        )
        assert compared[0]["equal"] is True
        process.terminate()
        assert process.wait(SECONDS) == 0, output.read_text()
    assert not (data / "serving.json").exists()


def test_an_agency_joins_with_keys_that_never_leave_it(tmp_path: Path) -> None:
    data, output = tmp_path / "data", tmp_path / "output"
    root, key, proof, token = (tmp_path / name for name in ("root.jwk", "key.jwk", "proof.json", "token"))
    words = ("serve", "--port", 0, "--data", data, "--origin", "jejak.test.example")
    with running(*words, output=output) as process:
        until(lambda: "Application startup complete" in output.read_text(), "the server does not answer")
        url = output.read_text().splitlines()[0].split()[-1]
        for file in (root, key):
            verb(client, "key", "new", "polres-ttu", file)
        proof.write_text(verb(client, "key", "prove", root, "--origin", "jejak.test.example").stdout)
        joins = ("polres-ttu", "--kind", "polres", "--name", "Polres TTU", "--root", proof, "--data", data)
        verb(server, "agency", "add", *joins)
        issued = verb(server, "token", "issue", "polres-ttu", "publisher", "--data", data, "--json").stdout
        token.write_text(json.loads(issued)["token"])
        register = ("key", "register", key, "--root", root, "--url", url, "--token-file", token)
        first = json.loads(verb(client, *register, "--json").stdout)
        assert first["kid"] == load_key(key).kid
        assert first["status"] == "recorded"
        assert verb(client, *register).stdout == f"already_recorded {first['kid']}\n"
        other = tmp_path / "other.jwk"
        verb(client, "key", "new", "polres-ttu", other)
        by_itself = ("key", "register", other, "--root", key, "--url", url, "--token-file", token)
        assert "authority_missing" in verb(client, *by_itself, expect=1).stderr
        process.terminate()
        process.wait(SECONDS)


def test_serving_without_a_database_names_the_setting(tmp_path: Path) -> None:
    done = verb(starting, "serve", "--port", 0, "--origin", "jejak.test.example", expect=2)
    assert done.stderr.strip() == "JEJAK_DATABASE_URL is not set."


@pytest.mark.parametrize(
    ("place", "failure", "code"),
    [
        ("find_binaries", WheelMissing("PostgreSQL is missing."), 3),
        ("require_room", DiskFull("There is no room."), 5),
        ("route_to", CannotRunHere("This account may not run it."), 7),
    ],
)
def test_what_is_missing_ends_the_demo_with_one_sentence_and_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, failure: StartFailure, code: int
) -> None:
    def fails(*_: object) -> None:
        raise failure

    monkeypatch.setattr(embedded_postgres, place, fails)
    done = verb(starting, "demo", "--port", 0, "--data", tmp_path / "data", expect=code)
    assert done.stderr.strip() == str(failure)
    assert done.stdout == ""


def test_a_log_is_served_under_its_own_origin_only(tmp_path: Path) -> None:
    (tmp_path / "origin").write_text("jejak.first.example")
    words = ("--port", 0, "--data", tmp_path)
    done = verb(starting, "serve", *words, "--origin", "jejak.other.example", expect=2)
    assert "another origin" in done.stderr
    assert "another origin" in verb(starting, "demo", *words, expect=2).stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["origin"]


def test_a_deployment_is_not_started_without_an_origin(tmp_path: Path) -> None:
    done = verb(starting, "serve", "--port", 0, "--data", tmp_path / "data", expect=2)
    assert done.stderr.strip() == "JEJAK_ORIGIN is not set."
    assert not (tmp_path / "data").exists()
