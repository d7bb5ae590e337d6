from collections.abc import Iterator
from pathlib import Path

import pytest
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Witness

from tests.clients.witness.logs import MemoryLog
from tests.servers import directory_without_a_disk

NOW = 1_790_000_000


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In memory: a witness waits for the disk at every step."""
    with directory_without_a_disk() as place:
        yield place


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def directory(tmp_path: Path, log: MemoryLog) -> Path:
    """The directory of a witness that knows the log."""
    make_witness(tmp_path / "witness", "witness.polres-ttu.example")
    add_log(tmp_path / "witness", log.vkey)
    return tmp_path / "witness"


@pytest.fixture
def witness(directory: Path) -> Witness:
    return open_witness(directory, lambda: NOW)
