import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def reachable_by_all() -> Iterator[Path]:
    """A directory that every account may enter, unlike pytest's own."""
    place = Path(tempfile.mkdtemp(prefix="jejak-test-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)
