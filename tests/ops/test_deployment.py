import json
import os
import pwd
import shlex
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ops.deployment import Deployment
from ops.failures import DataInUse
from tests.ops.binaries import copy_of_binaries

RUNNER = [sys.executable, "-m", "tests.ops.runner"]
IS_ROOT = os.geteuid() == 0


@pytest.fixture(autouse=True)
def without_outside_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JEJAK_DATABASE_URL", raising=False)
    monkeypatch.delenv("JEJAK_NATS_URL", raising=False)


def run_once(project: Path, data: Path, *more: str) -> dict[str, Any]:
    command = [*RUNNER, str(data), "once", *more]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_end(pids: list[int], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while any(is_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_restart_keeps_the_data_and_the_passwords(project: Path, tmp_path: Path) -> None:
    first = run_once(project, tmp_path / "data")
    second = run_once(project, tmp_path / "data")
    assert (first["starts"], second["starts"]) == (1, 2)
    password = psycopg.conninfo.conninfo_to_dict(first["database_url"])["password"]
    assert psycopg.conninfo.conninfo_to_dict(second["database_url"])["password"] == password
    assert all_end(first["pids"] + second["pids"], seconds=0)


def test_a_deployment_killed_with_9_leaves_no_server_and_starts_again(project: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*RUNNER, str(tmp_path / "data"), "stay"], cwd=project, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert all(is_alive(pid) for pid in told["pids"])
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert run_once(project, tmp_path / "data")["starts"] == 2
    assert all_end(told["pids"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_background_job_of_a_shell_stops_its_servers_in_order_when_asked(
    project: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """A shell without job control starts background jobs with SIGINT ignored."""
    script = f"trap '' INT; exec {shlex.join([*RUNNER, str(tmp_path / 'data'), 'stay'])}"
    process = subprocess.Popen(
        ["/bin/sh", "-c", script], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    process.send_signal(number)
    process.communicate(timeout=20)
    assert all_end(told["pids"], seconds=0)
    assert "database system is shut down" in (tmp_path / "data/postgres/log").read_text()
    assert not (tmp_path / "data/postgres/data/postmaster.pid").exists()


def test_an_ordinary_user_runs_it_too(project: Path, reachable_by_all: Path) -> None:
    """Another account where we are root, and ourselves where we are not."""
    data = reachable_by_all / "home" / "data"
    data.parent.mkdir()
    if not IS_ROOT:
        assert run_once(project, data)["euid"] == os.geteuid()
        return
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(data.parent, nobody, nobody)
    binaries = copy_of_binaries(reachable_by_all / "binaries")
    for start in (1, 2):
        told = run_once(project, data, str(nobody), str(binaries))
        assert (told["euid"], told["starts"]) == (nobody, start)
    assert (data / "postgres/data").stat().st_uid == nobody


def test_a_second_start_on_the_same_data_is_refused_in_one_sentence(project: Path, tmp_path: Path) -> None:
    with Deployment(tmp_path / "data") as deployment:
        run = subprocess.run(
            [*RUNNER, str(tmp_path / "data"), "once"], cwd=project, capture_output=True, text=True, timeout=60
        )
        assert run.returncode == DataInUse.exit_code
        assert run.stderr == f"{tmp_path / 'data'} is in use by process {os.getpid()}.\n"
        with psycopg.connect(deployment.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_nothing_in_the_data_directory_can_be_read_by_others(tmp_path: Path) -> None:
    with Deployment(tmp_path / "data") as deployment:
        assert stat.S_IMODE(deployment.keys.stat().st_mode) == 0o700
        assert deployment.nats_seed_file is not None
        assert stat.S_IMODE(deployment.nats_seed_file.stat().st_mode) == 0o600
        closed = [tmp_path / "data/nats", tmp_path / "data/postgres/data"]
        assert [stat.S_IMODE(path.stat().st_mode) for path in closed] == [0o700, 0o700]
        for file in (tmp_path / "data/postgres").glob("*"):
            assert file.is_dir() or stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_outside_servers_are_used_where_the_environment_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEJAK_DATABASE_URL", "postgresql://somewhere/jejak")
    monkeypatch.setenv("JEJAK_NATS_URL", "nats://somewhere:4222")
    with Deployment(tmp_path / "data") as deployment:
        assert deployment.database_url == "postgresql://somewhere/jejak"
        assert (deployment.nats_url, deployment.nats_seed_file) == ("nats://somewhere:4222", None)
        assert not (tmp_path / "data/postgres").exists()


def test_a_failed_start_of_nats_stops_postgres_and_frees_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(self: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ops.deployment.EmbeddedNats.start", cut_off)
        with pytest.raises(KeyboardInterrupt), Deployment(tmp_path / "data"):
            pass
    assert not (tmp_path / "data/postgres/data/postmaster.pid").exists()
    with Deployment(tmp_path / "data") as deployment:
        assert deployment.database_url
