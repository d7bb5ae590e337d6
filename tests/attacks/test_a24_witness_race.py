"""A24: two requests that both extend the size a witness stands at: one is cosigned, the other never (6a)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from jejak_client.tlog.checkpoint import parse_checkpoint
from jejak_client.tlog.note import parse_note
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Witness

from tests.clients.witness.conftest import NOW
from tests.clients.witness.logs import ORIGIN, MemoryLog

LOG = MemoryLog(size=8)
BODIES = {size: LOG.submission(1, size) for size in (3, 5)}


def made(place: Path, time: Callable[[], float] = lambda: NOW) -> Witness:
    """A witness that stands at size 1."""
    make_witness(place, "witness.ngo.example")
    add_log(place, LOG.vkey)
    assert open_witness(place, time).add_checkpoint(LOG.submission(0, 1)).status == 200
    return open_witness(place, time)


def stands_at(witness: Witness) -> int:
    shown = witness.checkpoint(sha256(ORIGIN.encode()).hexdigest())
    assert shown is not None
    return parse_checkpoint(parse_note(shown).text).size


def test_a24_a_request_that_was_checked_before_another_was_stored_is_not_cosigned(place: Path) -> None:
    """The shorter tree is held up between check and store, where the witness looks at its clock."""
    checked, go_on = threading.Event(), threading.Event()
    stalled: list[bool] = []

    def time() -> float:
        if threading.current_thread() is not threading.main_thread() and not stalled:
            stalled.append(True)
            checked.set()
            assert go_on.wait(30)
        return NOW

    witness = made(place / "witness", time)
    with ThreadPoolExecutor(1) as others:
        shorter = others.submit(witness.add_checkpoint, BODIES[3])
        assert checked.wait(30)
        assert witness.add_checkpoint(BODIES[5]).status == 200
        go_on.set()
        assert shorter.result(30).status == 409
        assert shorter.result().body == b"5\n"
    assert stands_at(witness) == 5


def raced(place: Path, order: Random) -> list[int]:
    """The answers to both requests at once, through two processes' worth of connections; never back."""
    witnesses = [made(place), open_witness(place, lambda: NOW)]
    together = threading.Barrier(2)

    def request(witness: Witness, size: int) -> int:
        together.wait(30)
        return witness.add_checkpoint(BODIES[size]).status

    sizes = order.sample([3, 5], 2)
    with ThreadPoolExecutor(2) as threads:
        statuses = [*threads.map(request, witnesses, sizes)]
    assert 200 in statuses
    assert stands_at(witnesses[0]) == sizes[statuses.index(200)]
    return sorted(statuses)


def test_a24_of_two_requests_at_once_one_is_cosigned(place: Path) -> None:
    order = Random(24)
    assert [raced(place / str(run), order) for run in range(30)] == [[200, 409]] * 30


@pytest.mark.long
def test_a24_of_two_requests_at_once_one_is_cosigned_a_thousand_times(place: Path) -> None:
    order = Random(2424)
    assert [raced(place / str(run), order) for run in range(1000)] == [[200, 409]] * 1000
