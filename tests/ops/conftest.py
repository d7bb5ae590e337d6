import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.demos import environment


@pytest.fixture
def reachable_by_all() -> Iterator[Path]:
    """A directory that every account may enter, unlike pytest's own."""
    place = Path(tempfile.mkdtemp(prefix="jejak-test-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def no_settings_of_ours() -> Iterator[None]:
    """Verbs run in this process find no setting of the suite's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        yield
