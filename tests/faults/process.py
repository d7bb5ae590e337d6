"""One server process for a test: `python -m tests.faults.process READY_FILE [die] [clockwork]`, from JEJAK_*.

With `die` the process kills itself after the commit of the next call and before its answer; with `clockwork`
it puts on record what rules find, which may be that call.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from ops.serving import listening, serve, url_of
from server.app import create_app
from server.config import settings_from
from server.publish import Publisher


def die_before_answering() -> None:
    """Every call is recorded and none is answered."""
    publish = Publisher.publish

    async def publish_and_die(self: Publisher, *arguments: Any) -> Any:
        await publish(self, *arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    Publisher.publish = publish_and_die  # type: ignore[method-assign]


def main(ready_file: Path, *faults: str) -> None:
    """Serves until it is stopped; writes its URL once it answers."""
    if "die" in faults:
        die_before_answering()
    with listening("127.0.0.1", 0) as bound:

        async def tell() -> None:
            ready_file.write_text(url_of(bound))

        serve(create_app(settings_from(os.environ), clockwork="clockwork" in faults), bound, tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
