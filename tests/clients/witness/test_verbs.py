"""`jejak witness`: a whole witness from the command line, without a line of server code."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from jejak_client.cli import app
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.note import parse_signature
from typer.testing import CliRunner

from tests.clients.witness.logs import MemoryLog

SECONDS = 30
# No package of ours but the client's is there to be imported.
ALONE = """
import sys
for package in ("domain", "projections", "server", "ops"):
    sys.modules[package] = None
from jejak_client.commands.witness import app
app()
"""


def verb(*words: object, expect: int = 0) -> str:
    done = CliRunner().invoke(app, ["witness", *map(str, words)])
    assert done.exit_code == expect, done.output
    return done.stdout if expect == 0 else done.stderr


def test_a_witness_is_made_told_of_a_log_and_serves_it(tmp_path: Path, log: MemoryLog) -> None:
    place = tmp_path / "witness"
    vkey = verb("init", place, "--name", "witness.polres-ttu.example").strip()
    assert verb("key", place).strip() == vkey
    command = [sys.executable, "-c", ALONE, "serve", str(place), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            url = process.stderr.readline().split()[-1]
            verb("add-log", place, log.vkey)  # while it serves
            answer = httpx.post(f"{url}/add-checkpoint", content=log.submission(0, 5), timeout=SECONDS)
        finally:
            process.terminate()
        told = process.stderr.read()
    assert process.wait(SECONDS) == 0
    assert answer.status_code == 200
    line = parse_signature(answer.text.removesuffix("\n"))
    assert WitnessKey.parse(vkey).verifies(log.checkpoint(5).text, line.blob)
    assert told == ""  # nobody who asks is written down


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("init", "{place}", "--name", "witness.other.example"), 10, "is there already"),
        (("init", "{place}/new", "--name", "two words"), 2, "key name"),
        (("key", "{place}/none"), 10, "cannot be read"),
        (("add-log", "{place}", "no vkey"), 2, "vkey"),
        (("serve", "{place}", "--host", "192.0.2.1"), 4, "cannot be served"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    directory: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    told = verb(*(word.format(place=directory) for word in words), expect=code)
    assert said in told
    assert told.count("\n") == 1


def test_a_witness_without_its_memory_does_not_serve(directory: Path) -> None:
    (directory / "cosigned.sqlite3").unlink()
    assert "must not sign" in verb("serve", directory, "--port", 0, expect=11)
