"""One server process to attack: `python -m tests.attacks.process READY_FILE [weakness ...]`, from JEJAK_*.

With `impatient` it waits for a request a tenth of the time.
"""

import os
import sys
from pathlib import Path

from ops import connections
from ops.serving import listening, serve, url_of
from server.app import create_app
from server.config import settings_from


def be_impatient() -> None:
    """So that a test need not wait as long as a caller may."""
    connections.HEAD_SECONDS, connections.BODY_SECONDS, connections.LOOK_SECONDS = 1.0, 3.0, 0.5


WEAKNESSES = {"impatient": be_impatient}


def main(ready_file: Path, *weaknesses: str) -> None:
    """Serves until it is stopped; writes its URL once it answers."""
    for each in weaknesses:
        WEAKNESSES[each]()
    with listening("127.0.0.1", 0) as bound:

        async def tell() -> None:
            ready_file.write_text(url_of(bound))

        serve(create_app(settings_from(os.environ), clockwork=False), bound, tell)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
