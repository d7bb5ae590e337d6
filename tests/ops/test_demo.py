"""`jejak demo` and `jejak serve` as processes of their own, as an operator runs them."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import typer
from click.testing import Result
from jejak_client.cli import app as client
from jejak_client.keys import load_key
from jejak_client.tlog.policy import read_policy
from typer.testing import CliRunner

from ops import embedded_postgres
from ops.cli import app as starting
from ops.failures import CannotRunHere, DiskFull, StartFailure, WheelMissing
from ops.roster import demo_roster
from server.cli import app as server

JEJAK = Path(sys.executable).parent / "jejak"
SECONDS = 240.0  # a story takes 40 s alone, and the other half of the suite runs beside it

pytestmark = pytest.mark.timeout(2 * SECONDS)


def jejak(*words: object, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """One run of the command to its end."""
    command = [str(JEJAK), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment())
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def verb(app: typer.Typer, *words: object, expect: int = 0) -> Result:
    """One verb in this process: a process of its own takes a second to start."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == expect, done.output
    return done


@contextmanager
def running(*words: object, output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process group of its own; killed at the end where it still runs."""
    with output.open("wb") as file:
        command = [str(JEJAK), *map(str, words)]
        process = subprocess.Popen(
            command, stdout=file, stderr=file, env=environment(), start_new_session=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(SECONDS)


def environment() -> dict[str, str]:
    """Ours, without settings that would take the command elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}


def until(happened: Any, what: str) -> Any:
    deadline = time.monotonic() + SECONDS
    while not (found := happened()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return found


def ready(path: Path, process: subprocess.Popen[bytes], output: Path) -> dict[str, Any]:
    """What the ready file tells, once it is there."""
    until(lambda: path.exists() or process.poll() is not None, "no ready file was written")
    assert path.exists(), output.read_text()
    told: dict[str, Any] = json.loads(path.read_bytes())
    return told


def servers(data: Path) -> list[int]:
    """The process ids of the embedded servers."""
    files = [data / "postgres/data/postmaster.pid", data / "nats/pid"]
    return [int(file.read_text().split("\n", 1)[0]) for file in files]


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ.keys() - environment().keys():
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that the tests of this module use one after the other."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def story(data: Path) -> tuple[str, dict[str, Any]]:
    """What the first run printed, and its ready file."""
    file = data.parent / "first.json"
    done = jejak("demo", "--port", 0, "--data", data, "--exit", "--ready-file", file)
    return done.stdout, json.loads(file.read_bytes())


def test_the_story_is_told_in_both_languages(story: tuple[str, dict[str, Any]]) -> None:
    text = story[0]
    assert "Anak direkrut lewat media sosial" in text
    assert "Duplicate report of the same victim by two agencies" in text
    assert "checks hold" in text
    assert "✗" not in text


def test_the_story_tells_who_received_what_and_who_may_not(story: tuple[str, dict[str, Any]]) -> None:
    text = " ".join(story[0].split())
    assert "Visum et repertum diterbitkan" in text
    assert "Isi / body → Polres Sukabumi (kesehatan); Kejaksaan Negeri Sukabumi (kesehatan)" in text
    assert "dijawab 404 / tried, answered 404" in text


def test_the_last_event_is_vouched_for_by_three_agencies_whose_witnesses_are_told(
    data: Path, story: tuple[str, dict[str, Any]]
) -> None:
    told = re.search(r"proof of the last event: final \((.*)\)", story[0])
    assert told is not None, story[0]
    policy = read_policy((data / "policy").read_bytes())
    assert policy.satisfied(told[1].split(", "))
    assert policy.groups["agencies"].threshold == 2
    assert [witness.url is not None for witness in policy.witnesses.values()] == [True] * 3
    assert all(str(witness.url) in story[0] for witness in policy.witnesses.values())
    assert {log.key.name.rpartition("/")[2] for log in policy.logs} == {"log", "reads"}


def test_the_ready_file_tells_where_and_by_whose_tokens_and_keys(story: tuple[str, dict[str, Any]]) -> None:
    told = story[1]
    assert set(told) == {"url", "database_url", "nats_url", "nats_seed_file", "tokens", "keys"}
    assert told["tokens"].keys() >= {"polres-ttu", "kejari-sukabumi", "bp3mi", "mission-my", "desa-ttu"}
    assert all({"publisher", "reader"} <= roles.keys() for roles in told["tokens"].values())
    assert {"coordinator", "auditor", "dpo"} <= {role for each in told["tokens"].values() for role in each}
    assert set(told["keys"]) == {member.id for member in demo_roster().members if member.signs}
    assert told["keys"].keys() >= {"polres-sukabumi", "kejari-ttu", "pn-ttu", "bp3mi", "lpsk"}
    assert load_key(Path(told["keys"]["polres-ttu"])).agency == "polres-ttu"


def test_secrets_lie_in_files_of_their_owner_alone(data: Path, story: tuple[str, dict[str, Any]]) -> None:
    secret = [data.parent / "first.json", data / "demo-tokens.json", *data.glob("agencies/*/*")]
    assert len(secret) > 20
    assert [path for path in secret if path.stat().st_mode & 0o077] == []


def test_a_second_run_plays_nothing_again(data: Path, story: tuple[str, dict[str, Any]]) -> None:
    file = data.parent / "second.json"
    done = jejak("demo", "--port", 0, "--data", data, "--exit", "--ready-file", file)
    assert "Not played again" in done.stdout
    assert json.loads(file.read_bytes())["tokens"] == story[1]["tokens"]


class Left(NamedTuple):
    """What a demo that went on serving left when it was stopped: findings of the log, and the two commands
    it told an auditor, the first of which was run in `place`."""

    findings: list[dict[str, Any]]
    place: Path
    fetch: list[str]
    check: list[str]


@pytest.fixture(scope="module")
def left(data: Path, story: tuple[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Left:
    place = tmp_path_factory.mktemp("left")
    file, output = place / "ready.json", place / "output"
    with running("demo", "--port", 0, "--data", data, "--ready-file", file, output=output) as process:
        told = ready(file, process, output)
        headers = {"Authorization": f"Bearer {told['tokens']['polres-sukabumi']['reader']}"}
        with httpx.Client(base_url=told["url"], headers=headers) as http:
            head = http.get("/health/ready").json()["log_head"]
            found = until(lambda: findings_upto(http, head), "the log was not looked through")
        fetch, check = until(lambda: for_the_auditor(output), "no dispute is told")
        with chdir(place):
            verb(client, *fetch)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(SECONDS) == 0, output.read_text()
    return Left(found["items"], place, fetch, check)


def for_the_auditor(output: Path) -> list[list[str]]:
    """The words of the commands that end what the demo prints, once both are there."""
    text = output.read_text()
    printed = re.findall(r"^  jejak ((?:dossier|verify) .*)\n", text, re.MULTILINE)
    return [shlex.split(line) for line in printed] if len(printed) == 2 else []


def test_the_clock_of_the_story_makes_no_event_one_that_was_sealed_late(left: Left) -> None:
    """It jumps over days, and what it jumped over unsealed would be told as sealed days late."""
    assert [each for each in left.findings if each["kind"] == "late_sealed"] == []


def test_the_dossier_of_the_dispute_told_verifies_offline_by_what_the_demo_says(left: Left) -> None:
    with chdir(left.place):
        verdict = json.loads(verb(client, *left.check, "--json").stdout)
    assert verdict["ok"]
    assert verdict["problems"] == []
    assert {each["code"] for each in verdict["notes"]}.isdisjoint({"own_policy", "own_roots"})
    assert verdict["checkpoint"]["final"]
    types = [each["type"].split(".")[1] for each in verdict["events"]]
    sides = {each["who"] for each in verdict["events"] if "PositionRecorded" in each["type"]}
    assert {"DisputeOpened", "CaseConferenceHeld", "DisputeOutcomeAccepted"} <= {*types}
    assert sides == {"polres-ttu", "kejari-ttu"}


def test_the_dossier_of_the_dispute_told_does_not_verify_by_the_roots_of_others(
    left: Left, tmp_path: Path
) -> None:
    roots = tmp_path / "roots"
    roots.write_text(f"polres-ttu/{'A' * 43}\n")
    with chdir(left.place):
        said = verb(client, *left.check[:-1], roots, expect=1).stdout
    assert said.startswith("NOT VERIFIED")


def findings_upto(http: httpx.Client, position: int) -> dict[str, Any] | None:
    """The first findings, once all events up to a position were looked at."""
    answer = http.get("/v1/log/findings?limit=200")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found if int(answer.headers["Jejak-Position"]) >= position else None


def test_an_empty_demo_serves_agencies_without_a_case_and_stops_with_ctrl_c(tmp_path: Path) -> None:
    file, output, data = tmp_path / "ready.json", tmp_path / "output", tmp_path / "data"
    words = ("demo", "--port", 0, "--data", data, "--empty", "--ready-file", file)
    with running(*words, output=output) as process:
        told = ready(file, process, output)
        headers = {"Authorization": f"Bearer {told['tokens']['disdik-sukabumi']['reader']}"}
        with httpx.Client(base_url=told["url"], headers=headers) as http:
            assert http.get("/v1/feed").json()["items"] == []
            assert http.get("/v1/log/keys").json()["origin"] == "jejak.sukabumi-ttu.example"
        listed = json.loads(jejak("agency", "list", "--data", data, "--json").stdout)
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


def test_a_story_cut_off_in_the_middle_is_told_to_its_end_by_the_next_run(tmp_path: Path) -> None:
    data, output = tmp_path / "data", tmp_path / "output"
    words = ("simulate", Path("ops/scenarios/sc04.toml").absolute(), "--data", data)
    with running(*words, output=output) as process:
        until(lambda: len(list(data.glob("agencies/*/sent.ndjson"))) >= 2, "nothing is published")
        process.kill()
    done = jejak(*words)
    assert "Not played again" not in done.stdout
    assert "✗" not in done.stdout


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
        listed = json.loads(jejak("agency", "list", "--data", data, "--json").stdout)
        assert [each["agency"] for each in listed] == ["deployment"]
        rebuilt = json.loads(jejak("rebuild", "--data", data, "--json").stdout)
        assert {each["projection"] for each in rebuilt} >= {"ledger", "case_file", "timeline", "worklist"}
        assert all(each["equal"] for each in rebuilt)
        compared = json.loads(jejak("rebuild", "case_file", "--check", "--data", data, "--json").stdout)
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
