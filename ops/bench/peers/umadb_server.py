"""UmaDB: its own server process from the wheel, its Python client from threads."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from ops.bench.figures import Figure, timed
from ops.bench.load import keep_calling_in_threads
from ops.supervised import free_port


@contextmanager
def running() -> Iterator[str]:
    """A UmaDB server on a free port with an empty database; yields its address."""
    import umadb

    with tempfile.TemporaryDirectory(prefix="jejak-umadb.") as folder:
        port = free_port()
        program = str(Path(sys.executable).with_name("umadb"))
        command = [program, "--listen", f"127.0.0.1:{port}", "--db-path", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = monotonic() + 20
            while True:
                try:
                    umadb.Client(f"http://127.0.0.1:{port}").head()
                    break
                except Exception:
                    if monotonic() > deadline or process.poll() is not None:
                        raise
                    sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def appends(address: str, profile: str, threads: int, seconds: float, size: int) -> Figure:
    """The rate of unconditional appends of one event a call, tagged with its case."""
    import umadb

    data = b"x" * size

    def make(_: int) -> Callable[[], object]:
        client = umadb.Client(address)

        def call() -> object:
            tag = f"case:{uuid4()}"
            return client.append([umadb.Event("jejak.ReportTriaged.v1", data, [tag], uuid4())])

        return call

    taken, elapsed = keep_calling_in_threads(threads, seconds, make)
    return timed("append", profile, "UmaDB", f"{threads} threads", taken, elapsed)
