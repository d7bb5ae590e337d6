"""One server process to attack: `python -m tests.attacks.process READY_FILE [weakness ...]`, from JEJAK_*.

With `impatient` it waits for a request a tenth of the time; with `blind` every check of the application says
that everything may be seen.
"""

import os
import sys
from pathlib import Path

from domain import access
from domain.access import Visibility
from domain.matrix import ALL_CLASSES, BODY_LEVEL
from ops import connections
from ops.serving import listening, serve, url_of
from server.app import create_app
from server.config import settings_from


def be_impatient() -> None:
    """So that a test need not wait as long as a caller may."""
    connections.HEAD_SECONDS, connections.BODY_SECONDS, connections.LOOK_SECONDS = 1.0, 1.5, 0.25


def be_blind() -> None:
    """What is left then is the second line: the rows that PostgreSQL gives."""
    everything, real = Visibility(BODY_LEVEL, ALL_CLASSES), access.visible
    for module in list(sys.modules.values()):
        if getattr(module, "visible", None) is real:
            module.visible = lambda *_: everything  # type: ignore[attr-defined]


WEAKNESSES = {"impatient": be_impatient, "blind": be_blind}


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
