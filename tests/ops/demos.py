"""Running the `jejak` command as an operator does: in processes of its own, or one verb in this one."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from click.testing import Result
from typer.testing import CliRunner

JEJAK = Path(sys.executable).parent / "jejak"
SECONDS = 240.0  # a story takes 40 s alone, and the other half of the suite runs beside it


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
