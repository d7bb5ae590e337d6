"""The tour of the README does what the README says it does."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.test_demo import SECONDS, environment, ready, running

pytestmark = pytest.mark.timeout(2 * SECONDS)
TOUR = re.compile(r"```sh\n(export PATH.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def test_the_tour_of_the_readme_prints_what_it_shows(project: Path, tmp_path: Path) -> None:
    found = TOUR.search((project / "README.md").read_text())
    assert found is not None
    script, shown = found.groups()
    file, output, data = tmp_path / "ready.json", tmp_path / "output", tmp_path / ".jejak-demo"
    words = ("demo", "--port", 0, "--data", data, "--ready-file", file)
    with running(*words, output=output) as process:
        url = ready(file, process, output)["url"]
        assert "http://127.0.0.1:8600" in script
        done = subprocess.run(
            ["bash", "-e", "-c", script.replace("http://127.0.0.1:8600", url)],
            cwd=tmp_path,
            env=environment() | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.stdout.splitlines() == shown.splitlines(), done.stderr
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)
    story = " ".join(output.read_text().split())
    for line in (project / "README.md").read_text().split("```text\n")[1].split("```")[0].splitlines():
        said = " ".join(line.replace("...", "").split())
        assert said in story
