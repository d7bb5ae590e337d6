"""A server that crashed left its memory on the disk: data keys, names that had been read, tokens.

Where the system writes core files (`ulimit -c`, a container's default) they lie beside the data, for good.
"""

import resource
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

from tests.attacks.canaries import Flock
from tests.attacks.conftest import founded_site
from tests.attacks.shared import feed_of
from tests.attacks.site import OWNER, PATIENCE, Site

__all__ = ["founded_site"]


def anything_may_be_dumped() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def url_in(ready: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where the process answers, once it does."""
    deadline = monotonic() + PATIENCE
    while not (ready.exists() and ready.read_text()):
        assert process.poll() is None
        assert monotonic() < deadline
        sleep(0.05)
    return ready.read_text()


def test_a_process_that_a_fault_kills_leaves_no_memory_behind(founded_site: Site, tmp_path: Path) -> None:
    ready, flock = tmp_path / "ready", Flock()
    project = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.attacks.process", str(ready)]
    environment = {**founded_site.environment(), "PYTHONPATH": f"{project}:{project / 'clients'}"}
    process = subprocess.Popen(
        command, env=environment, cwd=tmp_path, preexec_fn=anything_may_be_dumped, stderr=subprocess.DEVNULL
    )
    try:
        founded_site.url = url_in(ready, process)
        with founded_site.http:
            founded_site.open_case(victim_name=flock.name())
            founded_site.settled()
            assert flock.found_in(feed_of(founded_site, OWNER))
        process.send_signal(signal.SIGSEGV)
        assert process.wait(60) == -signal.SIGSEGV
    finally:
        process.kill()
        process.wait(10)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("core")] == []
    assert flock.files_with([tmp_path]) == []
