"""UmaDB: its own server process from the wheel, its Python client from threads."""

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from ops.bench.figures import Window
from ops.bench.load import keep_calling_in_threads
from ops.supervised import free_port

SUBJECT = "UmaDB"


def installed() -> bool:
    """Whether the wheel is here; it comes with the extra `test`."""
    return importlib.util.find_spec("umadb") is not None


@contextmanager
def running() -> Iterator[str]:
    """A UmaDB server on a free port with an empty database; yields its address."""
    with tempfile.TemporaryDirectory(prefix="jejak-umadb.") as folder:
        port = free_port()
        program = str(Path(sys.executable).with_name("umadb"))
        command = [program, "--listen", f"127.0.0.1:{port}", "--db-path", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str, process: "subprocess.Popen[bytes]", seconds: float = 20) -> None:
    import umadb

    deadline = monotonic() + seconds
    while True:
        try:
            umadb.Client(address).head()
            return
        except Exception:  # whatever its client raises before the server answers
            if monotonic() > deadline or process.poll() is not None:
                raise
            sleep(0.1)


def appends(address: str, threads: int, seconds: float, size: int) -> Window:
    """Unconditional appends of one event a call, tagged with its case."""
    import umadb

    data = b"x" * size

    def make(_: int) -> Callable[[], object]:
        client = umadb.Client(address)

        def call() -> object:
            tag = f"case:{uuid4()}"
            return client.append([umadb.Event("jejak.ReportTriaged.v1", data, [tag], uuid4())])

        return call

    return keep_calling_in_threads(threads, seconds, make)
