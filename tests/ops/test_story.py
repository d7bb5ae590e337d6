"""The story of `jejak demo`, told once for all that is claimed of it; the README's tour of that demo; and the
same demo started again."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from jejak_client.cli import app as client
from jejak_client.keys import load_key
from jejak_client.tlog.policy import read_policy

from ops.roster import demo_roster
from tests.ops.demos import SECONDS, environment, jejak, ready, running, until, verb

pytestmark = [pytest.mark.timeout(2 * SECONDS), pytest.mark.usefixtures("no_settings_of_ours")]
TOUR = re.compile(r"```sh\n(export PATH.*?)```\n\n```text\n(.*?)```", re.DOTALL)


class Served(NamedTuple):
    """A demo that goes on serving: its process, what it prints, its ready file, its data directory."""

    process: subprocess.Popen[bytes]
    output: Path
    told: dict[str, Any]
    data: Path


class Left(NamedTuple):
    """What an auditor took from a demo as it told them: where the dossier lies, and the command that checks
    it."""

    place: Path
    check: list[str]


class Tour(NamedTuple):
    """What the README shows of its tour, and what the same commands printed."""

    shown: str
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of all runs, under its own name where the tour looks for it."""
    return tmp_path_factory.mktemp("demo") / ".jejak-demo"


@pytest.fixture(scope="module")
def first(data: Path) -> Iterator[Served]:
    """The first run; it serves until `stopped`."""
    file, output = data.parent / "first.json", data.parent / "first.output"
    with running("demo", "--port", 0, "--data", data, "--ready-file", file, output=output) as process:
        yield Served(process, output, ready(file, process, output), data)


@pytest.fixture(scope="module")
def story(first: Served) -> tuple[str, dict[str, Any]]:
    """What the first run printed, to the commands it ends with, and its ready file."""
    printed(first)
    return first.output.read_text(), first.told


@pytest.fixture(scope="module")
def findings(first: Served) -> list[dict[str, Any]]:
    """What is found of the events of the first run."""
    return findings_of(first.told["url"], first.told["tokens"])


@pytest.fixture(scope="module")
def left(first: Served, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """The dossier of the dispute, fetched as the first run says."""
    place = tmp_path_factory.mktemp("left")
    fetch, check = printed(first)
    with chdir(place):
        verb(client, *fetch)
    return Left(place, check)


@pytest.fixture(scope="module")
def tour(project: Path, first: Served, findings: list[dict[str, Any]], left: Left) -> Tour:
    """The tour in the directory of the first run; last, for it publishes a report."""
    found = TOUR.search((project / "README.md").read_text())
    assert found is not None
    script, shown = found.groups()
    assert "http://127.0.0.1:8600" in script
    done = subprocess.run(
        ["bash", "-e", "-c", script.replace("http://127.0.0.1:8600", first.told["url"])],
        cwd=first.data.parent,
        env=environment() | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return Tour(shown, done)


@pytest.fixture(scope="module")
def stopped(first: Served, tour: Tour) -> None:
    """The first run has ended by Ctrl-C, and all was asked of it before."""
    os.killpg(first.process.pid, signal.SIGINT)
    assert first.process.wait(SECONDS) == 0, first.output.read_text()


def printed(demo: Served) -> list[list[str]]:
    """The words of the two commands for an auditor that end what a demo prints."""
    found: list[list[str]] = until(
        lambda: for_the_auditor(demo.output) or demo.process.poll() is not None, "no dispute is told"
    )
    assert demo.process.poll() is None, demo.output.read_text()
    return found


def for_the_auditor(output: Path) -> list[list[str]]:
    """The words of the commands that end what the demo prints, once both are there."""
    text = output.read_text()
    lines = re.findall(r"^  jejak ((?:dossier|verify) .*)\n", text, re.MULTILINE)
    return [shlex.split(line) for line in lines] if len(lines) == 2 else []


def findings_of(url: str, tokens: dict[str, Any]) -> list[dict[str, Any]]:
    """What is found of all events that are on record by now."""
    headers = {"Authorization": f"Bearer {tokens['polres-sukabumi']['reader']}"}
    with httpx.Client(base_url=url, headers=headers) as http:
        head = http.get("/health/ready").json()["log_head"]
        found = until(lambda: findings_upto(http, head), "the log was not looked through")
    items: list[dict[str, Any]] = found["items"]
    return items


def findings_upto(http: httpx.Client, position: int) -> dict[str, Any] | None:
    """The first findings, once all events up to a position were looked at."""
    answer = http.get("/v1/log/findings?limit=200")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found if int(answer.headers["Jejak-Position"]) >= position else None


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


def test_the_clock_of_the_story_makes_no_event_one_that_was_sealed_late(
    findings: list[dict[str, Any]],
) -> None:
    """It jumps over days, and what it jumped over unsealed would be told as sealed days late."""
    assert [each for each in findings if each["kind"] == "late_sealed"] == []


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


def test_the_tour_of_the_readme_prints_what_it_shows(
    project: Path, story: tuple[str, dict[str, Any]], tour: Tour
) -> None:
    assert tour.done.stdout.splitlines() == tour.shown.splitlines(), tour.done.stderr
    told = " ".join(story[0].split())
    for line in (project / "README.md").read_text().split("```text\n")[1].split("```")[0].splitlines():
        said = " ".join(line.replace("...", "").split())
        assert said in told


def test_a_second_run_plays_nothing_again(
    data: Path, story: tuple[str, dict[str, Any]], stopped: None
) -> None:
    file = data.parent / "second.json"
    done = jejak("demo", "--port", 0, "--data", data, "--exit", "--ready-file", file)
    assert "Not played again" in done.stdout
    assert json.loads(file.read_bytes())["tokens"] == story[1]["tokens"]


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where a story of one scenario was cut off by kill -9, and what the run that went on with it printed."""
    place = tmp_path_factory.mktemp("resumed")
    data, output = place / "data", place / "output"
    with running(*simulate_in(data), output=output) as process:
        until(lambda: len(list(data.glob("agencies/*/sent.ndjson"))) >= 2, "nothing is published")
        process.kill()
    return data, jejak(*simulate_in(data)).stdout


def simulate_in(data: Path) -> tuple[object, ...]:
    return ("simulate", Path("ops/scenarios/sc04.toml").absolute(), "--data", data)


def test_a_story_cut_off_in_the_middle_is_told_to_its_end_by_the_next_run(resumed: tuple[Path, str]) -> None:
    assert "Not played again" not in resumed[1]
    assert "✗" not in resumed[1]


def test_a_story_cut_off_and_told_again_makes_no_event_one_that_was_sealed_late(
    resumed: tuple[Path, str], tmp_path: Path
) -> None:
    """On a log of the story alone, each run begins with a clock that stands where the one before stopped."""
    data, output = resumed[0], tmp_path / "output"
    assert "Not played again" in jejak(*simulate_in(data)).stdout
    with running("serve", "--port", 0, "--data", data, output=output):
        until(lambda: "Application startup complete" in output.read_text(), "the server does not answer")
        url = output.read_text().splitlines()[0].split()[-1]
        found = findings_of(url, json.loads((data / "demo-tokens.json").read_bytes()))
    assert [each for each in found if each["kind"] == "late_sealed"] == []
